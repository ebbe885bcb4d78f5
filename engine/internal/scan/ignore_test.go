package scan

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"regexp"
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
			"\\#hash\ntrailing \nsp\\ \na/**/z\n!/back\n*.sec\n!*/\n[ab].c\n[!ab].d\nx[!y][!z].d\n\\[!ab].e\n\n!\n/\n",
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
		"a.d":               "x",
		"c.d":               "x",
		"xyz.d":             "x",
		"xzy.d":             "x",
		"c.e":               "x",
		"[!ab].e":           "x",
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
	initGit(t, dir)
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

func initGit(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	gittest.Isolate(t)
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// Patterns put together by chance mean what they mean to git.
func TestPatternsMeanWhatTheyMeanToGit(t *testing.T) {
	dir := t.TempDir()
	initGit(t, dir)
	var names bytes.Buffer
	elements := []string{"a", "b", "ab", "a-b", "a]", "x.c", "{a,b}", "é", "!a", " ", "0"}
	for _, x := range elements {
		names.WriteString(x + "\x00")
		for _, y := range elements {
			names.WriteString(x + "/" + y + "\x00")
			for _, z := range elements[:5] {
				names.WriteString(x + "/" + y + "/" + z + "\x00")
			}
		}
	}
	pieces := []string{"a", "b", "/", "/", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "[^a]", "[a-c]", "[]a]", "[[:alpha:]]", "[!-~]", "[a", "[!]]", "[a\\-b]",
		"{a,b}", "\\", "\\!", ".c", "-", " ", "é", "***", "[[:punct:]0]", "[b-a]", "[:x", "[[:no:]]", "0"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		pattern := strings.Repeat("!", random.IntN(8)/7)
		for range 1 + random.IntN(4) {
			pattern += pieces[random.IntN(len(pieces))]
		}
		put(t, dir, ".gitignore", pattern+"\n")
		check := exec.Command("git", "-C", dir, "check-ignore", "--no-index", "--verbose", "--non-matching", "-z", "--stdin")
		check.Stdin = bytes.NewReader(names.Bytes())
		out, err := check.Output()
		if check.ProcessState.ExitCode() > 1 {
			t.Fatal(err)
		}
		rules := parseRules([]byte(pattern))
		fields := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		for f := range slices.Chunk(fields, 4) { // source, line, pattern, path
			if len(rules) > 0 && f[3] == rules[0].prefix { // to git, a**/* is a as well
				continue
			}
			if got, want := decides(rules, f[3]), f[0] != ""; got != want {
				t.Errorf("%q for %q: %v, git says %v", pattern, f[3], got, want)
			}
		}
	}
}

// decides reports whether rules say something of a file, or exclude a directory above it.
func decides(rules []rule, name string) bool {
	parts := strings.Split(name, "/")
	for _, r := range rules {
		for i, base := range parts {
			below, leaf := strings.Join(parts[:i+1], "/"), i == len(parts)-1
			if (leaf || !r.include) && r.match(below, base, !leaf) {
				return true
			}
		}
	}
	return false
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

// How lines end and what stands between them is nothing, and the last rule that
// matches counts.
func FuzzIgnore(f *testing.F) {
	f.Add([]byte("*.log\n!a/\n**/x\n[\n\\\n!\n"), "a/b/x.log", true)
	f.Add([]byte("a/**/b\n/**\n**\n***\n"), "a/b", false)
	f.Add([]byte("build/\r\n\\#x\nsp\\ \n!\n/\n[ab].c\n"), "a.c", false)
	plain := regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
	f.Fuzz(func(t *testing.T, rules []byte, name string, dir bool) {
		name = strings.Trim(filepath.ToSlash(filepath.Clean("/"+name)), "/")
		rules = bytes.ReplaceAll(rules, []byte("\r"), nil)
		var none *ignores
		match := func(rules []byte) bool { return none.enter("", rules).match(name, dir) }
		want := match(rules)
		for what, same := range map[string][]byte{
			"CRLF":          bytes.ReplaceAll(rules, []byte("\n"), []byte("\r\n")),
			"blank lines":   append([]byte("\n# *\n  \n"), bytes.ReplaceAll(rules, []byte("\n"), []byte("\n\n"))...),
			"a mark":        append([]byte("\xef\xbb\xbf"), bytes.TrimPrefix(rules, []byte("\xef\xbb\xbf"))...),
			"rules of none": append(bytes.Clone(rules), "\n/\n!\n\nno/such/name.of.this\n"...),
		} {
			if got := match(same); got != want {
				t.Errorf("%q for %q: %v, with %s %v", rules, name, want, what, got)
			}
		}
		if got := none.enter("a", rules).match("a/"+name, dir); got != want && name != "" {
			t.Errorf("%q for %q: %v, one directory further down %v", rules, name, want, got)
		}
		if !plain.MatchString(name) || bytes.Count(rules, []byte("\n")) > maxRules/2 {
			return
		}
		if !match(append(bytes.Clone(rules), "\n/"+name...)) || match(append(bytes.Clone(rules), "\n!/"+name...)) {
			t.Errorf("%q for %q: the last rule, its own name, does not count", rules, name)
		}
	})
}
