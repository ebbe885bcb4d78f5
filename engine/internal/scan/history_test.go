package scan

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func recent(t *testing.T, dir string, limit int) History {
	t.Helper()
	h, err := Recent(t.Context(), dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// commit is made a second after the one before it: the order is by time.
func commit(t *testing.T, run func(args ...string), args ...string) {
	t.Helper()
	at, _ := strconv.Atoi(strings.TrimSuffix(os.Getenv("GIT_COMMITTER_DATE"), " +0000"))
	t.Setenv("GIT_COMMITTER_DATE", fmt.Sprint(max(at, 2_000_000_000)+1, " +0000"))
	run(args...)
}

func subjects(h History) string {
	var all []string
	for _, c := range h.Commits {
		all = append(all, c.Subject)
	}
	return strings.Join(all, ", ")
}

func TestRecentTellsWhatChangedBelowADirectory(t *testing.T) {
	dir, run := checkout(t)
	put(t, dir, "sub/new\nline \u202e.go", "package b")
	put(t, dir, "a.go", "package a // 2")
	run("add", "-A")
	commit(t, run, "commit", "-q", "-m", "second\n\nbody")
	run("checkout", "-q", "-b", "side")
	put(t, dir, "a.go", "package a // 3")
	commit(t, run, "commit", "-q", "-am", "third\r with | odd \x1b signs")
	run("checkout", "-q", "trunk")
	commit(t, run, "merge", "-q", "--no-ff", "-m", "merge it", "side")
	commit(t, run, "commit", "-q", "--allow-empty", "-m", "nothing")

	h := recent(t, dir, 10)
	if got := subjects(h); got != "third\r with | odd \x1b signs, second, first" || h.Looked != 4 || h.Shallow || h.Partial {
		t.Errorf("got %q of %d", got, h.Looked)
	}
	if got := h.Commits[1].Paths; !slices.Equal(got, []string{"a.go", "new.go", "sub/new\nline \u202e.go"}) {
		t.Errorf("second changed %q", got)
	}
	if id := h.Commits[0].ID; len(id) != 40 || h.Commits[0].Time.Year() < 2020 {
		t.Errorf("got %+v", h.Commits[0])
	}
	if got := subjects(recent(t, dir, 2)); got != "third\r with | odd \x1b signs" {
		t.Errorf("of the last two: %q", got)
	}
	sub := recent(t, filepath.Join(dir, "sub"), 10)
	if got := subjects(sub); got != "second, first" || !slices.Equal(sub.Commits[0].Paths, []string{"new\nline \u202e.go"}) {
		t.Errorf("below sub: %q", sub.Commits)
	}
}

// A file that is called like a commit must not take over the paths of others.
func TestRecentWithAFileNamedLikeACommit(t *testing.T) {
	dir, run := checkout(t)
	_, id := Head(t.Context(), dir)
	run("add", "-A")
	commit(t, run, "commit", "-q", "-m", "second")
	put(t, dir, id, "x")
	put(t, dir, ":"+id, "x")
	run("add", "-A")
	commit(t, run, "commit", "-q", "-m", "third")
	h := recent(t, dir, 10)
	if got := subjects(h); got != "third, second, first" || !slices.Equal(h.Commits[1].Paths, []string{"new.go"}) || len(h.Commits[0].Paths) != 2 {
		t.Errorf("got %+v", h.Commits)
	}
}

func TestRecentOfAShallowClone(t *testing.T) {
	dir, run := checkout(t)
	for i := range 3 {
		put(t, dir, "a.go", fmt.Sprint("package a // ", i))
		commit(t, run, "commit", "-q", "-am", fmt.Sprint("change ", i))
	}
	clone := filepath.Join(t.TempDir(), "clone")
	run("clone", "-q", "--depth", "2", "file://"+filepath.ToSlash(dir), clone)
	h := recent(t, clone, 10)
	if got := subjects(h); got != "change 2, change 1" || !h.Shallow || len(h.Commits[1].Paths) != 0 {
		t.Errorf("got %+v", h)
	}
}

func TestRecentFailsWithoutCommits(t *testing.T) {
	if h, err := Recent(t.Context(), t.TempDir(), 5); err == nil {
		t.Errorf("a plain folder gave %+v", h)
	}
	dir, run := checkout(t)
	run("checkout", "-q", "--orphan", "unborn")
	if h, err := Recent(t.Context(), dir, 5); err == nil {
		t.Errorf("an unborn branch gave %+v", h)
	}
	if branch, commit := Head(t.Context(), dir); branch != "unborn" || commit != "" {
		t.Errorf("got %q, %q", branch, commit)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Recent(ctx, dir, 5); err == nil {
		t.Error("no error after the end of the context")
	}
}

func TestRecentTakesNoRepositoryFromOutside(t *testing.T) {
	dir, _ := checkout(t)
	t.Setenv("GIT_DIR", filepath.Join(dir, ".git"))
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	if h, err := Recent(t.Context(), t.TempDir(), 5); err == nil {
		t.Errorf("got %+v of %s", h, os.Getenv("GIT_DIR"))
	}
}
