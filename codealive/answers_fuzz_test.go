package codealive

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// method calls one method of the client and gives the part of the answer that
// is the service's own.
type method func(context.Context, *Client) (wire any, err error)

func methods() []method {
	filters := SearchQuery{Query: "q", Names: []string{"a"}, Paths: []string{"src"}, Extensions: []string{".go", "md"}, MaxResults: 3, ExcludeMarkdown: true}
	search := func(q SearchQuery) method {
		return func(ctx context.Context, c *Client) (any, error) {
			a, err := c.SemanticSearch(ctx, q)
			return a.SearchResponse, err
		}
	}
	tool := func(name string) method {
		return func(ctx context.Context, c *Client) (any, error) {
			r, err := c.Tool(ctx, name, map[string]any{"path": "a"})
			_, _ = r.DataSources()
			return ToolEnvelope{Obj: r.Obj, Rendered: &r.Rendered}, err
		}
	}
	return []method{
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.DataSources(ctx, DataSourceQuery{})
			return a.Sources, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.DataSources(ctx, DataSourceQuery{All: true, Query: "q"})
			return a.Sources, err
		},
		search(SearchQuery{Query: "q"}), search(filters),
		func(ctx context.Context, c *Client) (any, error) {
			c.lacks.Note("api/search/semantic")
			return search(filters)(ctx, c)
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.Grep(ctx, SearchQuery{Query: "q"}, true)
			return a.GrepResponse, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.Grep(ctx, filters, false)
			return a.GrepResponse, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			asked := []string{"moved", "", "old"}
			a, err := c.Fetch(ctx, asked, "src")
			if err == nil && len(a.Found)+len(a.NotFound) != len(asked) {
				return nil, &json.InvalidUnmarshalError{} // no *APIError
			}
			return FetchResponse{a.Found}, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.Relationships(ctx, RelationshipsRequest{Identifier: "a"})
			return a.RelationshipsResponse, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.Chat(ctx, ChatQuestion{Question: "q"}, nil)
			return map[string]string{"content": a.Text, "conversationId": a.ConversationID, "messageId": a.MessageID}, err
		},
		func(ctx context.Context, c *Client) (any, error) {
			a, err := c.Retrieve(ctx, DifyRequest{KnowledgeID: "a", Query: "q"})
			return a.DifyResponse, err
		},
		tool("read_file"), tool("chat"),
	}
}

// Every decoder of an answer: a failure is an *APIError without the key, which
// went to the configured host alone; what is accepted is read the same again.
func FuzzAnswers(f *testing.F) {
	for op := range methods() {
		for _, body := range []string{
			`[{"id":"65f0c1a2b3d4e5f607182930","name":"payments-api","type":"Repository","url":"git@git.example.com:acme/x.git","state":"Alive","repositoryIds":["1"],"indexing":{"filesTotal":5}}]`,
			`{"results":[{"kind":"Symbol","identifier":"acme/x::src/a.go::F(x <T>)","location":{"path":"src/a.go","range":{"start":{"line":3},"end":{"line":9,"character":1}}},"score":0.5,"dataSource":"x","matchCount":2,"matches":[{"lineNumber":4,"lineText":"a"}]},{"identifier":"x::README.md","dataSource":{"id":"1","name":"x"}}],"dataSources":[{"indexing":{"commit":"c0ffee"}}]}`,
			`{"artifacts":[{"identifier":"moved","found":true,"content":"x","startLine":12,"relationships":{"outgoingCallsCount":2,"outgoingCalls":[{"identifier":"c","summary":"s"}],"incomingCallsCount":null}},{"identifier":"old","content":null}]}`,
			`{"sourceIdentifier":"a","profile":"AllRelevant","found":true,"availableRelationshipCounts":{"OutgoingCalls":2},"relationships":[{"relationType":"OutgoingCalls","totalCount":2,"items":[{"identifier":"b","callSites":[{"position":"a.go:10","confidence":0.4}]}]},{}]}`,
			`{"content":"a","conversationId":"` + conversation + `","messageId":"m"}`,
			`{"records":[{"content":"c","score":0.5,"title":"a.go","metadata":{"path":"a.go","start_line":3}}]}`,
			`{"obj":{"data_sources":[{"name":"a"}]},"rendered":"text"}`,
			`{"obj":{"error":{"code":"c","message":"` + keyMark + `","retry":"yes","try":"t"}},"rendered":"x"}`,
			`{"error":{"code":"A","message":"` + keyMark + `"}}`,
		} {
			f.Add(byte(op), uint16(http.StatusOK), "", body)
		}
		f.Add(byte(op), uint16(http.StatusTooManyRequests), "r-1", `{"type":"/errors/x","title":"t","detail":"`+keyMark+`","errors":{"a":["b",null],"c":null},"retryable":false}`)
		f.Add(byte(op), uint16(http.StatusTemporaryRedirect), "https://elsewhere.example.com/"+keyMark, "<html>")
		f.Add(byte(op), uint16(http.StatusFound), "/x", "404 page not found")
		f.Add(byte(op), uint16(http.StatusNotFound), keyMark, "404 page not found")
	}
	all := methods()
	f.Fuzz(func(t *testing.T, op byte, status uint16, header, body string) {
		call := all[int(op)%len(all)]
		code := 200 + int(status)%400 // an interim status never arrives here
		if status%1000 < 600 && status%1000 >= 200 {
			code = int(status % 1000)
		}
		ask := func(code int, body string) (any, error) {
			return call(t.Context(), canned(t, func(r *http.Request) *http.Response {
				if r.URL.Scheme != "https" || r.URL.Host != "code.example.com" {
					t.Errorf("the key goes to %s", r.URL)
				}
				return answerWith(r, code, headers("Location", withKey(header), "X-Request-Id", withKey(header)), body)
			}))
		}
		wire, err := ask(code, withKey(body))
		if err != nil {
			_ = wellFormed(t, err)
			return
		}
		if code != http.StatusOK {
			t.Fatalf("status %d is taken for an answer: %+v", code, wire)
		}
		text, err := json.Marshal(wire)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ask(http.StatusOK, string(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if b, err := json.Marshal(again); err != nil || string(b) != string(text) {
			t.Errorf("%s is read as %s, %v", text, b, err)
		}
		if strings.Contains(string(text), testKey) && !strings.Contains(withKey(header)+body, keyMark) && !strings.Contains(body, testKey) {
			t.Errorf("the key comes from nowhere: %s", text)
		}
	})
}
