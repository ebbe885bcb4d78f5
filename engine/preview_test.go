package engine

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

const oneFunction = "package a\n\nfunc F() {}\n"

func TestFetchLeavesIndexesAloneThatHaveNothingToAdd(t *testing.T) {
	holder, other := folder(t, "a.go", oneFunction), folder(t, "b.go", oneFunction)
	k := serve(t, []string{other, holder})
	k.fetch("", "local/"+filepath.Base(holder)+"::a.go::F()")
	if st := k.engine.pool.Source(holder).State(); st.Total != 1 {
		t.Errorf("of the source that has it: %+v", st)
	}
	if st := k.engine.pool.Source(other).State(); st.Total != 0 {
		t.Errorf("of another source: %+v", st)
	}
}

func TestFetchWaitsForAllIndexesTogether(t *testing.T) {
	isolate(t)
	var roots []string
	var ids []string
	for range 3 {
		root := folder(t, "a.go", oneFunction)
		roots, ids = append(roots, root), append(ids, fmt.Sprintf("%q", "local/"+filepath.Base(root)+"::a.go::F()"))
	}
	cache := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		g := newGate() // no index gets ready
		opts := index.Options{Commit: func(index.State) { <-g.opened }}
		e, err := newEngine(Config{CacheDir: cache, Roots: func() []string { return roots }}, opts)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "/api/search/artifacts",
			strings.NewReader(`{"identifiers":[`+strings.Join(ids, ",")+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		start, w := time.Now(), httptest.NewRecorder()
		e.ServeHTTP(w, req)
		if took := time.Since(start); took > 2*time.Second || strings.Count(w.Body.String(), `"found":true`) != len(ids) {
			t.Errorf("after %v: %d %s", took, w.Code, w.Body)
		}
		g.open()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}
