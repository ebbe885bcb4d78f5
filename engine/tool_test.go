package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// tool calls a tool of the Tool API.
func (k *kit) tool(name string, args any) (obj map[string]any, rendered string) {
	k.t.Helper()
	body, err := json.Marshal(args)
	if err != nil {
		k.t.Fatal(err)
	}
	res := k.do(k.t.Context(), http.MethodPost, "/api/tools/"+name, string(body))
	if res.StatusCode != http.StatusOK {
		k.t.Fatalf("%s %s: status %d", name, body, res.StatusCode)
	}
	answer := decode[struct {
		Obj      map[string]any
		Rendered string
	}](k.t, res)
	return answer.Obj, answer.Rendered
}

func TestToolsThatRESTOffersToo(t *testing.T) {
	root := filepath.Join(t.TempDir(), "shop")
	if err := os.Rename(shop(t), root); err != nil {
		t.Fatal(err)
	}
	k := serve(t, []string{root})
	for _, x := range []struct {
		name string
		args map[string]any
		obj  string // a member
		want string
	}{
		{"get_data_sources", nil, "data_sources", "1 data source.\n- shop (Repository"},
		{"get_data_sources", map[string]any{"ready_only": false, "query": "pay"}, "data_sources", "1 data source. The relevance filter did not run"},
		{"semantic_search", map[string]any{"question": "post an entry to the ledger", "output_format": "agentic"}, "results", "best first."},
		{"semantic_search", map[string]any{"question": "ledger", "exclude_markdown": true, "max_results": 2}, "results", "left out."},
		{"grep_search", map[string]any{"query": "package"}, "results", "Identifiers: local/shop::PATH"},
		{"grep_search", map[string]any{"query": "no such text"}, "results", "No matches"},
		{"fetch_artifacts", map[string]any{"identifiers": []string{"local/shop::README.md", "local/shop::gone"}}, "artifacts", "== not found: 1\nlocal/shop::gone"},
		{"chat", map[string]any{"question": "where is the ledger?", "data_sources": []string{"shop"}}, "answer", "No language model wrote this."},
		{"ask_codebase", map[string]any{"question": "where is the ledger?"}, "answer", "No language model wrote this."},
	} {
		obj, text := k.tool(x.name, x.args)
		if obj[x.obj] == nil || !strings.Contains(text, x.want) {
			t.Errorf("%s %v: %v\n%s", x.name, x.args, obj, text)
		}
	}
}

func TestMistakesInToolCallsAreSaidInBand(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, x := range []struct {
		name, want string
		args       any
	}{
		{"semantic_search", "question is missing", map[string]any{"question": " "}},
		{"semantic_search", "max_results must be 1 to 500", map[string]any{"question": "q", "max_results": 501}},
		{"semantic_search", `unknown field "qestion"`, map[string]any{"qestion": "q"}},
		{"semantic_search", "data_sources: expected a list of texts, not a string", map[string]any{"question": "q", "data_sources": "shop"}},
		{"grep_search", "query is missing", nil},
		{"grep_search", "max_results: expected a whole number, not a string", map[string]any{"query": "q", "max_results": "5"}},
		{"fetch_artifacts", "identifiers must be 1 to 50", nil},
		{"chat", "question is missing", nil},
		{"get_data_sources", "not a JSON object", []int{1}},
		// What REST refuses is a mistake in the arguments of the tool.
		{"grep_search", "query: missing closing ): `(`. To find the text as it stands, search without regex", map[string]any{"query": "(", "regex": true}},
		{"grep_search", "query: holds a line break", map[string]any{"query": "a\nb"}},
	} {
		obj, text := k.tool(x.name, x.args)
		fault, _ := obj["error"].(map[string]any)
		message, _ := fault["message"].(string)
		if fault["code"] != "invalid_tool_arguments" || !strings.Contains(message, x.want) || fault["try"] == "" || !strings.HasPrefix(text, "<tool_error><code>") {
			t.Errorf("%s %v: %v\n%s", x.name, x.args, obj, text)
		}
	}
}

func TestRefusalsOfToolCalls(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, x := range []struct {
		path, body string
		status     int
		detail     string
	}{
		{"semantic_search", `{"question":"q","data_sources":["nowhere"]}`, 404, "There are: "},
		{"fetch_artifacts", `{"identifiers":["local/x::y"],"data_source":"nowhere"}`, 404, "There are: "},
		{"no_such_tool", `{}`, 404, "No tool is called no_such_tool."},
	} {
		p := decode[codealive.Problem](t, k.do(t.Context(), http.MethodPost, "/api/tools/"+x.path, x.body))
		if p.Status != x.status || !strings.Contains(p.Detail, x.detail) || p.Instance != "POST /api/tools/"+x.path {
			t.Errorf("%s: %+v", x.path, p)
		}
	}
	res := k.get("/api/tools/chat")
	problem(t, res, http.StatusMethodNotAllowed)
}

// Nobody is there to be answered, and nothing has failed.
func TestAbandonedToolCallsAreNoFailures(t *testing.T) {
	thinking := make(chan struct{})
	m := playModel(t, func(_ http.ResponseWriter, r *http.Request) {
		close(thinking)
		<-r.Context().Done()
	})
	indexing := newGate()
	for _, x := range []struct {
		name string
		set  option
		busy <-chan struct{}
	}{
		{"chat", m.option, thinking},
		{"semantic_search", indexing.hold(1), indexing.reached},
	} {
		var log bytes.Buffer
		k := serve(t, []string{shop(t)}, x.set, func(c *Config, _ *index.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		t.Cleanup(indexing.open) // before the engine is closed, which waits for the writer
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-x.busy; cancel() }()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "/api/tools/"+x.name, strings.NewReader(`{"question":"ledger"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+testKey)
		w := &recorder{header: http.Header{}}
		k.engine.ServeHTTP(w, req)
		if slices.ContainsFunc(w.codes, func(code int) bool { return code >= 200 }) || strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("%s: answered %v, log %s", x.name, w.codes, log.String())
		}
	}
}
