package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostile is a checkout next to a secret, with ways out and things not to read.
func hostile(t *testing.T) string {
	t.Helper()
	isolate(t)
	root := t.TempDir()
	write(t, root, "outside.txt", "SECRET")
	dir := filepath.Join(root, "repo")
	for name, text := range map[string]string{
		"a.go": "package a\n\nfunc F() {}\n", "sub/b.txt": "fine", ".gitignore": "*.log\nprivate/\n",
		".env": "SECRET", ".env.local": "SECRET", "id_rsa": "SECRET", "tls/server.key": "SECRET", ".aws/credentials": "SECRET", ".npmrc": "SECRET",
		"prod.tfstate": "SECRET", "x.log": "SECRET", "private/p.txt": "SECRET", "node_modules/m/i.js": "SECRET",
	} {
		write(t, dir, name, text)
	}
	run(t, dir, "init", "-q", "-b", "main")
	write(t, dir, ".git/SECRET", "SECRET")
	_ = os.Symlink("../outside.txt", filepath.Join(dir, "link.txt"))
	_ = os.Symlink("..", filepath.Join(dir, "up"))
	_ = os.Symlink("sub", filepath.Join(dir, "inside"))
	_ = os.Symlink(".env", filepath.Join(dir, "settings.txt"))
	return dir
}

func TestHostileIdentifiersReadNothing(t *testing.T) {
	dir := hostile(t)
	k := serve(t, []string{dir})
	outside := filepath.Join(filepath.Dir(dir), "outside.txt")
	var ids []string
	for _, path := range []string{
		"../outside.txt", "sub/../../outside.txt", "sub/../a.go", "./a.go", "a.go/", "a.go/.", "/a.go", "//a.go", "sub//b.txt", outside, "/etc/passwd",
		"file:///etc/passwd", `..\outside.txt`, `C:\Windows\win.ini`, `\\host\share\x`, "CON", "NUL", "a.go\x00", "a.go\x00.txt", "%2e%2e/outside.txt",
		"..%2foutside.txt", "~/x", "$HOME/x", ".git/config", ".git/HEAD", ".git/SECRET", ".GIT/config", ".env", ".env.local", "id_rsa", "tls/server.key",
		".aws/credentials", ".npmrc", "prod.tfstate", "x.log", "private/p.txt", "node_modules/m/i.js", "link.txt", "up/outside.txt", "up/repo/a.go",
		"inside/b.txt", "settings.txt", "sub", "sub/", ".", "..", "", "/", "::", "::::", "a.go::F()::", "a.go::F() ", "a.go::../outside.txt", " a.go",
		"a.go ", "A.GO", "a．go", "a.go\n", "-a.go", "--help", ":(top)a.go", "*.go", "a.?o", "[a].go", "HEAD:a.go", strings.Repeat("a/", 5000) + "b",
		strings.Repeat("::", 5000), "a.go::" + strings.Repeat("x", 1<<14), "\xff\xfe",
	} {
		ids = append(ids, "local/repo::"+path)
	}
	ids = append(ids, "", "::", "local", "local/", "local/::a.go", "local/repo", "local/repo:", "local/repo:a.go", "local/repo::", "local/REPO::a.go", "LOCAL/repo::a.go",
		"local/repo/../repo::a.go", "local/..::repo/a.go", "local/repo\x00::a.go", "repo::a.go", "other/repo::a.go", "local//repo::a.go", " local/repo::a.go", "a.go")
	for len(ids) > 0 {
		some := ids[:min(20, len(ids))]
		ids = ids[len(some):]
		for _, id := range some {
			if a := k.content(strings.ToValidUTF8(id, "\uFFFD")); a != "-" {
				t.Errorf("%.60q gives %q", id, a)
			}
		}
	}
	for id, want := range map[string]string{"local/repo::a.go::F()": "3 func F() {}", "local/repo::sub/b.txt": "1 fine"} {
		if got := k.content(id); got != want {
			t.Errorf("%s: got %q", id, got)
		}
	}
	if got := inBrief(k.grep("SECRET")); got != "" {
		t.Errorf("grep found %q", got)
	}
}

// A file may turn into something else between being listed and being opened.
func TestFetchOfALinkThatIsTracked(t *testing.T) {
	dir := hostile(t)
	run(t, dir, "add", "-f", "-A", ".")
	k := serve(t, []string{dir})
	for _, path := range []string{"link.txt", "up/outside.txt", ".env", "id_rsa", "settings.txt", "inside/b.txt"} {
		if got := k.content("local/repo::" + path); got != "-" {
			t.Errorf("%s: got %q", path, got)
		}
	}
	// Tracked, so no longer ignored; a secret's name still hides it.
	if got := k.content("local/repo::x.log"); got != "1 SECRET" {
		t.Errorf("a tracked file: %q", got)
	}
	if got := inBrief(k.grep("SECRET")); got != "private/p.txt:1:1 x.log:1:1" {
		t.Errorf("grep found %q", got)
	}
}
