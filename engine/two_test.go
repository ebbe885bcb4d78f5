package engine

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

func manyFiles(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		write(t, dir, fmt.Sprintf("dir%d/file%d.go", i%7, i), fmt.Sprintf("package p\n\n// Common%d does it.\nfunc Common%d() { needle%dx() }\n", i, i, i))
	}
	return dir
}

// sound checks the tables and the full-text index of the one database in cache.
func sound(t *testing.T, cache string) {
	t.Helper()
	db, err := sql.Open("sqlite", indexFile(t, cache))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
	if err := store.Verify(t.Context(), indexFile(t, cache)); err != nil {
		t.Errorf("full text: %v", err)
	}
	var files, docs int
	if err := db.QueryRow("SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM docs)").Scan(&files, &docs); err != nil || files != docs {
		t.Errorf("%d files, %d documents, %v", files, docs, err)
	}
}

// looksThrough asks until the engine has listed the files, which on a busy
// machine takes longer than it waits for with brief. It says so by 422, and
// never at once. An engine that says so for ever fails the test.
func (k *kit) looksThrough() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), time.Minute)
	defer cancel()
	for k.do(ctx, http.MethodGet, "/api/search/semantic?Query=q", "").StatusCode == http.StatusUnprocessableEntity {
	}
}

func TestTwoEnginesShareOneIndex(t *testing.T) {
	dir, cache := manyFiles(t, 6), t.TempDir()
	g := newGate()
	one := serve(t, []string{dir}, cacheIn(cache), g.hold(2), brief)
	defer g.open()
	one.get("/api/datasources/ready")
	<-g.reached
	// The other reads what the first has written so far, and its progress.
	two := serve(t, []string{dir}, cacheIn(cache), brief)
	two.looksThrough()
	if res := two.search("common"); *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 2, FilesTotal: 6}) || len(paths(res)) != 2 {
		t.Errorf("while the first writes: %+v, %q", res.DataSources[0].Indexing, paths(res))
	}
	g.open()
	three := serve(t, []string{dir}, cacheIn(cache))
	if res := three.search("common"); *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 6, FilesTotal: 6}) {
		t.Errorf("after that: %+v", res.DataSources[0].Indexing)
	}
	sound(t, cache)
}

func TestTwoEnginesBothSeeEveryChange(t *testing.T) {
	dir, cache := manyFiles(t, 50), t.TempDir()
	kits := []*kit{serve(t, []string{dir}, cacheIn(cache)), serve(t, []string{dir}, cacheIn(cache))}
	for round := range 4 {
		word := fmt.Sprintf("changed%dx", round)
		write(t, dir, "dir0/file0.go", "package p\n\nfunc "+word+"() {}\n")
		var wg sync.WaitGroup
		for _, k := range kits {
			for range 3 {
				wg.Go(func() {
					if got := paths(k.search(word)); len(got) != 1 || got[0] != "dir0/file0.go" {
						t.Errorf("%s: %q", word, got)
					}
				})
			}
		}
		wg.Wait()
	}
	sound(t, cache)
}

// TestProcess is no test of its own: it is the second process of others.
func TestProcess(t *testing.T) {
	dir := os.Getenv("ENGINE_TEST_ROOT")
	if dir == "" {
		t.Skip("only run by other tests")
	}
	g := newGate()
	k := serve(t, []string{dir}, cacheIn(os.Getenv("ENGINE_TEST_CACHE")), g.hold(2))
	if os.Getenv("ENGINE_TEST_HOLD") != "" {
		k.get("/api/datasources/ready")
		<-g.reached
		fmt.Println("held")
		_, _ = io.Copy(io.Discard, os.Stdin) // until killed
	}
	g.open()
	res := k.search("common", "MaxResults", "500")
	fmt.Println("found", len(paths(res)))
}

// process starts this test binary again, as a second process of the product.
func process(t *testing.T, dir, cache string, env ...string) (*exec.Cmd, *bufio.Scanner, io.Closer) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestProcess$", "-test.v")
	cmd.Env = append(os.Environ(), append(env, "ENGINE_TEST_ROOT="+dir, "ENGINE_TEST_CACHE="+cache)...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, bufio.NewScanner(out), in
}

// until reads lines up to one with a prefix, and returns that.
func until(t *testing.T, lines *bufio.Scanner, prefix string) string {
	t.Helper()
	var all []string
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), prefix) {
			return lines.Text()
		}
		all = append(all, lines.Text())
	}
	t.Fatalf("no line begins with %q:\n%s", prefix, strings.Join(all, "\n"))
	return ""
}

func TestTwoProcessesIndexAtOnce(t *testing.T) {
	isolate(t)
	dir, cache := manyFiles(t, 120), t.TempDir()
	_, lines, _ := process(t, dir, cache)
	k := serve(t, []string{dir}, cacheIn(cache))
	if n := len(paths(k.search("common", "MaxResults", "500"))); n != 120 {
		t.Errorf("this process found %d", n)
	}
	if got := until(t, lines, "found"); got != "found 120" {
		t.Errorf("the other %s", got)
	}
	sound(t, cache)
}

func TestDeadWriterIsReplaced(t *testing.T) {
	isolate(t)
	dir, cache := manyFiles(t, 20), t.TempDir()
	cmd, lines, _ := process(t, dir, cache, "ENGINE_TEST_HOLD=1")
	until(t, lines, "held")
	k := serve(t, []string{dir}, cacheIn(cache), brief)
	k.looksThrough()
	if on := *k.search("common").DataSources[0].Indexing; on.FilesIndexed != 2 || on.FilesTotal != 20 {
		t.Errorf("while the other lives: %+v", on)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	patient := serve(t, []string{dir}, cacheIn(cache))
	if on := *patient.search("common").DataSources[0].Indexing; on.FilesIndexed != 20 || on.FilesTotal != 20 {
		t.Errorf("after its death: %+v", on)
	}
	sound(t, cache)
}
