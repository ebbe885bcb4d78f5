package doctor

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/gittest"
)

// env is an environment that names the service.
func env(base string, more ...string) map[string]string {
	m := map[string]string{"CODEALIVE_API_KEY": service.Key, "CODEALIVE_BASE_URL": base}
	maps.Copy(m, vars(more...))
	return m
}

// vars are names and values in turn.
func vars(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// options are those of a run with these variables, no flag and no proxy.
func options(env map[string]string) Options {
	o := Options{
		Flags: envconfig.MapLookuper(nil), Env: envconfig.MapLookuper(env), Version: "test", Step: 10 * time.Second,
		Proxy: func(*http.Request) (*url.URL, error) { return nil, nil },
	}
	for name, value := range env {
		o.Environ = append(o.Environ, name+"="+value)
	}
	return o
}

// examine runs all checks in an empty directory and home.
func examine(t *testing.T, env map[string]string) Report {
	t.Helper()
	isolate(t)
	return Run(t.Context(), options(env))
}

func isolate(t *testing.T) {
	t.Helper()
	gittest.Isolate(t)
	for _, name := range []string{"XDG_CACHE_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR"} {
		t.Setenv(name, "")
	}
	t.Setenv("LocalAppData", t.TempDir())
	t.Chdir(t.TempDir())
}

// want fails the test unless a finding of the check has that state and holds
// the texts, each in what was found or in the fix.
func (r Report) want(t *testing.T, check string, state State, texts ...string) {
	t.Helper()
	for _, f := range r.Findings {
		all := f.Found + " | " + f.Fix
		has := f.Check == check && f.State == state
		for _, text := range texts {
			has = has && strings.Contains(all, text)
		}
		if has {
			return
		}
	}
	t.Errorf("no %s of %s with %q in\n%s", state, check, texts, r.text(t))
}

func (r Report) text(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Text(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// wellFormed checks what holds of every report.
func (r Report) wellFormed(t *testing.T) {
	t.Helper()
	for _, f := range r.Findings {
		needsFix := f.State == Warning || f.State == Problem
		if f.Check == "" || f.Found == "" || needsFix != (f.Fix != "") || strings.ContainsAny(f.Found+f.Fix, "\n\r") {
			t.Errorf("not well-formed: %+v", f)
		}
		if f.State == Skipped && !strings.HasPrefix(f.Found, "because ") {
			t.Errorf("skipped without a reason: %+v", f)
		}
	}
	if r.Healthy != (r.Problems == 0) {
		t.Errorf("healthy %v with %d problems", r.Healthy, r.Problems)
	}
}

// started is a contract server that is closed with the test.
func started(t *testing.T) *service.Server {
	t.Helper()
	s := service.New()
	t.Cleanup(s.Close)
	return s
}

// answer is a handler that sends one answer.
func answer(status int, header, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if name, value, ok := strings.Cut(header, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// hang answers nothing until the client gives up.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// quiet is the log of a server whose clients break off on purpose.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
