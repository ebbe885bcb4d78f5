package engine

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"

	"github.com/codealive-mcp/codealive-mcp/internal/gittest"
)

const testKey = "key-of-this-test"

// kit is an engine behind a real client.
type kit struct {
	t      testing.TB
	engine *Engine
	client *http.Client
}

type option func(*Config, *index.Options)

func cacheIn(dir string) option { return func(c *Config, _ *index.Options) { c.CacheDir = dir } }

// serve starts an engine over roots, with a cache of its own unless told otherwise.
func serve(t testing.TB, roots []string, opts ...option) *kit {
	t.Helper()
	isolate(t)
	cfg := Config{
		Roots: func() []string { return roots }, CacheDir: t.TempDir(), Key: testKey,
		FirstIndexWait: time.Minute,
	}
	var io index.Options
	for _, o := range opts {
		o(&cfg, &io)
	}
	e, err := newEngine(cfg, io)
	if err != nil {
		t.Fatal(err)
	}
	transport, stop := InProcess(e)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return &kit{t, e, &http.Client{Transport: transport}}
}

// isolate keeps the tests from the user's git settings and directories.
func isolate(t testing.TB) {
	t.Helper()
	if os.Getenv("ENGINE_TEST_ISOLATED") != "" {
		return
	}
	gittest.Isolate(t)
	for name, value := range map[string]string{"XDG_CACHE_HOME": "", "LocalAppData": t.TempDir(), "ENGINE_TEST_ISOLATED": "1"} {
		t.Setenv(name, value)
	}
}

func (k *kit) do(ctx context.Context, method, path, body string) *http.Response {
	k.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, "http://engine"+path, strings.NewReader(body))
	if err != nil {
		k.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	req.Header.Set(codealive.HeaderProgress, "yes")
	res, err := k.client.Do(req)
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func (k *kit) get(path string) *http.Response {
	k.t.Helper()
	return k.do(k.t.Context(), http.MethodGet, path, "")
}

func decode[T any](t testing.TB, res *http.Response) T {
	t.Helper()
	var v T
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("status %d, body %q: %v", res.StatusCode, body, err)
	}
	return v
}

// search asks for hits; more are further parameters, name and value in turn.
func (k *kit) search(question string, more ...string) codealive.SearchResponse {
	k.t.Helper()
	q := url.Values{"Query": {question}}
	for i := 0; i < len(more); i += 2 {
		q.Add(more[i], more[i+1])
	}
	res := k.get("/api/search/semantic?" + q.Encode())
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		k.t.Fatalf("search %q: %d %s", question, res.StatusCode, body)
	}
	return decode[codealive.SearchResponse](k.t, res)
}

// paths are the files of the hits, best first, each once.
func paths(res codealive.SearchResponse) []string {
	var list []string
	seen := map[string]bool{}
	for _, r := range res.Results {
		if p := r.Path(); !seen[p] {
			seen[p] = true
			list = append(list, p)
		}
	}
	return list
}

// folder makes a directory with files, their names and contents in turn.
func folder(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		write(t, dir, files[i], files[i+1])
	}
	return dir
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// repository is a folder that git knows.
func repository(t *testing.T, files ...string) string {
	t.Helper()
	isolate(t)
	dir := folder(t, files...)
	run(t, dir, "init", "-q", "-b", "main")
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", "first")
	return dir
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// writeIfPossible writes a file whose name not every system takes.
func writeIfPossible(dir, name, text string) {
	_ = os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
}

func mustUnmarshal(t *testing.T, body []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
}
