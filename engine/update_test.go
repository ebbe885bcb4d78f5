package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func (k *kit) expect(question, want string) {
	k.t.Helper()
	if got := strings.Join(paths(k.search(question)), " "); got != want {
		k.t.Errorf("%q finds %q, want %q", question, got, want)
	}
}

func TestSearchSeesWhatWasJustChanged(t *testing.T) {
	for _, kind := range []string{"git", "folder"} {
		t.Run(kind, func(t *testing.T) {
			files := []string{"a.txt", "alpha stays", "b.txt", "bravo goes", "sub/c.go", "package c\n\nfunc charlie() {}\n"}
			var dir string
			if kind == "git" {
				dir = repository(t, files...)
			} else {
				dir = folder(t, files...)
			}
			k := serve(t, []string{dir})
			k.expect("bravo", "b.txt")

			write(t, dir, "b.txt", "delta came") // as long as before, perhaps in the same tick
			k.expect("bravo", "")
			k.expect("delta", "b.txt")

			write(t, dir, "new/e.txt", "echo is new")
			k.expect("echo", "new/e.txt")

			if err := os.Remove(filepath.Join(dir, "a.txt")); err != nil {
				t.Fatal(err)
			}
			k.expect("alpha", "")

			if err := os.Rename(filepath.Join(dir, "sub/c.go"), filepath.Join(dir, "sub/d.go")); err != nil {
				t.Fatal(err)
			}
			k.expect("charlie", "sub/d.go")

			write(t, dir, ".gitignore", "new/\n")
			k.expect("echo", "")

			now := time.Now().Add(-time.Hour) // same text, other time
			if err := os.Chtimes(filepath.Join(dir, "b.txt"), now, now); err != nil {
				t.Fatal(err)
			}
			k.expect("delta", "b.txt")
			write(t, dir, "b.txt", "\x00binary delta")
			k.expect("delta", "")
		})
	}
}

func TestSearchFollowsTheBranch(t *testing.T) {
	dir := repository(t, "a.txt", "alpha")
	run(t, dir, "switch", "-q", "-c", "other")
	write(t, dir, "b.txt", "bravo")
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", "second")
	k := serve(t, []string{dir})
	res := k.search("bravo")
	on := *res.DataSources[0].Indexing
	if len(res.Results) != 1 || on.Branch != "other" || len(on.Commit) != 40 {
		t.Errorf("on other: %+v", on)
	}
	run(t, dir, "switch", "-q", "main")
	res = k.search("bravo")
	if back := *res.DataSources[0].Indexing; len(res.Results) != 0 || back.Branch != "main" || back.Commit == on.Commit || back.FilesTotal != 1 {
		t.Errorf("on main: %+v", back)
	}
}

func TestManyAtOnceAllSeeTheChange(t *testing.T) {
	dir := folder(t, "a.txt", "zero")
	k := serve(t, []string{dir})
	for round := range 5 {
		word := fmt.Sprintf("word%dx", round)
		write(t, dir, "a.txt", word)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if res := k.search(word); len(res.Results) != 1 {
					t.Errorf("%s: %d results", word, len(res.Results))
				}
			})
		}
		wg.Wait()
	}
}

func TestIndexOutlivesTheProcess(t *testing.T) {
	dir, cache := folder(t, "a.txt", "alpha", "b.txt", "bravo"), t.TempDir()
	serve(t, []string{dir}, cacheIn(cache)).expect("alpha", "a.txt")
	write(t, dir, "b.txt", "delta")
	g := newGate()
	g.open()
	k := serve(t, []string{dir}, cacheIn(cache), g.hold(1))
	k.expect("delta", "b.txt")
	k.expect("alpha", "a.txt")
	files, _ := filepath.Glob(filepath.Join(cache, "engine", "*.db"))
	if len(files) != 1 {
		t.Errorf("%d indexes for one folder: %q", len(files), files)
	}
}

func TestMovedRootIsNoLongerServed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "root")
	write(t, dir, "a.txt", "alpha")
	k := serve(t, []string{dir})
	k.expect("alpha", "a.txt")
	if err := os.RemoveAll(dir); err != nil {
		t.Skip(err)
	}
	if list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready")); len(list) != 0 {
		t.Errorf("still listed: %+v", list)
	}
	write(t, dir, "b.txt", "bravo")
	k.expect("bravo", "b.txt")
	k.expect("alpha", "")
}
