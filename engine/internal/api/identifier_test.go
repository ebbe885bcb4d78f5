package api

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func TestPlacesOfAnIdentifier(t *testing.T) {
	for id, want := range map[string][]place{
		"local/s::a.go":         {{"a.go", ""}},
		"local/s::a.go::":       {{"a.go::", ""}, {"a.go", ""}},
		"local/s::a.go::F(x T)": {{"a.go::F(x T)", ""}, {"a.go", "F(x T)"}},
		"local/s::a::b::c":      {{"a::b::c", ""}, {"a::b", "c"}, {"a", "b::c"}},
		"local/s::a:::b":        {{"a:::b", ""}, {"a:", "b"}, {"a", ":b"}},
		"local/s::":             {{"", ""}},
		"local/s::::x":          {{"::x", ""}},
		"local/s:a.go":          nil,
		"local/other::a.go":     nil,
		"s::a.go":               nil,
		"local/s::" + strings.Repeat("x", maxIdentifier): nil,
	} {
		if got := places("s", id); !slices.Equal(got, want) {
			t.Errorf("%.40q: got %q, want %q", id, got, want)
		}
	}
}

// Whatever is asked for, only files of the tree are read, and what is found is
// what the identifier says.
func FuzzIdentifiers(f *testing.F) {
	root := f.TempDir()
	dir := filepath.Join(root, "repo")
	files := map[string]string{"a.go": "package a\n\nfunc F() {}\n\nfunc G() {}\n", "sub/b::c.txt": "fine", "empty": ""}
	put := func(name, text string) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			f.Skip(err) // not every system takes such a name
		}
	}
	for name, text := range files {
		put(name, text)
	}
	put("../outside.txt", "SECRET")
	put(".env", "SECRET")
	put(".git/x", "SECRET")
	_ = os.Symlink("..", filepath.Join(dir, "up"))
	_ = os.Symlink(".env", filepath.Join(dir, "link"))
	for _, id := range []string{
		"a.go", "a.go::F()", "a.go::", "sub/b::c.txt", "empty", "../outside.txt", "up/outside.txt", ".env", ".git/x", "link", "sub/../.env", "/", "::", "a.go::G()",
	} {
		f.Add(id, "part")
	}
	src := source{repo: "repo", root: dir}
	f.Fuzz(func(t *testing.T, path, part string) {
		for _, id := range []string{path, identifier("repo", path, ""), identifier("repo", path, part)} {
			found := located{artifacts: []codealive.Artifact{{Identifier: id}}, in: make([][]source, 1), room: maxContent}
			if err := found.look(t.Context(), src); err != nil {
				t.Fatalf("%q: %v", id, err)
			}
			a := found.artifacts[0]
			if !a.IsFound() {
				continue
			}
			if !slices.ContainsFunc(places("repo", id), func(p place) bool {
				text, ok := files[p.path]
				return ok && a.Content != nil && strings.Contains(text, *a.Content) && (p.part != "" || text == *a.Content)
			}) {
				t.Errorf("%q gives %+v", id, a)
			}
		}
		if id := identifier("repo", path, part); len(id) <= maxIdentifier && !slices.Contains(places("repo", id), place{path, part}) && path != "" {
			t.Errorf("%q is not read as %q and %q", id, path, part)
		}
	})
}
