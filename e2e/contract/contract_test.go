package contract_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/e2e/contract"
)

func load(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Load("../testdata/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	metadata = `data: {"event":"metadata","conversationId":"65f0c1a2b3d4e5f6071829aa"}` + "\n\n"
	delta    = `data: {"choices":[{"delta":{"content":"A"}}]}` + "\n\n"
	done     = "data: [DONE]\n\n"
)

// The validator is worth nothing unless it can fail.
func TestWrongTrafficIsFound(t *testing.T) {
	c := load(t)
	const events = "text/event-stream"
	question := `{"messages":[{"role":"user","content":"q"}],"stream":true}`
	for _, x := range []struct {
		name                string
		method, target      string
		body                string
		status              int
		media, answer       string
		inRequest, inAnswer string // part of the complaint; "" means that there is none
	}{
		{"a fitting search", "GET", "/api/search/semantic?Query=q&Names=a&Names=b", "", 200, "application/json", `{"results":[{"kind":"Symbol","score":0.5}]}`, "", ""},
		{"an unknown path", "GET", "/api/search/nowhere", "", 200, "application/json", `{}`, "nowhere", "nowhere"},
		{"no query", "GET", "/api/search/semantic", "", 200, "application/json", `{}`, "Query", ""},
		{"an unknown query parameter", "GET", "/api/search/semantic?Query=q&Limit=3", "", 200, "application/json", `{}`, "Limit", ""},
		{"a number out of range", "GET", "/api/search/semantic?Query=q&MaxResults=501", "", 200, "application/json", `{}`, "MaxResults", ""},
		{"an unknown header", "GET", "/api/search/semantic?Query=q", "X-Unknown", 200, "application/json", `{}`, "X-Unknown", ""},
		{"text for a number", "GET", "/api/search/semantic?Query=q", "", 200, "application/json", `{"results":[{"score":"high"}]}`, "", "score"},
		{"a misspelt member", "GET", "/api/search/semantic?Query=q", "", 200, "application/json", `{"results":[{"scores":1}]}`, "", "scores"},
		{"a missing member", "GET", "/api/datasources/ready", "", 200, "application/json", `[{"id":"1","name":"a"}]`, "", "type"},
		{"a body that is not JSON", "GET", "/api/datasources/ready", "", 200, "application/json", `<html>`, "", "body"},
		{"an unknown status", "GET", "/api/datasources/ready", "", 418, "application/json", `{}`, "", "418"},
		{"an unknown content type", "GET", "/api/datasources/ready", "", 200, "text/csv", `a,b`, "", "text/csv"},
		{"a problem", "GET", "/api/datasources/ready", "", 401, "application/problem+json", `{"title":"Unauthorized","error":{"code":"UNAUTHORIZED","message":"m"}}`, "", ""},
		{"a wrong problem", "GET", "/api/datasources/ready", "", 401, "application/problem+json", `{"status":"401"}`, "", "status"},
		{"a wrong request body", "POST", "/api/search/artifacts", `{"identifiers":[]}`, 200, "application/json", `{"artifacts":[]}`, "identifiers", ""},
		{"an unknown request member", "POST", "/api/search/artifacts", `{"identifiers":["a"],"names":["b"]}`, 200, "application/json", `{"artifacts":[]}`, "names", ""},
		{"a whole answer", "POST", "/api/chat/completions", question, 200, "application/json", `{"content":"A"}`, "", ""},
		{"a whole answer without text", "POST", "/api/chat/completions", question, 200, "application/json", `{"conversationId":"a"}`, "", "content"},
		{"a stream", "POST", "/api/chat/completions", question, 200, events, metadata + ": still here\n\n" + delta + done, "", ""},
		{"a stream of the other family", "POST", "/api/chat/completions", question, 200, events, metadata + "event: message\ndata: {\"type\":\"content\",\"chunk\":\"A\"}\n\ndata: {\"type\":\"done\",\"done\":true}\n\n", "", ""},
		{"a stream without metadata", "POST", "/api/chat/completions", question, 200, events, delta + done, "", "metadata"},
		{"a stream without end", "POST", "/api/chat/completions", question, 200, events, metadata + delta, "", "terminator"},
		{"a stream that goes on after its end", "POST", "/api/chat/completions", question, 200, events, metadata + done + delta, "", "after the end"},
		{"a frame of no kind", "POST", "/api/chat/completions", question, 200, events, metadata + `data: {"text":"A"}` + "\n\n" + done, "", "no known kind"},
		{"a frame with a wrong member", "POST", "/api/chat/completions", question, 200, events, metadata + `data: {"type":"content","chunk":5}` + "\n\n" + done, "", "ChatFrameContent"},
		{"a frame that is not JSON", "POST", "/api/chat/completions", question, 200, events, metadata + "data: A\n\n" + done, "", "no known kind"},
		{"an event that is cut off", "POST", "/api/chat/completions", question, 200, events, metadata + done + `data: {"cho`, "", "not complete"},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := httptest.NewRequest(x.method, x.target, nil)
			r.Header.Set("Authorization", "Bearer k")
			r.Header.Set("Content-Type", "application/json")
			body := []byte(x.body)
			if x.method == "GET" && x.body != "" {
				r.Header.Set(x.body, "v")
				body = nil
			}
			header := http.Header{"Content-Type": {x.media}}
			expect(t, "request", c.Request(r, body), x.inRequest)
			expect(t, "response", c.Response(r, x.status, header, []byte(x.answer)), x.inAnswer)
		})
	}
}

func expect(t *testing.T, what string, problems []string, want string) {
	t.Helper()
	got := strings.Join(problems, "\n")
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%s: %q, want something about %q", what, got, want)
	}
}

func TestRecorderKeepsWhatDoesNotFit(t *testing.T) {
	rec := load(t).Record(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`[{"id":1,"name":"a","type":"Repository"}]`))
	}))
	s := httptest.NewServer(rec)
	defer s.Close()
	resp, err := http.Get(s.URL + "/api/datasources/ready?limit=1")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	s.Close()
	all := rec.Exchanges()
	if len(all) != 1 || len(all[0].Request) == 0 || len(all[0].Response) == 0 {
		t.Errorf("%v", all)
	}
}
