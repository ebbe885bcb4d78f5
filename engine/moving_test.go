package engine

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// A repository is moved away and another put in its place, at one stroke each,
// while it is searched. Every answer is that of one of the two, or an error.
func TestRepositoryIsExchangedWhileSearched(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("open directories cannot be moved")
	}
	top := t.TempDir()
	root := filepath.Join(top, "root")
	other := map[string]string{"alpha.txt": "", "bravo.txt": ""} // where each waits for its turn
	for name := range other {
		dir := repository(t, name, strings.Repeat("filler\n", 40)+"common "+strings.TrimSuffix(name, ".txt"), "always.txt", "common words")
		other[name] = filepath.Join(top, name)
		if err := os.Rename(dir, other[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(other["alpha.txt"], root); err != nil {
		t.Fatal(err)
	}
	k := serve(t, []string{root})
	k.search("common")

	stop := make(chan struct{})
	var searchers sync.WaitGroup
	ask := func() (found []string, status int) {
		res := k.get("/api/search/semantic?IncludeContent=true&Query=common")
		text := readAll(t, res)
		if res.StatusCode != http.StatusOK {
			if !strings.Contains(text, `"detail":"`) || !slices.Contains([]int{http.StatusNotFound, http.StatusInternalServerError, http.StatusServiceUnavailable}, res.StatusCode) {
				t.Errorf("%d %s", res.StatusCode, text)
			}
			return nil, res.StatusCode
		}
		var answer codealive.SearchResponse
		mustUnmarshal(t, []byte(text), &answer)
		for _, hit := range answer.Results {
			found = append(found, hit.Path())
			if hit.Content != "" && !strings.Contains(hit.Content, "common") {
				t.Errorf("%s is said to hold %q", hit.Path(), hit.Content)
			}
		}
		slices.Sort(found)
		if got := strings.Join(found, " "); got != "alpha.txt always.txt" && got != "always.txt bravo.txt" {
			t.Errorf("found %q, %+v", got, *answer.DataSources[0].Indexing)
		}
		return found, res.StatusCode
	}
	for range 3 {
		searchers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					ask()
				}
			}
		})
	}
	here, there := "alpha.txt", "bravo.txt"
	for range 15 {
		if err := os.Rename(root, other[here]); err != nil {
			t.Fatal(err)
		}
		if found, status := ask(); status == http.StatusOK {
			t.Errorf("found %q in a directory that is gone", found)
		}
		here, there = there, here
		if err := os.Rename(other[here], root); err != nil {
			t.Fatal(err)
		}
		if found, _ := ask(); !slices.Contains(found, here) {
			t.Errorf("%s is there, found %q", here, found)
		}
	}
	close(stop)
	searchers.Wait()
}

// Others keep asking, so that checks are always under way.
func TestSearchFollowsEverySwitchAndClone(t *testing.T) {
	origin := repository(t, "always.txt", "common words", "alpha.txt", "common alpha")
	run(t, origin, "switch", "-q", "-c", "other")
	run(t, origin, "mv", "alpha.txt", "bravo.txt")
	run(t, origin, "commit", "-q", "-m", "second")
	root := filepath.Join(t.TempDir(), "root")
	clone := func() { run(t, filepath.Dir(root), "clone", "-q", origin, root) }
	clone()
	k := serve(t, []string{root})

	var clones atomic.Int32 // odd while git clones
	stop := make(chan struct{})
	var searchers sync.WaitGroup
	for range 3 {
		searchers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				before := clones.Load()
				res := k.get("/api/search/semantic?Query=common")
				text := readAll(t, res)
				// Git takes a moment over the rest, but touches this file only for a clone.
				if before%2 == 0 && before == clones.Load() && (res.StatusCode != http.StatusOK || !strings.Contains(text, "always.txt")) {
					t.Errorf("%d %s", res.StatusCode, text)
				}
			}
		})
	}
	for i := range 8 {
		branch, want := "main", "alpha.txt always.txt"
		if i%2 == 0 {
			branch, want = "other", "always.txt bravo.txt"
		}
		if i%4 == 3 {
			clones.Add(1)
			if err := os.RemoveAll(root); err != nil {
				t.Skip(err)
			}
			if res := k.get("/api/search/semantic?Query=common"); res.StatusCode != http.StatusNotFound {
				t.Errorf("after the end: %d %s", res.StatusCode, readAll(t, res))
			}
			clone()
			run(t, root, "fetch", "-q", "origin", "main:main")
		}
		run(t, root, "switch", "-q", branch)
		res := k.search("common")
		found := paths(res)
		slices.Sort(found)
		if on := res.DataSources[0].Indexing; strings.Join(found, " ") != want || on.Branch != branch || on.Problem != "" {
			t.Errorf("on %s: found %q, %+v", branch, found, on)
		}
		if i%4 == 3 {
			clones.Add(1)
		}
	}
	close(stop)
	searchers.Wait()
}
