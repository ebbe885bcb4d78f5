package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/e2e/contract"
	"github.com/codealive-mcp/codealive-mcp/engine"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// binary is the program, built once for all tests.
var binary string

// limit ends what hangs.
const limit = time.Minute

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "codealive-mcp-e2e")
	if err != nil {
		panic(err)
	}
	code := 1
	if binary, err = build("..", dir, "codealive-mcp"); err == nil {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// build compiles the program in folder as a release does.
func build(folder, to, name string) (string, error) {
	file := filepath.Join(to, name)
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	cmd := exec.Command("go", "build", "-trimpath", "-o", file, ".")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return file, cmd.Run()
}

// command prepares a program to run in an empty environment and directory.
func command(t *testing.T, program string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 2*limit)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home, "LOCALAPPDATA=" + home, "TMPDIR=" + os.TempDir(), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}, env...)
	return cmd
}

// serveHTTP starts a server that logs its address as JSON on standard error,
// and stops it at the end of the test, when it has to exit with 0.
func serveHTTP(t *testing.T, program string, env []string, args ...string) (endpoint string) {
	t.Helper()
	cmd := command(t, program, env, args...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(address)
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			var entry struct{ URL string }
			if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.URL != "" {
				address <- entry.URL
			}
		}
	}()
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server did not end well: %v", err)
		}
	})
	select {
	case endpoint = <-address:
	case <-time.After(limit):
	}
	if endpoint == "" {
		t.Fatal("the server did not start")
	}
	return endpoint
}

// api is the contract, read once.
var api = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load("testdata/openapi.yaml") })

// watch puts a recorder in front of an API. When the test ends, everything that
// passed through has to fit the contract.
func watch(t *testing.T, next http.Handler) *httptest.Server {
	t.Helper()
	c, err := api()
	if err != nil {
		t.Fatal(err)
	}
	rec := c.Record(next)
	s := httptest.NewServer(rec)
	t.Cleanup(func() {
		s.Close() // returns when all requests have ended
		all := rec.Exchanges()
		for _, e := range all {
			if len(e.Request)+len(e.Response) > 0 {
				t.Errorf("not as the contract says:\n%v", e)
			}
		}
		if len(all) == 0 {
			t.Error("nothing was asked")
		}
	})
	return s
}

// backend is what answers the program's API requests.
type backend struct {
	name string
	env  []string // of the program
	key  string   // over HTTP each request bears it
}

// stdio is the environment of a program that has one user.
func (b backend) stdio() []string {
	if b.key == "" {
		return b.env
	}
	return append([]string{"CODEALIVE_API_KEY=" + b.key}, b.env...)
}

// overService has the program call a service, through a proxy that holds both
// to the contract. Tests change what the service answers, so no answer is kept.
func overService(t *testing.T, s *service.Server) backend {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // of clients that go away
	}
	return backend{name: "service", key: service.Key, env: []string{"CODEALIVE_NO_CACHE=true", "CODEALIVE_BASE_URL=" + watch(t, proxy).URL}}
}

func newService(t *testing.T) *service.Server {
	t.Helper()
	s := service.New()
	t.Cleanup(s.Close)
	return s
}

// overEngine has the program search a checkout.
func overEngine(dir string) backend {
	return backend{name: "engine", env: []string{"CODEALIVE_LOCAL=" + dir}}
}

// checkout is a git work tree called payments-api with a little code.
func checkout(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "payments-api")
	for name, text := range map[string]string{
		"internal/ledger/post.go": "package ledger\n\nimport \"context\"\n\n// Post books a refund. It checks an entry and appends it to the ledger store.\nfunc (l *Ledger) Post(ctx context.Context, e Entry) error {\n\tif err := e.Validate(); err != nil {\n\t\treturn err\n\t}\n\treturn l.store.Append(ctx, e)\n}\n",
		"README.md":               "# Payments\n\n## Booking\n\nEntries of the ledger are booked one by one.\n",
		".git/HEAD":               "ref: refs/heads/main\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// newEngine is the embedded engine over directories.
func newEngine(t *testing.T, key string, dirs ...string) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{
		Roots: func() []string { return dirs }, CacheDir: t.TempDir(), Key: key, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// needRoute skips a test of a route that the engine does not have yet.
func needRoute(t *testing.T, method, path string) {
	t.Helper()
	w := httptest.NewRecorder()
	newEngine(t, "").ServeHTTP(w, httptest.NewRequest(method, path, nil))
	if w.Code == http.StatusNotFound && w.Header().Get("Content-Type") == "text/plain; charset=utf-8" {
		t.Skipf("the engine does not answer %s yet", path)
	}
}

// await fails the test instead of hanging when c is never closed.
func await(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(limit):
		t.Fatal("it never happened")
	}
}
