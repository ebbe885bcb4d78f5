package e2e_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// toolCall is one call of a tool, and what has to be in its result.
type toolCall struct {
	args    map[string]any
	service string
	engine  string
	route   string // that the engine needs for it
}

const enginePost = "local/payments-api::internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"

// calls has one call of every tool there is.
func calls(backend string) map[string]toolCall {
	post := service.PostIdentifier
	if backend == "engine" {
		post = enginePost
	}
	one := "payments-api"
	return map[string]toolCall{
		"get_artifact_relationships": {map[string]any{"identifier": post}, "called by: 1", "called by: 0", ""},
		"get_file_tree":              {map[string]any{"data_source": one, "path": "internal"}, "post.go", "ledger/", ""},
		"read_file":                  {map[string]any{"data_source": one, "path": "internal/ledger/post.go"}, "func (l *Ledger) Post(", "6\tfunc (l *Ledger) Post(", ""},
		"get_repository_ontology":    {map[string]any{"data_source": one}, "books ledger entries", "README.md:1 Payments", ""},
		"get_artifact_query_schema":  {map[string]any{"entity": "files"}, "files", "path", ""},
		"query_artifact_metadata":    {map[string]any{"data_sources": one, "statement": "SELECT path FROM files LIMIT 10"}, "internal/ledger/post.go", "internal/ledger/post.go", ""},
		"get_data_sources":           {map[string]any{"ready_only": false}, "payments-api-next", "- payments-api (Repository", ""},
		"semantic_search":            {map[string]any{"question": "book a refund", "data_sources": []string{one}}, "1. internal/ledger/post.go:12-17", " internal/ledger/post.go:6-11", ""},
		"grep_search":                {map[string]any{"query": "Append(", "data_sources": one}, "  16: return l.store.Append(ctx, e)", "  10: return l.store.Append(ctx, e)", "GET /api/search/grep"},
		"fetch_artifacts":            {map[string]any{"identifiers": []string{post}}, "16\t\treturn l.store.Append(ctx, e)", "10\t\treturn l.store.Append(ctx, e)", "POST /api/search/artifacts"},
		"chat":                       {map[string]any{"question": "How is a refund booked?", "data_sources": []string{one}}, service.Answer, "internal/ledger/post.go", ""},
	}
}

func TestEveryToolAnswers(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) backend{
		"service": func(t *testing.T) backend { return overService(t, newService(t)) },
		"engine":  func(t *testing.T) backend { return overEngine(checkout(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			everyWay(t, open, func(t *testing.T, s session) {
				for tool, c := range listed(t, s, name) {
					t.Run(tool, func(t *testing.T) {
						want := c.service
						if name == "engine" {
							want = c.engine
							needs(t, c.route)
						}
						if text, isError := s.call(t, tool, c.args); isError || !strings.Contains(text, want) {
							t.Errorf("lacks %q: %s", want, text)
						}
					})
				}
			})
		})
	}
}

// listed are the calls of calls, which has to know every tool and no other.
func listed(t *testing.T, s session, backend string) map[string]toolCall {
	t.Helper()
	known := calls(backend)
	var names []string
	for tool, err := range s.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	if want := slices.Sorted(maps.Keys(known)); !slices.Equal(names, want) {
		t.Errorf("the server has %v, this test calls %v", names, want)
	}
	return known
}

// needs skips a call for which the engine lacks the route.
func needs(t *testing.T, route string) {
	t.Helper()
	if method, path, ok := strings.Cut(route, " "); ok {
		needRoute(t, method, path)
	}
}

func TestProgressIsCompleteAndBeforeTheReply(t *testing.T) {
	const words = 300
	var want strings.Builder
	frames := []string{service.Metadata}
	for range words {
		want.WriteString("word ")
		frames = append(frames, service.Delta("word "))
	}
	frames = append(frames, service.Done)
	everyWay(t, func(t *testing.T) backend {
		api := newService(t)
		api.Override["/api/chat/completions"] = func(w http.ResponseWriter, _ *http.Request) { service.Stream(w, frames...) }
		return overService(t, api)
	}, func(t *testing.T, s session) {
		text, isError := s.call(t, "chat", map[string]any{"question": "q", "data_sources": []string{"payments-api"}})
		if isError || !strings.HasPrefix(text, want.String()) {
			t.Errorf("the reply is not the answer: %s", text)
		}
		var streamed strings.Builder
		last, replied := 0.0, false
		for _, m := range s.wire.messages(t) {
			switch {
			case m.Result != nil && len(m.Result.Content) > 0:
				replied = true
			case m.Method != "notifications/progress":
			case replied:
				t.Errorf("progress after the reply: %+v", m.Params)
			case m.Params.ProgressToken != "progress of chat" || m.Params.Progress <= last:
				t.Errorf("progress of another call, or not growing: %+v", m.Params)
			case m.Params.Meta["codealive/text"] == true:
				streamed.WriteString(m.Params.Message)
				fallthrough
			default:
				last = m.Params.Progress
			}
		}
		if streamed.String() != want.String() {
			t.Errorf("%d of %d bytes came as progress", streamed.Len(), want.Len())
		}
	})
}

func TestCancelReachesTheService(t *testing.T) {
	var streaming, closed chan struct{}
	everyWay(t, func(t *testing.T) backend {
		begun, ended := make(chan struct{}), make(chan struct{})
		streaming, closed = begun, ended
		api := newService(t)
		api.Override["/api/chat/completions"] = func(w http.ResponseWriter, r *http.Request) {
			service.Stream(w, service.Metadata, service.Delta("A refund "))
			close(begun)
			<-r.Context().Done()
			close(ended)
		}
		return overService(t, api)
	}, func(t *testing.T, s session) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		result := make(chan error, 1)
		go func() {
			_, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "chat", Arguments: map[string]any{"question": "q", "data_sources": "payments-api"}})
			result <- err
		}()
		await(t, streaming)
		cancel()
		await(t, closed)
		if err := <-result; err == nil {
			t.Error("a cancelled call was answered")
		}
		if text, isError := s.call(t, "get_data_sources", nil); isError || !strings.Contains(text, "payments-api") {
			t.Errorf("the session is broken after a cancel: %s", text)
		}
	})
}
