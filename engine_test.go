package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
	cmd := command(t, checkout(t), env, "call", "chat", "--question", "how is a refund booked?")
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
