package files

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

func draw(t *testing.T, dir string, q TreeQuery) string {
	t.Helper()
	got, err := Tree(t.Context(), dir, q)
	if err != nil {
		t.Fatal(err)
	}
	return got.Text()
}

const closedNote = "\n(A folder with a number of files is not opened: call get_file_tree with its path.)"

func TestTreeDrawsFoldersThenFiles(t *testing.T) {
	dir := tree(t, "README.md", "a.go", "cmd/x/main.go", "cmd/y/main.go", "src/main/java/org/acme/App.java", "src/main/java/org/acme/util/U.java", "one/only.txt", ".github/ci.yml", "build/skip")
	put(t, dir, ".gitignore", "build/\n")
	put(t, dir, ".env", "secret")
	put(t, dir, "empty.txt", "")
	put(t, dir, "large.bin", strings.Repeat("x", scan.MaxFile+1))
	commit(t, dir)
	for _, c := range []struct {
		q    TreeQuery
		want string
	}{
		{TreeQuery{}, `The root: 11 files
.github/
  ci.yml
cmd/
  x/
    main.go
  y/
    main.go
one/
  only.txt
src/main/java/org/acme/
  util/
    U.java
  App.java
.gitignore
README.md
a.go
empty.txt
large.bin`},
		{TreeQuery{MaxDepth: 1}, `The root: 11 files
.github/ (1 file)
cmd/ (2 files)
one/ (1 file)
src/main/java/org/acme/ (2 files)
.gitignore
README.md
a.go
empty.txt
large.bin` + closedNote},
		{TreeQuery{Path: "cmd/", MaxDepth: 8}, "cmd/: 2 files\nx/\n  main.go\ny/\n  main.go"},
		{TreeQuery{Path: "cmd", OutputDepth: 1}, "cmd/: 2 files\nx/ (1 file)\ny/ (1 file)" + closedNote},
		{TreeQuery{Path: "src", MaxDepth: 2}, "src/: 2 files\nmain/java/org/acme/\n  util/ (1 file)\n  App.java" + closedNote},
	} {
		if got := draw(t, dir, c.q); got != c.want {
			t.Errorf("%+v:\n%s", c.q, got)
		}
	}
	// The drawing is limited, the answer is not.
	got, err := Tree(t.Context(), dir, TreeQuery{Path: "cmd", OutputDepth: 1})
	if err != nil || len(got.Children[0].Children) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	raw, err := json.Marshal(got)
	want := `{"path":"cmd","files":2,"nodes":4,"truncated":false,"children":[` +
		`{"name":"x","path":"cmd/x","type":"folder","files":1,"children":[{"name":"main.go","path":"cmd/x/main.go","type":"file","size":13}]},` +
		`{"name":"y","path":"cmd/y","type":"folder","files":1,"children":[{"name":"main.go","path":"cmd/y/main.go","type":"file","size":13}]}]}`
	if err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestTreeKeepsTheTopWhole(t *testing.T) {
	var names []string
	for i := range 5 {
		for j := range 4 + 20*(i%2) {
			names = append(names, fmt.Sprintf("d%d/deep/f%02d/x.go", i, j), fmt.Sprintf("d%d/f%02d.go", i, j))
		}
	}
	dir := tree(t, names...)
	got, err := Tree(t.Context(), dir, TreeQuery{MaxNodes: 25, MaxDepth: 8})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Truncated || got.Nodes > 25 || len(got.Children) != 5 {
		t.Errorf("%+v", got)
	}
	want := `The root: 120 files
d0/
  deep/ (4 files)
  f00.go
  f01.go
  f02.go
  f03.go
d1/ (48 files)
d2/
  deep/ (4 files)
  f00.go
  f01.go
  f02.go
  f03.go
d3/ (48 files)
d4/
  deep/ (4 files)
  f00.go
  f01.go
  f02.go
  f03.go
(A folder with a number of files is not opened: call get_file_tree with its path, or raise max_nodes from 25, at most 300.)`
	if text := got.Text(); text != want {
		t.Errorf("got\n%s", text)
	}
}

func TestTreeOfOneWideFolder(t *testing.T) {
	var names []string
	for i := range 400 {
		names = append(names, fmt.Sprintf("f%03d", i))
	}
	dir := tree(t, append(names, "z/x", "z/y/x")...)
	text := draw(t, dir, TreeQuery{MaxNodes: 3})
	want := "The root: 402 files\nz/ (2 files)\nf000\nf001\n(398 more entries of this folder left out: raise max_nodes, at most 300)\n" +
		"(A folder with a number of files is not opened: call get_file_tree with its path, or raise max_nodes from 3, at most 300.)"
	if text != want {
		t.Errorf("got\n%s", text)
	}
	if text := draw(t, dir, TreeQuery{MaxNodes: 300}); !strings.Contains(text, "(101 more entries of this folder left out: look for them with grep_search and paths)") {
		t.Errorf("got\n%s", text)
	}
}

func TestTreeChecksItsLimits(t *testing.T) {
	dir := tree(t, "a")
	for want, q := range map[string]TreeQuery{
		"max_depth is 9 | Give max_depth from 1 to 8.":       {MaxDepth: 9},
		"max_depth is -1 | Give max_depth from 1 to 8.":      {MaxDepth: -1},
		"max_nodes is 301 | Give max_nodes from 1 to 300.":   {MaxNodes: 301},
		"output_depth is 9 | Give output_depth from 1 to 8.": {OutputDepth: 9},
	} {
		_, err := Tree(t.Context(), dir, q)
		if said := mendable(t, err); said != want {
			t.Error(said)
		}
	}
}

func TestTreeOfNothing(t *testing.T) {
	if got := draw(t, t.TempDir(), TreeQuery{}); got != "The repository holds no files that git tracks or does not ignore." {
		t.Error(got)
	}
	dir := t.TempDir()
	_, err := Tree(t.Context(), dir, TreeQuery{Path: "src"})
	mendable(t, err)
}

func TestTextOfTreeIsBounded(t *testing.T) {
	var names []string
	for i := range 15 {
		for j := range 15 {
			names = append(names, fmt.Sprintf("d%02d/%s%03d", i, strings.Repeat("n", 200), j))
		}
	}
	dir := tree(t, names...)
	text := draw(t, dir, TreeQuery{MaxNodes: 300})
	if want := "The root: 225 files\nd00/ (15 files)\n"; len(text) > maxText || !strings.HasPrefix(text, want) {
		t.Errorf("%d bytes:\n%.200s", len(text), text)
	}
	names = nil
	for i := range 200 {
		names = append(names, fmt.Sprintf("%s%03d", strings.Repeat("n", 200), i))
	}
	text = draw(t, tree(t, names...), TreeQuery{MaxNodes: 300})
	if len(text) > maxText || !strings.HasSuffix(text, "\n(cut here: the names are too long; name a folder in path)") {
		t.Errorf("%d bytes: …%s", len(text), text[len(text)-200:])
	}
}
