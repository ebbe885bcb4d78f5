package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// The states that checkouts and files come in. Each is asked for a word that is
// in the files named, for search and grep, which must agree.
func TestStatesOfCheckoutsAndFiles(t *testing.T) {
	const word = "quokka"
	for _, x := range []struct {
		name string
		make func(t *testing.T) string
		want string // files that hold the word
		on   string // files in all, and the branch
	}{
		{"a repository without a commit", func(t *testing.T) string {
			dir := folder(t, "a.txt", word)
			run(t, dir, "init", "-q", "-b", "main")
			return dir
		}, "a.txt", "1 main"},
		{"an empty repository", func(t *testing.T) string {
			dir := folder(t)
			run(t, dir, "init", "-q", "-b", "main")
			return dir
		}, "", "0 "},
		{"no commit checked out by a branch", func(t *testing.T) string {
			dir := repository(t, "a.txt", word)
			run(t, dir, "checkout", "-q", "--detach")
			return dir
		}, "a.txt", "1 "},
		{"a shallow clone", func(t *testing.T) string {
			from, dir := repository(t, "a.txt", "old"), t.TempDir()
			write(t, from, "a.txt", word)
			run(t, from, "commit", "-q", "-a", "-m", "second")
			run(t, dir, "clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(from), ".")
			return dir
		}, "a.txt", "1 main"},
		{"a sparse checkout", func(t *testing.T) string {
			dir := repository(t, "in/a.txt", word, "out/b.txt", word)
			run(t, dir, "sparse-checkout", "set", "in")
			return dir
		}, "in/a.txt", "1 main"},
		{"a submodule that is checked out, and one that is not", func(t *testing.T) string {
			lib, dir := repository(t, "lib.txt", word), repository(t, "a.txt", word)
			for _, name := range []string{"deps/lib", "deps/gone"} {
				run(t, dir, "-c", "protocol.file.allow=always", "submodule", "add", "-q", lib, name)
			}
			run(t, dir, "commit", "-q", "-m", "second")
			run(t, dir, "submodule", "deinit", "-q", "-f", "deps/gone")
			write(t, dir, "deps/lib/new.txt", word)
			return dir
		}, "a.txt deps/lib/lib.txt deps/lib/new.txt", "4 main"},
		{"a repository inside that is no submodule", func(t *testing.T) string {
			dir := repository(t, "a.txt", word)
			write(t, dir, "other/b.txt", word)
			run(t, filepath.Join(dir, "other"), "init", "-q")
			return dir
		}, "a.txt", "1 main"},
		{"a folder without git with a repository inside", func(t *testing.T) string {
			dir := folder(t, "a.txt", word, "other/b.txt", word)
			run(t, filepath.Join(dir, "other"), "init", "-q")
			return dir
		}, "a.txt other/b.txt", "2 "},
		{"links that lead in circles, in git", func(t *testing.T) string {
			dir := repository(t, "sub/a.txt", word)
			circle(t, dir)
			run(t, dir, "add", "-A")
			return dir
		}, "sub/a.txt", "1 main"},
		{"links that lead in circles", func(t *testing.T) string {
			dir := folder(t, "sub/a.txt", word)
			circle(t, dir)
			return dir
		}, "sub/a.txt", "1 "},
		{"generated giants", func(t *testing.T) string {
			return folder(t, "a.txt", word, "data.json", "{\""+strings.Repeat(word+" ", 200_000)+"\"}",
				"min.js", strings.Repeat("a("+word+");", 80_000))
		}, "a.txt min.js", "2 "}, // data.json is above the limit
		{"files that may not be read", func(t *testing.T) string {
			dir := folder(t, "a.txt", word, "b.txt", word, "sub/c.txt", word)
			if os.Getuid() <= 0 {
				t.Skip("this user may read everything, or the system knows no such files")
			}
			for _, name := range []string{"b.txt", "sub"} {
				path := filepath.Join(dir, name)
				if err := os.Chmod(path, 0); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
			}
			return dir
		}, "a.txt", "2 "},
	} {
		t.Run(x.name, func(t *testing.T) {
			isolate(t)
			k := serve(t, []string{x.make(t)})
			if got := strings.Join(slices.Sorted(slices.Values(paths(k.search(word)))), " "); got != x.want {
				t.Errorf("search finds %q, want %q", got, x.want)
			}
			var found []string
			res := k.grep(word)
			for _, r := range res.Results {
				found = append(found, r.Path())
			}
			if got := strings.Join(slices.Sorted(slices.Values(found)), " "); got != x.want {
				t.Errorf("grep finds %q, want %q", got, x.want)
			}
			on := k.search(word).DataSources[0].Indexing
			if got := fmt.Sprint(on.FilesTotal, " ", on.Branch); got != x.on || on.FilesIndexed != on.FilesTotal {
				t.Errorf("index %q of %+v, want %q", got, on, x.on)
			}
		})
	}
}

func circle(t *testing.T, dir string) {
	t.Helper()
	if err := os.Symlink("..", filepath.Join(dir, "sub", "up")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink("self", filepath.Join(dir, "self")); err != nil {
		t.Fatal(err)
	}
}

// What is not in plain UTF-8 has the same lines and columns for all tools.
func TestEncodingsAreReadAlikeByAllTools(t *testing.T) {
	const text = "first\n\nén quokka 𝒳 end\n"
	wide := func(big bool) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
			if big {
				b.Write([]byte{byte(u >> 8), byte(u)})
			} else {
				b.Write([]byte{byte(u), byte(u >> 8)})
			}
		}
		return b.String()
	}
	for name, content := range map[string]string{
		"plain.txt": text, "mark.txt": "\uFEFF" + text, "crlf.txt": strings.ReplaceAll(text, "\n", "\r\n"),
		"little.txt": wide(false), "big.txt": wide(true), "odd.txt": wide(false) + "x",
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, name, content)
			k := serve(t, []string{dir})
			hits := k.search("quokka").Results
			if len(hits) != 1 || hits[0].Location.Range.End.Line < 3 {
				t.Fatalf("search: %+v", hits)
			}
			grep := k.grep("quokka").Results
			if len(grep) != 1 || fmt.Sprint(grep[0].Matches) != "[{3 4 9 én quokka 𝒳 end }]" {
				t.Errorf("grep: %+v", grep)
			}
			obj, _ := k.tool("read_file", map[string]any{"path": name, "start_line": 3, "end_line": 3})
			if obj["content"] != "én quokka 𝒳 end" {
				t.Errorf("read: %v", obj)
			}
			content := k.content(hits[0].Identifier)
			if lines := strings.Split(content[strings.Index(content, " ")+1:], "\n"); len(lines) < 3 || lines[2] != "én quokka 𝒳 end" {
				t.Errorf("fetch: %q", lines)
			}
		})
	}
}

func TestLargeFilesAreCountedInTheList(t *testing.T) {
	k := serve(t, []string{folder(t, "a.go", "package a", "large.json", strings.Repeat(" ", 1<<20+1))})
	k.search("a")
	list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	if got := list[0].Description; got != "1 file, mostly Go; 1 file above 1 MiB not searched" {
		t.Errorf("described as %q", got)
	}
}
