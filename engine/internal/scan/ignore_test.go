package scan

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/internal/gittest"
)

// The walk must leave out what git leaves out; git itself is the judge.
func TestWalkIgnoresWhatGitIgnores(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		".gitignore": "\ufeff# comment\n*.log\r\n!keep.log\n/only-root.txt\nbuild/\ndoc/*.tmp\n**/deep/x\nlogs/**\n!logs/keep\n" +
			"\\#hash\ntrailing \nsp\\ \na/**/z\n!/back\n*.sec\n!*/\n[ab].c\n\n!\n/\n",
		"sub/.gitignore":    "inner.txt\n!*.log\n/here\n",
		"open/.gitignore":   "*\n!*/\n!*.go\n",
		"a.go":              "x",
		"a.log":             "x",
		"keep.log":          "x",
		"only-root.txt":     "x",
		"sub/only-root.txt": "x",
		"build/x":           "x",
		"sub/build/x":       "x",
		"sub/b.log":         "x",
		"sub/inner.txt":     "x",
		"sub/here":          "x",
		"sub/q/here":        "x",
		"doc/a.tmp":         "x",
		"doc/q/a.tmp":       "x",
		"p/deep/x":          "x",
		"deep/x":            "x",
		"logs/keep":         "x",
		"logs/other":        "x",
		"#hash":             "x",
		"trailing":          "x",
		"a/z":               "x",
		"a/b/c/z":           "x",
		"back/x.sec":        "x",
		"open/x.go":         "x",
		"open/x.txt":        "x",
		"open/in/y.go":      "x",
		"open/in/y.txt":     "x",
		"a.c":               "x",
		"c.c":               "x",
	} {
		put(t, dir, name, text)
	}
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	got, err := tree.walk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	gittest.Isolate(t)
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want, err := gitFiles(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("walk: %q\ngit:  %q", got, want)
	}
}

func TestWalkLeavesOutOtherPeoplesFolders(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.js", "node_modules/m/i.js", "x/.venv/p.py", ".ssh/config", "x/__pycache__/q", ".hidden/ok.txt"} {
		put(t, dir, name, "x")
	}
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	got, err := tree.walk(t.Context())
	if err != nil || !slices.Equal(got, []string{filepath.ToSlash(".hidden/ok.txt"), "a.js"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

func FuzzIgnore(f *testing.F) {
	f.Add([]byte("*.log\n!a/\n**/x\n[\n\\\n!\n"), "a/b/x.log")
	f.Add([]byte("a/**/b\n/**\n**\n***\n"), "a/b")
	f.Fuzz(func(_ *testing.T, rules []byte, name string) {
		name = strings.Trim(filepath.ToSlash(filepath.Clean("/"+name)), "/")
		var none *ignores
		none.enter("", rules).match(name, false)
		none.enter("", rules).enter("a", rules).match(name, true)
	})
}
