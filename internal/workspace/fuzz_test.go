package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A client's root is a path only as a file URI, every path can be written as
// one, and what is served because of it is a checkout around that path and
// never the home directory.
func FuzzRoots(f *testing.F) {
	base, err := filepath.EvalSymlinks(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	home := filepath.Join(base, "home")
	f.Setenv("HOME", home)
	f.Setenv("USERPROFILE", home)
	for _, dir := range []string{base, home, filepath.Join(home, "project"), filepath.Join(base, "other")} {
		if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
			f.Fatal(err)
		}
	}
	inside := filepath.Join(home, "project", "a b")
	if err := os.Mkdir(inside, 0o755); err != nil {
		f.Fatal(err)
	}
	for _, uri := range []string{
		"file://%BASE%/home/project/a%20b", "file://%BASE%/home", "file://%BASE%", "file://%BASE%/other/../home/./", "file://localhost%BASE%/other", "file:%BASE%/other",
		"https://h%BASE%/other", "%BASE%/other", "file:///", "file://", "", "file:///a%00b", "file:///%zz", "FILE://%BASE%/other", "file://%BASE%/other?x#y",
	} {
		f.Add(uri, "/a b/é#?%2F")
	}
	f.Fuzz(func(t *testing.T, uri, path string) {
		uri = strings.ReplaceAll(uri, "%BASE%", filepath.ToSlash(base))
		got := pathOf(uri)
		if got != "" && !strings.HasPrefix(strings.ToLower(uri), "file:") {
			t.Errorf("%q is the path %q", uri, got)
		}
		if top, ok := WorkTree(got); ok {
			rel, err := filepath.Rel(top, got)
			if resolved, err := filepath.EvalSymlinks(got); err == nil {
				rel, _ = filepath.Rel(top, resolved)
			}
			if err != nil || !filepath.IsLocal(rel) || top == home || top == base || !filepath.IsAbs(top) {
				t.Errorf("%q leads to %q", uri, top)
			}
			if _, err := os.Lstat(filepath.Join(top, ".git")); err != nil {
				t.Errorf("%q leads to %q, which is no checkout", uri, top)
			}
		}
		if filepath.IsAbs(path) && filepath.VolumeName(path) == "" {
			if got := pathOf(fileURI(path)); got != filepath.FromSlash(path) {
				t.Errorf("%q is written as %q and read as %q", path, fileURI(path), got)
			}
		}
	})
}
