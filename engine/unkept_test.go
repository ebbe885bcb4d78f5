package engine

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

const fix = "CODEALIVE_CACHE_DIR"

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

// obstruct puts a directory where a file of the index of dir is to be, which
// stops whoever it is, the superuser too.
func obstruct(t *testing.T, cache, dir, suffix string) (free func()) {
	t.Helper()
	root, err := scan.Resolve(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(cache, "engine", index.FileName(index.ID(root))+suffix)
	if err := errors.Join(os.RemoveAll(path), os.MkdirAll(filepath.Join(path, "inside"), 0o700)); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.RemoveAll(path); err != nil {
			t.Error(err)
		}
	}
}

func TestIndexThatCannotBeKeptIsNamedWithTheFix(t *testing.T) {
	dir, cache := books(t), t.TempDir()
	free := obstruct(t, cache, dir, "")
	k := serve(t, []string{dir}, cacheIn(cache))
	for _, path := range []string{"/api/search/semantic?Query=check", "/api/search?Query=nowhere"} {
		p := problem(t, k.get(path), http.StatusInsufficientStorage)
		if !strings.Contains(p.Detail, fix) || p.Retryable == nil || *p.Retryable || strings.Contains(p.Detail, cache) {
			t.Errorf("%s: %+v", path, p)
		}
	}
	for path, body := range map[string]string{
		"/api/search/artifact-relationships":      `{"identifier":"local/books::ledger/ledger.go::check(cents int)"}`,
		"/api/chat/completions":                   `{"messages":[{"role":"user","content":"check"}]}`,
		"/api/tools/query_artifact_metadata":      `{"statement":"SELECT count(*) FROM files"}`,
		"/api/tools/semantic_search":              `{"question":"check"}`,
		"/api/knowledge-retrieval/dify/retrieval": `{"knowledge_id":"books","query":"check","retrieval_setting":{"top_k":3}}`,
	} {
		res := k.do(t.Context(), http.MethodPost, path, body)
		if text := readAll(t, res); res.StatusCode != http.StatusInsufficientStorage || !strings.Contains(text, fix) {
			t.Errorf("%s: %d %s", path, res.StatusCode, text)
		}
	}
	if _, text := k.tool("get_repository_ontology", map[string]any{}); !strings.Contains(text, fix) {
		t.Errorf("ontology: %s", text)
	}
	for _, d := range decode[[]codealive.DataSource](t, k.get("/api/datasources/ready")) {
		if !strings.Contains(d.Description, fix) {
			t.Errorf("listed as %q", d.Description)
		}
	}
	// What needs no index goes on.
	if res := decode[codealive.GrepResponse](t, k.get("/api/search/grep?Query=check")); len(res.Results) == 0 {
		t.Error("grep finds nothing")
	}
	free()
	k.expect("check", "ledger/ledger.go")
}

// The index knows nothing of what has come since, and must not say that it is not there.
func TestIndexThatCannotCatchUpSaysSo(t *testing.T) {
	dir, cache := shop(t), t.TempDir()
	k := serve(t, []string{dir}, cacheIn(cache))
	k.expect("cart", "web/cart.ts")
	free := obstruct(t, cache, dir, ".lock")
	k.expect("cart", "web/cart.ts") // nothing has changed, so nothing is to be written
	write(t, dir, "new.txt", "zebra")
	p := problem(t, k.get("/api/search/semantic?Query=zebra"), http.StatusInsufficientStorage)
	if !strings.Contains(p.Detail, fix) {
		t.Errorf("nothing found: %+v", p)
	}
	res := k.search("cart")
	if on := res.DataSources[0].Indexing; len(res.Results) == 0 || !strings.Contains(on.Problem, fix) || on.FilesIndexed == on.FilesTotal {
		t.Errorf("found %q, %+v", paths(res), on)
	}
	res2 := k.do(t.Context(), http.MethodPost, "/api/tools/query_artifact_metadata", `{"statement":"SELECT count(*) FROM files"}`)
	if text := readAll(t, res2); res2.StatusCode != http.StatusInsufficientStorage {
		t.Errorf("counted: %s", text)
	}
	if text := readAll(t, k.do(t.Context(), http.MethodPost, "/api/chat/completions", `{"messages":[{"role":"user","content":"cart"}],"stream":false}`)); !strings.Contains(text, fix) {
		t.Errorf("chat: %s", text)
	}
	free()
	k.expect("zebra", "new.txt")
	if on := k.search("cart").DataSources[0].Indexing; on.Problem != "" {
		t.Errorf("still %+v", on)
	}
}

// Cleaners of temporary and cache directories do this.
func TestCacheDirectoryMayVanish(t *testing.T) {
	dir, cache := shop(t), filepath.Join(t.TempDir(), "cache")
	k := serve(t, []string{dir}, cacheIn(cache))
	k.expect("cart", "web/cart.ts")
	if err := os.RemoveAll(cache); err != nil {
		t.Skip(err)
	}
	write(t, dir, "new.txt", "zebra")
	k.expect("zebra", "new.txt")
	k.expect("cart", "web/cart.ts")
	indexFile(t, cache)
}
