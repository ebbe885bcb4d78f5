package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// otherwise is what a second process of the program prints as a client of url.
func otherwise(t *testing.T, url, key string, args ...string) string {
	t.Helper()
	cmd := command(t, t.TempDir(), []string{"CODEALIVE_BASE_URL=" + url, "CODEALIVE_API_KEY=" + key}, append([]string{"call"}, args...)...)
	out, _ := cmd.CombinedOutput() // a failed call is looked at too
	return string(out)
}

func TestASecondProcessUsesASharedEngine(t *testing.T) {
	url, cmd := start(t, checkout(t), []string{"CODEALIVE_ENGINE_KEY=team-key"}, "engine", "--listen", "127.0.0.1:0")
	if out := otherwise(t, url, "team-key", "semantic_search", "--question", "book a refund"); !strings.Contains(out, "ledger/post.go:4-6") {
		t.Errorf("search: %s", out)
	}
	if out := otherwise(t, url, "team-key", "chat", "--question", "how is a refund checked?"); !strings.Contains(out, "func Post(entry string) error {") {
		t.Errorf("chat: %s", out)
	}
	if out := otherwise(t, url, "wrong", "semantic_search", "--question", "book a refund"); !strings.Contains(out, "401") || strings.Contains(out, "ledger/") {
		t.Errorf("wrong key: %s", out)
	}
	if runtime.GOOS == "windows" {
		return // no signal to stop it with
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("stopped by a signal, it ends with %v", err)
	}
}

func TestEngineWithoutAKeyKeepsWebPagesOut(t *testing.T) {
	url, _ := start(t, t.TempDir(), nil, "engine", "--listen", "127.0.0.1:0", "--local", checkout(t))
	if out := otherwise(t, url, "any", "get_data_sources"); !strings.Contains(out, "1 data source.") {
		t.Errorf("any key: %s", out)
	}
	for header, status := range map[string]int{"": http.StatusOK, "Host": http.StatusMisdirectedRequest, "Origin": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		switch header {
		case "Host":
			req.Host = "evil.example.com"
		case "Origin":
			req.Header.Set(header, "http://evil.example.com")
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || res.Body.Close() != nil || res.StatusCode != status || strings.Contains(string(body), `"status":"healthy","version":"dev"`) != (header == "") {
			t.Errorf("%s: %d %s, %v", header, res.StatusCode, body, err)
		}
	}
}

// The whole way: settings, engine, endpoint, streamed answer, tool result.
func TestAModelAnswersChat(t *testing.T) {
	var asked string
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Authorization") != "Bearer model-key" || r.URL.Path != "/v1/chat/completions" {
			t.Errorf("%s %v, %v", r.URL, r.Header, err)
		}
		asked = string(body)
		fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{\"content\":\"Post books it [1].\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	}))
	t.Cleanup(model.Close)
	env := []string{"CODEALIVE_LLM_BASE_URL=" + model.URL, "CODEALIVE_LLM_MODEL=tiny", "CODEALIVE_LLM_API_KEY=model-key", "DEBUG_MODE=true"}
	cmd := command(t, checkout(t), env, "call", "chat", "--question", "how is a refund checked?")
	out, err := cmd.CombinedOutput()
	text := string(out)
	if host := strings.TrimPrefix(model.URL, "http://"); err != nil || !strings.Contains(text, "Post books it [1].\n\nSources:\n- [1] `ledger/post.go:4-6`") ||
		!strings.Contains(text, "`tiny` at "+host) || strings.Contains(text, "model-key") {
		t.Errorf("%v: %s", err, text)
	}
	var in struct{ Model string }
	if err := json.Unmarshal([]byte(asked), &in); err != nil || in.Model != "tiny" || !strings.Contains(asked, "func Post(entry string) error {") {
		t.Errorf("asked %s, %v", asked, err)
	}
}
