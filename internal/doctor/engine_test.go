package doctor

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine"
)

// code is a folder with one file.
func code(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "a.go"), "package a\n")
	return dir
}

// indexed has the engine build the index of dir.
func indexed(t *testing.T, dir, cache string) {
	t.Helper()
	e, err := engine.New(engine.Config{Roots: func() []string { return []string{dir} }, CacheDir: cache, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, "/api/search/semantic?Query=a", nil)
	req.Header.Set("Authorization", "Bearer k")
	e.ServeHTTP(w, req)
	if err := e.Close(); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
}

func TestDirectoriesAndTheirIndexes(t *testing.T) {
	isolate(t)
	dir, cache := code(t), t.TempDir()
	local := options(vars("CODEALIVE_LOCAL", dir, "CODEALIVE_CACHE_DIR", cache))
	r := Run(t.Context(), local)
	r.wellFormed(t)
	r.want(t, "service", Skipped, "the embedded engine answers")
	r.want(t, "directory", OK, dir, "no git checkout")
	r.want(t, "cache", OK, filepath.Join(cache, "engine")+" can be made")
	r.want(t, "index", OK, "no index yet; the first call indexes 1 files")
	r.want(t, "model", OK, "none")
	if left, err := os.ReadDir(cache); err != nil || len(left) > 0 || !r.Healthy {
		t.Errorf("%v, %v\n%s", left, err, r.text(t))
	}
	indexed(t, dir, cache)
	r = Run(t.Context(), local)
	r.want(t, "cache", OK, "can be written to", "free")
	r.want(t, "index", OK, "1 files, format", "last used just now")
	writeFile(t, filepath.Join(dir, "b.go"), "package a\n\nfunc B() {}\n")
	if err := os.Remove(filepath.Join(dir, "a.go")); err != nil {
		t.Fatal(err)
	}
	Run(t.Context(), local).want(t, "index", OK, "stale: 1 files to read again, 1 are gone")
	files, err := filepath.Glob(filepath.Join(cache, "engine", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	writeFile(t, files[0], strings.Repeat("garbage ", 1000))
	Run(t.Context(), local).want(t, "index", Warning, "damaged", "the next call builds it anew")
}

func TestDirectoriesThatAreNotServed(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	r := examine(t, vars("CODEALIVE_LOCAL", gone))
	r.wellFormed(t)
	r.want(t, "directory", Problem, gone, "cannot be opened", "set CODEALIVE_LOCAL")
	r.want(t, "index", Skipped, "because directory has a problem")
	empty := t.TempDir()
	examine(t, vars("CODEALIVE_LOCAL", empty)).want(t, "index", Warning, "indexes 0 files", "git does not ignore")
}

func TestTheCheckoutAroundTheWorkingDirectory(t *testing.T) {
	r := examine(t, nil)
	r.wellFormed(t)
	r.want(t, "directory", Warning, "none", "known to it only", "CODEALIVE_LOCAL")
	r.want(t, "index", Skipped, "no directory is known")
	if !r.Healthy {
		t.Error("a client may still name its roots")
	}
	dir := code(t)
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(sub)
	r = Run(t.Context(), options(nil))
	r.want(t, "directory", OK, dir, "the git checkout around the working directory", "roots")
	r.want(t, "index", Warning, "git did not list the files") // it is no real repository
	Run(t.Context(), options(vars("CODEALIVE_LOCAL", sub))).want(t, "directory", OK, "in the git checkout "+dir)
}

func TestACacheThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	writeFile(t, file, "")
	r := examine(t, vars("CODEALIVE_LOCAL", code(t), "CODEALIVE_CACHE_DIR", file))
	r.wellFormed(t)
	r.want(t, "cache", Warning, "cannot be written to", "built anew at every start", "set CODEALIVE_CACHE_DIR")
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return // modes do not keep root out
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	examine(t, vars("CODEALIVE_LOCAL", code(t), "CODEALIVE_CACHE_DIR", dir)).want(t, "cache", Warning, "permission denied")
}

func TestTheModelsEndpoint(t *testing.T) {
	dir := code(t)
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		state  State
		texts  []string
	}{
		"has it":     {answer(200, "", `{"data":[{"id":"tiny"}]}`), OK, []string{"has that model"}},
		"latest":     {answer(200, "", `{"data":[{"id":"tiny:latest"}]}`), OK, []string{"has that model"}},
		"misspelt":   {answer(200, "", `{"data":[{"id":"big"},{"id":"tony"}]}`), Warning, []string{"does not list the model tiny", "set CODEALIVE_LLM_MODEL to tony"}},
		"others":     {answer(200, "", `{"data":[{"id":"big"},{"id":"huge"}]}`), Warning, []string{"one that it lists: big, huge"}},
		"no list":    {answer(404, "", ``), OK, []string{"lists no models (404)"}},
		"no key":     {answer(401, "", ``), Problem, []string{"refuses the key (401)", "CODEALIVE_LLM_API_KEY"}},
		"down":       {answer(502, "", ``), Problem, []string{"status 502"}},
		"other JSON": {answer(200, "", `[]`), OK, []string{"was reached"}},
	} {
		var asked []string
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			asked = append(asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+string(body))
			c.answer(w, r)
		}))
		r := examine(t, vars("CODEALIVE_LOCAL", dir, "CODEALIVE_LLM_BASE_URL", s.URL, "CODEALIVE_LLM_MODEL", "tiny", "CODEALIVE_LLM_API_KEY", "model-key"))
		s.Close()
		r.wellFormed(t)
		r.want(t, "model", c.state, c.texts...)
		if len(asked) != 1 || asked[0] != "GET /v1/models Bearer model-key" {
			t.Errorf("%s: asked %q", name, asked)
		}
	}
	for base, texts := range map[string][]string{
		"http://" + closed(t):   {"takes no connection", "start the model's server"},
		"http://model.invalid":  {"model.invalid cannot be resolved", "correct the host in CODEALIVE_LLM_BASE_URL"},
		"localhost:11434":       {"write it as https://host/v1"},
		"https://" + plainly(t): {"does not speak TLS", "CODEALIVE_LLM_BASE_URL"},
	} {
		r := examine(t, vars("CODEALIVE_LOCAL", dir, "CODEALIVE_LLM_BASE_URL", base, "CODEALIVE_LLM_MODEL", "tiny"))
		r.wellFormed(t)
		r.want(t, "model", Problem, texts...)
	}
}

// plainly is the address of a server without TLS.
func plainly(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(started(t).URL, "http://")
}

func TestListening(t *testing.T) {
	isolate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	over := func(more ...string) Report {
		r := Run(t.Context(), options(vars(append([]string{"TRANSPORT_MODE", "http", "CODEALIVE_LOCAL", code(t), "CODEALIVE_MCP_PORT", "0"}, more...)...)))
		r.wellFormed(t)
		return r
	}
	over("CODEALIVE_MCP_PORT", port).want(t, "listen", Problem, "cannot listen on 127.0.0.1:"+port, "CODEALIVE_MCP_PORT (--port)")
	r := over()
	r.want(t, "listen", OK, "free")
	r.want(t, "access", OK, "without a key")
	over("CODEALIVE_ENGINE_KEY", "some-key").want(t, "access", OK, "CODEALIVE_ENGINE_KEY")
	over("CODEALIVE_MCP_HOST", "0.0.0.0").want(t, "access", Problem, "refuses to start", "set CODEALIVE_ENGINE_KEY")
	over("CODEALIVE_MCP_ALLOWED_HOSTS", "x.example.com").want(t, "access", Problem, "refuses to start")
	over("CODEALIVE_MCP_HOST", "0.0.0.0", "CODEALIVE_ENGINE_KEY", "some-key").want(t, "access", Warning, "by a host name are refused", "--allowed-host")
	r = over("CODEALIVE_MCP_HOST", "nowhere.invalid")
	r.want(t, "listen", Problem, "nowhere.invalid")
	r.want(t, "access", Skipped)
}

func TestJSONHasStableNames(t *testing.T) {
	r := examine(t, vars("CODEALIVE_TOKEN", "x"))
	var out strings.Builder
	if err := r.JSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Healthy                   *bool
		Problems, Warnings, Calls *int
		Findings                  []struct{ Check, State, Found, Fix string }
	}
	d := json.NewDecoder(strings.NewReader(out.String()))
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil || got.Healthy == nil || got.Problems == nil || *got.Warnings != r.Warnings || got.Calls == nil || len(got.Findings) != len(r.Findings) {
		t.Fatalf("%v: %s", err, &out)
	}
	for i, f := range r.Findings {
		if g := got.Findings[i]; g.Check != f.Check || g.State != string(f.State) || g.Found != f.Found || g.Fix != f.Fix {
			t.Errorf("%+v is printed as %+v", f, g)
		}
	}
	if !strings.Contains(out.String(), `"healthy": true`) || !strings.Contains(out.String(), `"check": "program"`) {
		t.Errorf("%s", &out)
	}
}
