package engine

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// requests are those whose answers differ in form: the routes that take a
// query, those that take a body, and every tool.
var requests = []struct{ method, path string }{
	{http.MethodGet, "/api/datasources/ready"}, {http.MethodGet, "/api/datasources/all"}, {http.MethodGet, "/api/search/semantic"}, {http.MethodGet, "/api/search/grep"},
	{http.MethodPost, "/api/search/artifacts"}, {http.MethodPost, "/api/search/artifact-relationships"}, {http.MethodPost, "/api/chat/completions"}, {http.MethodPost, difyPath},
	{http.MethodPost, "/api/tools/get_data_sources"}, {http.MethodPost, "/api/tools/semantic_search"}, {http.MethodPost, "/api/tools/grep_search"}, {http.MethodPost, "/api/tools/fetch_artifacts"},
	{http.MethodPost, "/api/tools/get_artifact_relationships"}, {http.MethodPost, "/api/tools/get_file_tree"}, {http.MethodPost, "/api/tools/read_file"},
	{http.MethodPost, "/api/tools/get_repository_ontology"}, {http.MethodPost, "/api/tools/get_artifact_query_schema"}, {http.MethodPost, "/api/tools/query_artifact_metadata"},
	{http.MethodPost, "/api/tools/chat"}, {http.MethodPost, "/api/tools/ask_codebase"}, {http.MethodPost, "/api/tools/no_such_tool"},
}

// bodyOf are valid requests, and some that are just not.
var bodyOf = []string{
	"", "{}", "null", "[]", `"x"`, `{"no_such":1}`, "{", "Query=post&Names=shop&Paths=ledger&Extensions=.go,md&MaxResults=3", "Query=(%5Ba-z&Regex=true&names=SHOP", "type=Workspace&searchTerm=s&query=q", "Query=a&MaxResults=-1&Regex=1",
	`{"identifiers":["shop::ledger/post.go::Post(amount int) error","shop::a.txt","../x","shop::"],"dataSource":"shop"}`, `{"identifiers":["a"],"dataSource":5}`,
	`{"identifier":"shop::ledger/post.go::Post(amount int) error","profile":"AllRelevant","maxCountPerType":5}`, `{"identifier":"shop::a.txt","profile":"none"}`, `{"maxCountPerType":1e99}`,
	`{"messages":[{"role":"system","content":"s"},{"role":"user","content":"What books an entry?"}],"names":["shop"],"stream":false}`, `{"messages":[{"role":"user","content":"post"}]}`, `{"messages":[],"conversationId":"65f0c1a2b3d4e5f6071829aa"}`,
	`{"knowledge_id":"shop","query":"post","retrieval_setting":{"top_k":3,"score_threshold":0.1},"metadata_condition":{"logical_operator":"or","conditions":[{"name":["path"],"comparison_operator":"start with","value":"ledger/"},{"name":"start_line","comparison_operator":"≥","value":2}]}}`,
	`{"knowledge_id":"shop","query":"post","metadata_condition":{"conditions":[{"name":[],"comparison_operator":"in","value":[null]}]}}`,
	`{"question":"post","data_sources":["shop"],"paths":["ledger"],"extensions":["go"],"max_results":2,"exclude_markdown":true,"output_format":"x"}`, `{"query":"Post","regex":false}`, `{"query":"(","regex":true}`, `{"query":"a\u0000"}`,
	`{"identifiers":["shop::ledger/post.go"],"data_source":"shop"}`, `{"identifier":"shop::ledger/post.go::Post(amount int) error","profile":"calls_only","max_count_per_type":0}`,
	`{"path":"ledger/post.go","start_line":2,"end_line":1}`, `{"path":"","max_depth":1,"max_nodes":1,"output_depth":1}`, `{"path":"..","data_source":"shop"}`, `{"data_source":"nowhere"}`,
	`{"statement":"SELECT path, lines FROM files ORDER BY lines DESC LIMIT 3"}`, `{"statement":"DROP TABLE files"}`, `{"statement":5}`, `{"entity":"files","include_examples":false}`, `{"entity":"nothing"}`, `{"question":" ","data_sources":null}`,
}

// Any request is answered with a status that is not this side's fault, in the
// form of its route, and a mistake says what to correct.
func FuzzRequests(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "shop")
	write(f, dir, "ledger/post.go", "package ledger\n\n// Post books an entry.\nfunc Post(amount int) error { return check(amount) }\n\nfunc check(n int) error { return nil }\n")
	write(f, dir, "README.md", "# Shop\n\nSells things.\n")
	write(f, dir, "a.txt", "plain\n")
	k := serve(f, []string{dir})
	for i, r := range requests {
		for _, body := range bodyOf {
			if isQuery := strings.Contains(body, "=") && !strings.HasPrefix(body, "{"); isQuery == (r.method == http.MethodGet) || len(body) < 3 {
				f.Add(uint8(i), body)
			}
		}
	}
	f.Fuzz(func(t *testing.T, n uint8, body string) {
		route := requests[int(n)%len(requests)]
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, route.method, "http://engine"+route.path, strings.NewReader(body))
		if route.method == http.MethodGet {
			r.URL = &url.URL{Scheme: "http", Host: "engine", Path: route.path, RawQuery: body}
		}
		r.Header.Set("Authorization", "Bearer "+testKey)
		w := httptest.NewRecorder()
		k.engine.ServeHTTP(w, r)
		got := w.Body.Bytes()
		if ctx.Err() != nil {
			t.Fatalf("%s: no answer in time", route.path)
		}
		if w.Code >= 500 || w.Code < 200 || !utf8.Valid(got) {
			t.Fatalf("%s: %d %q", route.path, w.Code, got)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), codealive.MediaSSE) {
			if text := string(got); w.Code != http.StatusOK || !strings.HasSuffix(text, "data: [DONE]\n\n") {
				t.Errorf("%d %q", w.Code, text)
			}
			return
		}
		if !json.Valid(got) {
			t.Fatalf("%s: %d %q", route.path, w.Code, got)
		}
		switch {
		case w.Code == http.StatusOK && strings.HasPrefix(route.path, "/api/tools/"):
			var answer struct {
				Obj struct {
					Error *codealive.ToolFault
				}
				Rendered string
			}
			mustUnmarshal(t, got, &answer)
			e := answer.Obj.Error
			if answer.Rendered == "" || len(answer.Rendered) > render.Budget+1000 {
				t.Errorf("%s: %d bytes of text", route.path, len(answer.Rendered))
			}
			if e != nil && (slices.Contains([]string{e.Code, e.Message, e.Retry, e.Try}, "") || strings.HasPrefix(e.Message, ":") || strings.HasPrefix(e.Try, "Correct .") || strings.ContainsAny(e.Message+e.Try, "\n\x00")) {
				t.Errorf("%s: %q", route.path, *e)
			}
		case w.Code == http.StatusOK:
		case route.path == difyPath:
			var e codealive.DifyError
			mustUnmarshal(t, got, &e)
			if e.Code == 0 || e.Message == "" {
				t.Errorf("%d %s", w.Code, got)
			}
		default:
			var p codealive.Problem
			mustUnmarshal(t, got, &p)
			if p.Status != w.Code || p.Title == "" || p.Detail == "" || p.RequestID == "" || p.Error == nil {
				t.Errorf("%s: %d %s", route.path, w.Code, got)
			}
		}
	})
}
