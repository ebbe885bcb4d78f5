package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// listen starts the binary over HTTP and returns its base URL.
func listen(t *testing.T, env []string, args ...string) (string, *exec.Cmd) {
	t.Helper()
	return start(t, t.TempDir(), env, append([]string{"--transport", "http", "--port", "0"}, args...)...)
}

// start starts the binary in dir and waits until it logs its URL.
func start(t *testing.T, dir string, env []string, args ...string) (string, *exec.Cmd) {
	t.Helper()
	cmd := command(t, dir, env, args...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewReader(stderr)
	url := ""
	for url == "" {
		line, err := log.ReadString('\n')
		if err != nil {
			t.Fatalf("%s, %v", line, err)
		}
		url = address.FindString(line)
	}
	drained := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, log)
		close(drained)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-drained
		_ = cmd.Wait() // it may have been waited for
	})
	return url, cmd
}

func post(url, key, body string) (status int, answer string, err error) {
	req, err := http.NewRequest(http.MethodPost, url+"/mcp", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

func TestARequestCanAskForStructuredResults(t *testing.T) {
	url, _ := listen(t, nil, "--local", checkout(t))
	const list = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
	for header, want := range map[string]bool{"": false, "true": true, "false": false, "x": false} {
		for _, body := range []string{list, plainCall("get_data_sources", "{}")} {
			req, err := http.NewRequest(http.MethodPost, url+"/mcp", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Accept", "application/json, text/event-stream")
			if header != "" {
				req.Header.Set("X-CodeAlive-Structured", header)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			got := strings.Contains(string(text), `"structuredContent"`) || strings.Contains(string(text), `"outputSchema"`)
			if err != nil || got != want || !strings.Contains(string(text), `"result"`) {
				t.Errorf("header %q, %s: %s, %v", header, body, text, err)
			}
		}
	}
}

func plainCall(tool, args string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, tool, args)
}

// The service answers with the key it got, so that a mix-up shows in the result.
func TestTwoHundredCallersKeepTheirKeys(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	s.Override["/api/search/semantic"] = func(w http.ResponseWriter, r *http.Request) {
		key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		_ = json.NewEncoder(w).Encode(map[string]any{"results": []any{map[string]any{"identifier": "a/b::" + strings.ToUpper(key) + "/" + r.URL.Query().Get("Query")}}})
	}
	url, _ := listen(t, []string{"CODEALIVE_BASE_URL=" + s.URL, "CODEALIVE_API_KEY=not-this-one"})
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			key := fmt.Sprintf("key-of-%03d", i)
			_, answer, err := post(url, key, plainCall("semantic_search", fmt.Sprintf(`{"question":"question-%03d","data_sources":["x"]}`, i)))
			if want := fmt.Sprintf("KEY-OF-%03d/question-%03d", i, i); err != nil || !strings.Contains(answer, want) {
				t.Errorf("caller %d: %s, %v", i, answer, err)
			}
		})
	}
	wg.Wait()
	if n := len(s.Requests()); n != 200 {
		t.Errorf("%d requests upstream", n)
	}
}

func TestHTTPNeedsAKeyForCalls(t *testing.T) {
	s := service.New()
	t.Cleanup(s.Close)
	url, _ := listen(t, []string{"CODEALIVE_BASE_URL=" + s.URL})
	status, answer, err := post(url, "", plainCall("get_data_sources", "{}"))
	if err != nil || status != http.StatusUnauthorized || !strings.Contains(answer, "Authorization: Bearer") {
		t.Errorf("%d %s, %v", status, answer, err)
	}
	if status, answer, err = post(url, "wrong", plainCall("get_data_sources", "{}")); err != nil || !strings.Contains(answer, "the API key was not accepted (401)") {
		t.Errorf("%d %s, %v", status, answer, err)
	}
	if status, answer, err = post(url, service.Key, plainCall("get_data_sources", "{}")); err != nil || status != http.StatusOK || !strings.Contains(answer, "payments-api") {
		t.Errorf("%d %s, %v", status, answer, err)
	}
}

func TestTheEngineAnswersOverHTTPWithoutAKey(t *testing.T) {
	url, cmd := listen(t, nil, "--local", checkout(t))
	status, answer, err := post(url, "", plainCall("semantic_search", `{"question":"book a refund"}`))
	if err != nil || status != http.StatusOK || !strings.Contains(answer, "ledger/post.go:4-6") {
		t.Errorf("%d %s, %v", status, answer, err)
	}
	if runtime.GOOS == "windows" {
		return // no signal to stop it with
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("stopped by a signal, it ends with %v", err)
	}
}
