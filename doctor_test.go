package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// examine runs the command in an empty directory.
func examine(t *testing.T, env []string, args ...string) (out string, code int) {
	t.Helper()
	cmd := command(t, t.TempDir(), env, append([]string{"doctor"}, args...)...)
	text, _ := cmd.CombinedOutput()
	return string(text), cmd.ProcessState.ExitCode()
}

func TestDoctorTellsHealthByItsExitCode(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	for _, c := range []struct {
		env  []string
		args string
		code int
		want string
	}{
		{serviceEnv(s)[:2], "", 0, "ok       key         accepted; data sources: 3 ready"},
		{nil, "--local " + checkout(t), 0, "the first call indexes 2 files"},
		{nil, "", 0, "no git checkout lies around the working directory"},
		{[]string{"CODEALIVE_APIKEY=x"}, "", 0, "rename it to CODEALIVE_API_KEY"},
		{[]string{"CODEALIVE_API_KEY=${KEY}"}, "--base-url https://code.invalid", 1, "write the key itself"},
		{[]string{"CODEALIVE_API_KEY=k", "CODEALIVE_BASE_URL=https://code.invalid"}, "", 1, "problem  dns         code.invalid cannot be resolved"},
		{serviceEnv(s)[:2], "--tool-timeout soon", 1, "correct CODEALIVE_TOOL_TIMEOUT, which comes from --tool-timeout"},
		{serviceEnv(s)[:2], "--tools semantic_serch", 1, "did you mean semantic_search?"},
		{nil, "--nope", 2, "nope"},
		{nil, "extra", 2, `unexpected "extra"`},
		{nil, "--help", 0, "It changes nothing"},
	} {
		if out, code := examine(t, c.env, strings.Fields(c.args)...); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%v %q exits %d, want %d with %q: %s", c.env, c.args, code, c.code, c.want, out)
		}
	}
}

// The proxy is that of the environment, which net/http reads once a process.
func TestDoctorShowsNoSecretOfTheEnvironment(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, r.Header.Get("Proxy-Authorization"), http.StatusProxyAuthRequired)
	}))
	t.Cleanup(proxy.Close)
	address := strings.Replace(proxy.URL, "//", "//me:marker-pass@", 1)
	env := []string{"CODEALIVE_API_KEY=marker-key", "CODEALIVE_BASE_URL=https://code.invalid", "HTTPS_PROXY=" + address, "CODEALIVE_ENGINE_KEY=marker-engine"}
	for _, proxyVariable := range []string{"HTTPS_PROXY=" + address, "HTTPS_PROXY=http://me:marker-pass@%zz"} {
		for _, args := range [][]string{nil, {"--json"}} {
			out, code := examine(t, append(env, proxyVariable), args...)
			if code != 1 || strings.Contains(out, "marker") || !strings.Contains(out, "HTTPS_PROXY") {
				t.Errorf("%s exits %d: %s", proxyVariable, code, out)
			}
		}
	}
}

func TestDoctorPrintsOneJSONObject(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	out, code := examine(t, serviceEnv(s)[:2], "--json")
	var report struct {
		Healthy  bool
		Calls    int
		Findings []struct{ Check, State string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != 0 || !report.Healthy || report.Calls != 2 || report.Findings[0].Check != "program" {
		t.Errorf("exits %d, %v: %s", code, err, out)
	}
}
