package scan

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A place that the index calls a submodule may hold anything.
func TestSubmodulesDoNotLeadOutOfTheTree(t *testing.T) {
	outside, outsideRun := checkout(t)
	put(t, outside, "secret.txt", "secret")
	outsideRun("add", "-A")
	dir, run := checkout(t)
	put(t, dir, ".gitmodules", "")
	commit := strings.Repeat("1", 40)
	for _, name := range []string{"linked", "sub/pointed", "plain", "widened"} {
		run("update-index", "--add", "--cacheinfo", "160000,"+commit+","+name)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "linked")); err != nil {
		t.Skip("no symbolic links here")
	}
	put(t, dir, "sub/pointed/.git", "gitdir: "+filepath.Join(outside, ".git")+"\n") // with the index of another tree
	put(t, dir, "sub/pointed/a.go", "package pointed")
	put(t, dir, "plain/x.go", "package plain") // no repository
	run("init", "-q", "widened")
	run("-C", "widened", "config", "core.worktree", outside)
	put(t, dir, "widened/y.go", "package widened")
	list, err := open(t, dir).List(t.Context())
	if err != nil || !list.Git {
		t.Fatal(list.Git, err)
	}
	var got []string
	for _, e := range list.Files {
		got = append(got, e.Path)
		if strings.Contains(e.Path, "secret") {
			t.Errorf("listed %s", e.Path)
		}
	}
	if !slices.Contains(got, "sub/pointed/a.go") || slices.Contains(got, "plain/x.go") || slices.ContainsFunc(got, func(p string) bool { return strings.HasPrefix(p, "linked") }) {
		t.Errorf("listed %q", got)
	}
}
