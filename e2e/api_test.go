package e2e_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// clientOf is the API client in front of a watched backend.
func clientOf(t *testing.T, s *httptest.Server, key string) *codealive.Client {
	t.Helper()
	base, err := codealive.ParseBaseURL(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return codealive.New(codealive.Options{BaseURL: base, Key: codealive.StaticKey(key), Transport: s.Client().Transport, Version: "e2e"})
}

// Every operation of the client, answered by the engine; watch judges the traffic.
func TestEngineKeepsTheContract(t *testing.T) {
	const key = "the key"
	s := watch(t, newEngine(t, key, checkout(t)))
	c := clientOf(t, s, key)
	ctx := t.Context()
	query := func(text string) codealive.SearchQuery {
		return codealive.SearchQuery{Query: text, Names: []string{"payments-api"}, Extensions: []string{".go"}, Paths: []string{"internal"}, MaxResults: 3}
	}
	t.Run("sources", func(t *testing.T) {
		for _, q := range []codealive.DataSourceQuery{
			{}, {All: true}, {Query: "book a refund"}, {All: true, Query: "unrelated"}, {Type: "Repository", SearchTerm: "pay"}, {Type: "Workspace"},
		} {
			list, err := c.DataSources(ctx, q)
			if err != nil || len(list.Sources) == 0 && q.Type != "Workspace" && q.Query == "" {
				t.Errorf("%+v: %+v %v", q, list, err)
			}
		}
	})
	t.Run("semantic", func(t *testing.T) {
		for text, want := range map[string]int{"book a refund": 1, "zebra": 0} {
			if answer, err := c.SemanticSearch(ctx, query(text)); err != nil || len(answer.Results) != want {
				t.Errorf("%s: %+v %v", text, answer, err)
			}
		}
	})
	t.Run("grep", func(t *testing.T) {
		needRoute(t, http.MethodGet, "/api/search/grep")
		for text, want := range map[string]int{"Append(": 1, "post.go": 1, "zebra": 0} {
			if answer, err := c.Grep(ctx, query(text), false); err != nil || len(answer.Results) != want {
				t.Errorf("%s: %+v %v", text, answer, err)
			}
		}
		if answer, err := c.Grep(ctx, query(`Append\(\w+`), true); err != nil || len(answer.Results) != 1 {
			t.Errorf("%+v %v", answer, err)
		}
		_, err := c.Grep(ctx, query("("), true)
		wantStatus(t, err, 400)
	})
	t.Run("fetch", func(t *testing.T) {
		needRoute(t, http.MethodPost, "/api/search/artifacts")
		answer, err := c.Fetch(ctx, []string{enginePost, "local/payments-api::gone.go::Gone()"}, "payments-api")
		if err != nil || len(answer.Found) != 1 || len(answer.NotFound) != 1 {
			t.Errorf("%+v %v", answer, err)
		}
	})
	t.Run("chat", func(t *testing.T) {
		ask := codealive.ChatQuestion{Question: "How is a refund booked?", Names: []string{"payments-api"}}
		whole, err := c.Chat(ctx, ask, nil)
		if err != nil || whole.Text == "" || whole.ConversationID == "" {
			t.Errorf("%+v %v", whole, err)
		}
		var text strings.Builder
		ask = codealive.ChatQuestion{Question: "And what does it check?", ConversationID: whole.ConversationID}
		streamed, err := c.Chat(ctx, ask, func(s string) { text.WriteString(s) })
		if err != nil || streamed.Text == "" || text.String() != streamed.Text {
			t.Errorf("%+v %v", streamed, err)
		}
	})
	t.Run("dify", func(t *testing.T) {
		ask := codealive.DifyRequest{KnowledgeID: "payments-api", Query: "book a refund"}
		for _, x := range []struct {
			setting   *codealive.DifySetting
			condition *codealive.DifyCondition
			want      int
		}{
			{nil, nil, 2},
			{&codealive.DifySetting{TopK: new(3), ScoreThreshold: new(1.0)}, nil, 0},
			{&codealive.DifySetting{TopK: new(3)}, &codealive.DifyCondition{LogicalOperator: "and", Conditions: []codealive.DifyComparison{
				{Name: codealive.DifyNames{"file_extension"}, Operator: "is", Value: ".go"}, {Name: codealive.DifyNames{"path"}, Operator: "not empty"},
			}}, 1},
		} {
			ask.Setting, ask.Condition = x.setting, x.condition
			if answer, err := c.Retrieve(ctx, ask); err != nil || len(answer.Records) != x.want {
				t.Errorf("%+v %v", answer, err)
			}
		}
		_, err := c.Retrieve(ctx, codealive.DifyRequest{KnowledgeID: "nowhere", Query: "q"})
		wantStatus(t, err, 404)
		_, err = clientOf(t, s, "another key").Retrieve(ctx, ask)
		wantStatus(t, err, 401)
	})
	t.Run("errors", func(t *testing.T) {
		q := query("refund")
		q.Names = []string{"nowhere"}
		_, err := c.SemanticSearch(ctx, q)
		wantStatus(t, err, 404)
		_, err = c.Chat(ctx, codealive.ChatQuestion{Question: "q", ConversationID: service.ConversationID}, nil)
		wantStatus(t, err, 404)
		_, err = clientOf(t, s, "another key").DataSources(ctx, codealive.DataSourceQuery{})
		wantStatus(t, err, 401)
	})
}

// A service of an older generation lacks the newer routes.
func TestClientAsksAnOlderServiceByTheContract(t *testing.T) {
	const key = "the key"
	older := watch(t, newEngine(t, key, checkout(t)))
	newer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/datasources/ready", "/api/search/semantic":
			http.NotFound(w, r)
		default:
			older.Config.Handler.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(newer.Close)
	c := clientOf(t, newer, key)
	for range 2 { // the second time the client knows
		if list, err := c.DataSources(t.Context(), codealive.DataSourceQuery{SearchTerm: "pay"}); err != nil || len(list.Sources) != 1 {
			t.Errorf("%+v %v", list, err)
		}
		answer, err := c.SemanticSearch(t.Context(), codealive.SearchQuery{Query: "refund", Names: []string{"payments-api"}, Extensions: []string{".go"}, MaxResults: 3})
		if err != nil || len(answer.Results) != 1 {
			t.Errorf("%+v %v", answer, err)
		}
	}
}

func wantStatus(t *testing.T, err error, status int) {
	t.Helper()
	var api *codealive.APIError
	if !errors.As(err, &api) || api.Status != status {
		t.Errorf("%v, want status %d", err, status)
	}
}

// Requests that no client of ours sends: older clients do, and wrong ones.
func TestEngineAnswersOthersByTheContract(t *testing.T) {
	c, err := api()
	if err != nil {
		t.Fatal(err)
	}
	const key = "the key"
	e := newEngine(t, key, checkout(t))
	for _, x := range []struct {
		request, body string
		status        int
		fits          bool // the request, too, is one of the contract
		route         string
	}{
		{"GET /api/datasources/alive", "", 200, true, ""},
		{"GET /api/search?Query=refund&Mode=auto&IncludeContent=true&DescriptionDetail=Full", "", 200, true, ""},
		{"GET /api/search?Query=refund&DataSourceIds=nowhere", "", 404, true, ""},
		{"GET /api/search/semantic?Query=refund&Names=payments-api&Names=nowhere", "", 404, true, ""},
		{"GET /api/search/semantic?Query=%20", "", 400, true, ""},
		{"GET /api/search/semantic", "", 400, false, ""},
		{"GET /api/search/semantic?Query=q&MaxResults=501", "", 400, false, ""},
		{"GET /api/search/grep", "", 400, false, "GET /api/search/grep"},
		{"GET /api/search/grep?Query=q&Regex=false&Names=nowhere", "", 404, true, "GET /api/search/grep"},
		{"GET /api/datasources/all?type=Folder", "", 400, false, ""},
		{"POST /api/search/artifacts", `{"identifiers":[]}`, 400, false, "POST /api/search/artifacts"},
		{"POST /api/search/artifacts", `{"identifiers":["a"],"dataSource":"nowhere"}`, 404, true, "POST /api/search/artifacts"},
		{"POST /api/chat/completions", `{"messages":[]}`, 400, false, ""},
		{"POST /api/chat/completions", `{"messages":[{"role":"user","content":"q"}],"conversationId":"conv_1"}`, 400, false, ""},
		{"POST /api/chat/completions", `{"messages":[{"role":"user","content":"q"}],"names":["nowhere"]}`, 404, true, ""},
		{"POST /api/chat/completions", `{"messages":[{"role":"user","content":"refund"}],"dataSources":[{"id":"payments-api"}]}`, 200, true, ""},
		{"POST /api/chat/completions", `[`, 400, false, ""},
		{"POST /api/knowledge-retrieval/dify/retrieval", "", 200, false, ""}, // how Dify tries an address
		{"POST /api/knowledge-retrieval/dify/retrieval", `{"knowledge_id":"payments-api","query":""}`, 400, false, ""},
		{"POST /api/knowledge-retrieval/dify/retrieval", `{"knowledge_id":"payments-api","query":"q","metadata_condition":{"conditions":[{"name":["author"],"comparison_operator":"is","value":"a"}]}}`, 400, true, ""},
		{"POST /api/knowledge-retrieval/dify/retrieval", `{"knowledge_id":"payments-api","query":"refund","retrieval_setting":{"top_k":1,"score_threshold":0},"metadata_condition":null}`, 200, true, ""},
	} {
		t.Run(x.request+" "+x.body, func(t *testing.T) {
			needs(t, x.route)
			rec := c.Record(e)
			s := httptest.NewServer(rec)
			defer s.Close()
			method, target, _ := strings.Cut(x.request, " ")
			r, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, strings.NewReader(x.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+key)
			r.Header.Set("Content-Type", "application/json")
			resp, err := s.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				t.Error(err)
			}
			_ = resp.Body.Close()
			s.Close() // returns when the exchange has ended
			e := rec.Exchanges()[0]
			if e.Status != x.status || len(e.Response) > 0 || x.fits != (len(e.Request) == 0) {
				t.Errorf("want %d, request fits: %v\n%v", x.status, x.fits, e)
			}
		})
	}
}
