package remote

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func file(t *testing.T, text string, elems ...string) {
	t.Helper()
	name := filepath.Join(elems...)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRemotesOfAllKindsOfWorkTrees(t *testing.T) {
	base := t.TempDir()
	file(t, "[remote \"origin\"]\n\turl = git@example.com:a/b.git\n\tfetch = x\n[remote \"up\"]\n\turl = https://example.com/c/b\n[branch \"main\"]\n\tremote = origin\n", base, "main", ".git", "config")
	file(t, "gitdir: "+filepath.Join(base, "main", ".git", "worktrees", "w")+"\n", base, "linked", ".git")
	file(t, "../..\n", base, "main", ".git", "worktrees", "w", "commondir")
	file(t, "gitdir: ../main/.git/modules/sub\n", base, "sub", ".git")
	file(t, "[remote \"origin\"]\n\turl = ssh://example.com/s\n", base, "main", ".git", "modules", "sub", "config")
	file(t, "[remote \"origin\n", base, "broken", ".git", "config")
	file(t, "x", base, "main", "below", "file")
	file(t, "", base, "none", ".git", "config")
	both := []Address{{"origin", "git@example.com:a/b.git"}, {"up", "https://example.com/c/b"}}
	for dir, want := range map[string][]Address{
		"main": both, "linked": both, "sub": {{"origin", "ssh://example.com/s"}}, "broken": nil, "none": nil, "missing": nil, "main/below": nil,
	} {
		if got := Of(filepath.Join(base, filepath.FromSlash(dir))); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}
