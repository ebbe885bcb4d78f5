package files

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// hostile is a checkout full of what must not be shown, beside one file that may.
func hostile(t *testing.T) (dir string) {
	above := t.TempDir()
	dir = filepath.Join(above, "repo")
	secret := "SECRET"
	put(t, above, "outside.txt", secret)
	put(t, above, "repo-other/x.txt", secret)
	put(t, dir, ".gitignore", "ignored.txt\nbuild/\nhidden/\n")
	put(t, dir, "src/a.txt", "fine")
	commit(t, dir)
	for _, name := range []string{
		".env", "src/.env.local", "server.pem", "id_rsa", ".ssh/config", "ignored.txt", "build/out.txt", "hidden/x.txt",
		"node_modules/m/i.js", ".git/hooks/x", "credentials.json",
	} {
		put(t, dir, name, secret)
	}
	for name, target := range map[string]string{
		"link-out.txt": "../outside.txt", "link-abs": above, "link-git": ".git", "link-in.txt": "src/a.txt", "link-dir": "src", "src/up": "..",
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	return dir
}

func TestNoPathLeavesTheTree(t *testing.T) {
	dir := hostile(t)
	above := filepath.Dir(dir)
	attempts := []string{
		"../outside.txt", "..", "../", "src/../../outside.txt", "src/../src/a.txt", "./../outside.txt", "src/..", "a/../../outside.txt", "src/a.txt/..", "././../outside.txt",
		".../outside.txt", ".. /outside.txt", "..\\outside.txt", "src\\..\\..\\outside.txt", "..\\/outside.txt", "src/..\\../outside.txt", `\..\outside.txt`,
		"%2e%2e/outside.txt", "%2E%2E%2Foutside.txt", "..%2foutside.txt", "%252e%252e%252foutside.txt", "%25252e%25252e/outside.txt", "..%5coutside.txt", "..%c0%afoutside.txt",
		"%c0%ae%c0%ae/outside.txt", "\xc0\xae\xc0\xae/outside.txt", "..\xc0\xafoutside.txt", "\xe0\x80\xae\xe0\x80\xae/outside.txt", "%u002e%u002e/outside.txt",
		"．．/outside.txt", "．．／outside.txt", "‥/outside.txt", "\u2024\u2024/outside.txt", "..∕outside.txt", "..⁄outside.txt", "..\u29f8outside.txt",
		".\u200b./outside.txt", ".\u200d./outside.txt", "\u202e../outside.txt", "src/a.txt\x00", "src/a.txt\x00.png", "..\x00/outside.txt", "\x00", "src/a.txt\n", "src\r/a.txt", "src/\x1b[2J",
		"/etc/passwd", "/", "//", "//etc/passwd", "/proc/self/environ", "/dev/stdin", "/dev/fd/0", "proc/self/environ", filepath.Join(above, "outside.txt"), dir + "-other/x.txt",
		dir + "/../outside.txt", dir + "/src/../../outside.txt", dir + "//../outside.txt", dir + "/.env", dir + "/link-out.txt", dir + "%2f..%2foutside.txt",
		"C:/Windows/win.ini", `C:\Windows\win.ini`, "C:outside.txt", "c:..\\outside.txt", `\\server\share\x`, "//server/share/x", `\\?\C:\x`, `\\.\pipe\x`, `\\?\UNC\server\x`, `\Windows`,
		"CON", "NUL", "con", "aux.txt", "COM1", "lpt1.log", "CONIN$", "src/NUL", "NUL:", "COM\u00b9",
		"src/a.txt::$DATA", "src/a.txt:stream", "src::$INDEX_ALLOCATION/a.txt", "src:x/a.txt", "src/a.txt:",
		"src/a.txt.", "src/a.txt ", "src./a.txt", "src /a.txt", " src/a.txt", "src//a.txt", "src/./a.txt", "src/a.txt/", "/src/a.txt", ".\\src\\a.txt", "src\\a.txt", "src%2fa.txt",
		"~", "~/x", "~root/.ssh/id_rsa", "~/.ssh/id_rsa", "$HOME/x", "${HOME}/x", "%HOME%/x", "$(id)", "`id`", "src/*", "src/?.txt", "{src,x}/a.txt",
		"file:///etc/passwd", "file:src/a.txt", "FILE://localhost/etc/passwd", "file:%2f%2f/etc/passwd", "http://localhost/x", "data:text/plain,x",
		"link-out.txt", "link-abs/outside.txt", "link-git/config", "link-in.txt", "link-dir/a.txt", "src/up/src/a.txt", "link-dir",
		".git/config", ".git", ".GIT/config", ".Git/HEAD", ".git./config", ".git /config", ".git::$INDEX_ALLOCATION/config", "git~1/config", "GIT~1/config", ".git\\config", "%2egit/config",
		".g\u200cit/config", "．git/config", "src/../.git/config", "./.git/config", ".git/../src/a.txt", "src/.git/config", ".git/hooks/x",
		".env", ".ENV", "./.env", "src/.env.local", "server.pem", "SERVER.PEM", "server.pem.", "server.pem::$DATA", "id_rsa", ".ssh/config", "credentials.json", "%2eenv",
		"ignored.txt", "build/out.txt", "hidden/x.txt", "hidden", "node_modules/m/i.js", "build",
		"", " ", ".", "src", "src/", "src/gone.txt", "gone", strings.Repeat("a/", 5000), strings.Repeat("x", 100_000), "src/" + strings.Repeat("../", 3000) + "etc/passwd",
		"\xff\xfe", "src/a\xff.txt", "SRC/A.TXT", "src/a.tx", "a.txt",
	}
	if len(attempts) < 45 {
		t.Fatal("too few")
	}
	for _, path := range attempts {
		got, err := Read(t.Context(), dir, ReadQuery{Path: path})
		if err == nil {
			t.Errorf("%q was read: %+v", path, got)
			continue
		}
		if said := mendable(t, err); strings.Contains(said, "SECRET") || len(said) > 1500 {
			t.Errorf("%q: said %q", path, said)
		}
	}
	for _, path := range attempts {
		if strings.Trim(path, "./ ") == "" || path == "src/" || path == "src" {
			continue // the root, and a folder
		}
		got, err := Tree(t.Context(), dir, TreeQuery{Path: path})
		if err == nil {
			t.Errorf("%q was listed: %s", path, got.Text())
			continue
		}
		mendable(t, err)
	}
	for _, path := range []string{"..", "../", "...", "../repo", "./.."} {
		if got, err := Tree(t.Context(), dir, TreeQuery{Path: path}); err == nil {
			t.Errorf("%q was listed: %s", path, got.Text())
		}
	}
}

// Nobody may learn from the words whether a file is there.
func TestRefusalsDoNotTellWhatExists(t *testing.T) {
	dir := hostile(t)
	words := func(path string) string {
		_, err := Read(t.Context(), dir, ReadQuery{Path: path})
		return strings.ReplaceAll(mendable(t, err), path, "PATH")
	}
	for there, absent := range map[string]string{
		"ignored.txt": "absent1.txt", "build/out.txt": "buill/out.txt", "link-out.txt": "none-out.txt", "link-git/config": "none-git/config", "hidden": "absent",
		".env": ".env.absent", "server.pem": "absent.pem", ".git/config": ".git/absent", "../outside.txt": "../absent.txt", "id_rsa": "id_dsa", "/etc/passwd": "/etc/absent",
		"node_modules/m/i.js": "node_modules/absent", "link-dir/b.txt": "none-dir/b.txt",
	} {
		if a, b := words(there), words(absent); a != b {
			t.Errorf("%s: %s\n%s: %s", there, a, absent, b)
		}
	}
}

func TestRefusalsNameTheFix(t *testing.T) {
	dir := tree(t, "cmd/server/main.go", "engine/internal/files/read.go", "README.md", "docs/a b.md", "日本/メモ.md", "x/util.go", "y/util.go", "docs/guide.md")
	for path, want := range map[string]string{
		"readme.md":                      `Use path "README.md".`,
		"CMD/Server/main.go":             `Use path "cmd/server/main.go".`,
		"/README.md":                     `Use path "README.md".`,
		"cmd\\server\\main.go":           `Use path "cmd/server/main.go".`,
		"docs/a%20b.md":                  `Use path "docs/a b.md".`,
		"files/read.go":                  `Use path "engine/internal/files/read.go".`,
		"other/repo/cmd/server/main.go":  `Use path "cmd/server/main.go".`,
		"/srv/x/cmd/server/main.go":      `Use path "cmd/server/main.go".`,
		"cmd/serve/main.go":              `Use path "cmd/server/main.go".`,
		"util.go":                        `Use path "x/util.go" or "y/util.go".`,
		"x/uitl.go":                      `Use path "x/util.go".`, // two letters swapped are one mistake
		"docs/giude.md":                  `Use path "docs/guide.md".`,
		"日本/メモ.txt":                      `Call get_file_tree with path "日本".`,
		"engine/internal/files/other.go": `Call get_file_tree with path "engine/internal/files".`,
		"nowhere/at/all.zig":             `Call get_file_tree to see what there is.`,
		"cmd/server":                     `Call get_file_tree with path "cmd/server".`,
		"cmd/server/":                    `Call get_file_tree with path "cmd/server".`,
		"src//gone":                      `Call get_file_tree to see what there is.`,
		"cmd//server/main.go":            `Use path "cmd/server/main.go".`,
	} {
		_, err := Read(t.Context(), dir, ReadQuery{Path: path})
		if said := mendable(t, err); !strings.HasSuffix(said, "| "+want) {
			t.Errorf("%s: %s", path, said)
		}
	}
	_, err := Tree(t.Context(), dir, TreeQuery{Path: "README.md"})
	if said := mendable(t, err); !strings.HasSuffix(said, `Call read_file with path "README.md".`) {
		t.Error(said)
	}
	_, err = Tree(t.Context(), dir, TreeQuery{Path: "Cmd/server"})
	if said := mendable(t, err); !strings.HasSuffix(said, `Use path "cmd/server".`) {
		t.Error(said)
	}
}

func TestPathsThatAreTaken(t *testing.T) {
	dir := tree(t, "src/a.txt", "e\u0301te\u0301.txt", "日本/メモ.md", "שלום/עולם.txt")
	for path, want := range map[string]string{
		"src/a.txt": "src/a.txt", "./src/a.txt": "src/a.txt", filepath.Join(dir, "src", "a.txt"): "src/a.txt",
		"日本/メモ.md": "日本/メモ.md", "שלום/עולם.txt": "שלום/עולם.txt", "\u00e9t\u00e9.txt": "e\u0301te\u0301.txt",
	} {
		got, err := Read(t.Context(), dir, ReadQuery{Path: path})
		if err != nil || got.Path != want || got.Content != want {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for path, want := range map[string]string{"": "", ".": "", "./": "", "/": "", "src": "src", "src/": "src", "./src/": "src", dir: "", dir + "/": "", filepath.Join(dir, "src"): "src"} {
		got, err := Tree(t.Context(), dir, TreeQuery{Path: path})
		if err != nil || got.Path != want {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
}

// On Linux any of these may be the name of a file, and is then served.
func TestOddNamesThatExist(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not on Windows")
	}
	odd := []string{
		`C:\dir\x.txt`, "aux.c", "file.go::$DATA", "a%2fb.txt", "~", "..x", "x..", "...", "a\\b", "tab\there", "line\nbreak", " lead", "x\u202egpj.txt", "file:x", "$HOME", "*", "‥", "-rf",
	}
	dir := tree(t, odd...)
	put(t, dir, "bad\xff.txt", "bad\uFFFD.txt")
	for _, name := range append(odd, "bad\uFFFD.txt") {
		got, err := Read(t.Context(), dir, ReadQuery{Path: name})
		if err != nil || got.Path != name || !strings.HasPrefix(got.Content, strings.SplitN(name, "\n", 2)[0]) {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
	top, err := Tree(t.Context(), dir, TreeQuery{})
	if err != nil {
		t.Fatal(err)
	}
	text := top.Text()
	if n := strings.Count(text, "\n"); n != len(odd)+1 {
		t.Errorf("%d lines:\n%s", n+1, text)
	}
	for _, want := range []string{`"line\nbreak"`, `"x\u202egpj.txt"`, `" lead"`, `"tab\there"`, "\nbad\uFFFD.txt"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestFileExchangedAfterItWasListed(t *testing.T) {
	dir, outside := tree(t, "a.txt", "d/b.txt", "pipe"), tree(t, "a.txt", "b.txt")
	known := map[string]bool{"a.txt": true, "d/b.txt": true, "pipe": true}
	tr := opened(t, dir)
	entries, err := tr.Known(t.Context(), known)
	if err != nil || len(entries) != 3 {
		t.Fatal(entries, err)
	}
	for _, name := range []string{"a.txt", "d", "pipe"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(outside, "a.txt"), filepath.Join(dir, "a.txt")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(outside, filepath.Join(dir, "d")); err != nil {
		t.Fatal(err)
	}
	mkfifo(t, filepath.Join(dir, "pipe"))
	for name, e := range entries {
		got, err := read(t.Context(), tr, e, ReadQuery{Path: name})
		if err == nil {
			t.Errorf("%s: %+v", name, got)
		} else {
			mendable(t, err)
		}
	}
}
