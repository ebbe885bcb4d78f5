package tools_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// grown puts into a body what inputs, which are kept in files, only stand for:
// the key, a text above the budget of a result, and a part between two marks as
// often as to go above it.
func grown(body string) string {
	body = strings.ReplaceAll(body, "%KEY%", service.Key)
	if parts := strings.SplitN(body, "%MANY%", 3); len(parts) == 3 && len(parts[1]) > 0 {
		body = parts[0] + strings.Repeat(parts[1], 1+2*render.Budget/len(parts[1])) + parts[2]
	}
	return strings.Replace(body, "%LONG%", strings.Repeat("long", render.Budget/3), 3)
}

// bodies answers every request with one body.
type bodies struct {
	status int
	media  string
	body   string
}

func (b bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: b.status, Header: http.Header{"Content-Type": {b.media}}, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(b.body)), ContentLength: int64(len(b.body)),
	}, nil
}

// Bits that say how a tool is called, above those of the generation.
const (
	streamed = 4 << iota // the answer calls itself a stream
	given                // the data sources are not named, so that they are looked for in the same body
)

// answers are what tools may find behind them.
var answers = map[string][]string{
	"get_data_sources": {
		`[{"id":"65f0c1a2b3d4e5f607182930","name":"payments-api","type":"Repository","url":"git@git.example.com:acme/x.git","branch":"main","description":"d","relevanceReason":"r","state":"Processing","repositoryIds":["1"],"indexing":{"filesTotal":5,"filesIndexed":2,"commit":"c0ffee"}}%MANY%,{"id":"2","name":"b"}%MANY%]`,
		`[{"id":"1","name":"%LONG%","url":"%LONG%"},{"id":"1","name":"%LONG%"}]`,
		`{"obj":{"data_sources":[{"name":"a"},{"name":"b\n"}]},"rendered":"text%LONG%"}`,
	},
	"semantic_search": {
		`{"results":[{"kind":"Symbol","identifier":"acme/x::src/a.go::F(x <T>)","location":{"path":"src/a\u202e.go","range":{"start":{"line":3},"end":{"line":9,"character":1}}},"description":"d","score":0.5,"dataSource":"x"},{"identifier":"x::README.md","snippet":"s\ufe0f","dataSource":{"id":"1","name":"x"}}],"dataSources":[{"name":"x","indexing":{"branch":"b","commit":"c0ffee","filesTotal":9}}]}`,
		`{"results":[{"location":{"path":"a%LONG%"},"identifier":"x::%LONG%"}],"dataSources":[{"name":"x%LONG%","indexing":{"branch":"b","commit":"c0ffee","filesTotal":9}}]}`,
		`{"results":[{"location":{"path":"a"}}%MANY%,{"identifier":"x::b.go","snippet":"s"}%MANY%],"dataSources":[{"name":"x","indexing":{"filesTotal":9}}]}`,
	},
	"grep_search": {
		`{"results":[{"identifier":"acme/x::src/a.go","location":{"path":"src/a.go"},"dataSource":"x","matchCount":2,"matches":[{"lineNumber":4,"lineText":"a\u0000","startColumn":900,"remark":"r"}]},{"identifier":"x::b.go","matchedByName":true}]}`,
		`{"results":[{"location":{"path":"a"}}],"dataSources":[{"name":"x","indexing":{"filesTotal":9}}%MANY%,{"name":"x","indexing":{"filesTotal":9}}%MANY%]}`,
		`{"results":[{"identifier":"%LONG%::a","location":{"path":"a"},"matchCount":2,"matches":[{"lineNumber":4,"lineText":"a%LONG%"}]}]}`,
	},
	"fetch_artifacts": {
		`{"artifacts":[{"identifier":"a","found":true,"content":"x\r\ny\u202e\n","startLine":12,"relationships":{"outgoingCallsCount":2,"outgoingCalls":[{"identifier":"c","summary":"s"}],"incomingCallsCount":null}},{"identifier":"b","content":"%LONG%"}]}`,
	},
	"get_artifact_relationships": {
		`{"sourceIdentifier":"a","profile":"AllRelevant","found":true,"availableRelationshipCounts":{"OutgoingCalls":2,"references":3},"relationships":[{"relationType":"OutgoingCalls","totalCount":2,"truncated":true,"items":[{"identifier":"b::a","filePath":"b","startLine":2,"shortSummary":"s","callSiteCount":9,"callSites":[{"position":"a.go:10","confidence":0.4},{"position":"a.go:11"}]}%MANY%,{"filePath":"a"}%MANY%]},{"relationType":"New"}]}`,
		`{"found":true,"relationships":[{"relationType":"%LONG%","items":[{"identifier":"b%LONG%::a"},{"identifier":"b%LONG%::a"}]}]}`,
	},
	"read_file": {`{"rendered":"1\ta\n%MANY%2\tb\n%MANY%"}`},
	"chat": {
		`{"content":"a%LONG%","conversationId":"65f0c1a2b3d4e5f6071829aa","messageId":"m"}`,
		"data: {\"event\":\"metadata\",\"conversationId\":\"%KEY%\"}\n\ndata: {\"chunk\":\"a%LONG%\"}\n\ndata: {\"event\":\"error\",\"code\":\"X\",\"message\":\"m\"}\n",
	},
}

// slack is what a result may weigh above the budget: the words around a text
// that is cut, and an error in front of one.
const slack = 16_000

// Whatever the service answers, each tool gives a result that a model can read:
// in UTF-8, within the budget, and from REST nothing in it is hidden.
func FuzzResults(f *testing.F) {
	for n, name := range tools.Names() {
		for _, body := range append(answers[name],
			"{\"obj\":{\"a\":\"\xff\u202e\"},\"rendered\":\"\xff\"}", "{\"obj\":[\"\xff\"]}", "<html>", "",
			`{"obj":{"error":{"code":"c","message":"%KEY%","retry":"yes","try":"t"}},"rendered":"x"}`,
		) {
			for _, how := range []byte{1, 2, given} {
				if strings.HasPrefix(body, "data:") {
					how |= streamed
				}
				f.Add(byte(n), how, uint16(http.StatusOK), body)
			}
		}
		f.Add(byte(n), byte(0), uint16(http.StatusConflict), `{"type":"/errors/x","title":"t","detail":"%KEY% Name='a' Id='1', Name='b' Id='2'","errors":{"a":["b",null],"c":"d"},"requestId":"r"}`)
		f.Add(byte(n), byte(1), uint16(http.StatusNotFound), "404 page not found")
		f.Add(byte(n), byte(2), uint16(http.StatusUnauthorized), "")
	}
	f.Add(byte(0), byte(0), uint16(http.StatusConflict), `{"detail":"d","errors":{"a":["b"%MANY%,"%KEY% is wrong"%MANY%]},"requestId":"%LONG%"}`)
	f.Add(byte(0), byte(0), uint16(http.StatusConflict), `{"detail":"c: %MANY%Name='b' Id='2', %MANY%"}`)
	u, err := codealive.ParseBaseURL("https://code.example.com")
	if err != nil {
		f.Fatal(err)
	}
	arguments := map[string]any{
		"question": "q", "query": "q|", "identifiers": []string{"a", "b", "a\nb"}, "identifier": "a", "path": "a.go", "statement": "SELECT 1",
		"data_sources": []string{"x"}, "data_source": "x", "exclude_markdown": true, "ready_only": false,
	}
	f.Fuzz(func(t *testing.T, n, how byte, status uint16, body string) {
		answer := bodies{http.StatusOK, "application/json", grown(body)}
		if status >= 400 && status < 600 {
			answer.status = int(status)
		}
		if how&streamed != 0 {
			answer.media = codealive.MediaSSE
		}
		var log bytes.Buffer
		o := options(codealive.New(codealive.Options{BaseURL: u, Key: codealive.StaticKey(service.Key), Transport: answer, Backoff: 1}))
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
		o.Generation = []tools.Generation{tools.Auto, tools.REST, tools.ToolAPI}[how%4%3]
		o.Structured = true
		o.Remotes = func() []string { return []string{"https://git.example.com/acme/x"} }
		all := tools.All(o)
		tool := all[int(n)%len(all)]
		args := map[string]any{}
		for name := range tool.Tool.InputSchema.Properties {
			if value, ok := arguments[name]; ok && (how&given == 0 || name != "data_source" && name != "data_sources") {
				args[name] = value
			}
		}
		reply, err := tool.Handler(context.Background(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool.Tool.Name, Arguments: args}})
		if err != nil || len(reply.Content) != 1 || log.Len() > 0 {
			t.Fatalf("%s: %+v, %v, log %s", tool.Tool.Name, reply, err, &log)
		}
		text := reply.Content[0].(mcp.TextContent).Text
		if text == "" || !utf8.ValidString(text) || len(text) > render.Budget+slack {
			t.Errorf("%s: %d bytes: %.300q", tool.Tool.Name, len(text), text)
		}
		wire, err := json.Marshal(reply)
		if err != nil || !utf8.Valid(wire) || len(wire) > 8*render.Budget {
			t.Errorf("%s: %d bytes, valid UTF-8 %v, %v", tool.Tool.Name, len(wire), utf8.Valid(wire), err)
		}
		said, partial, _ := strings.Cut(text, "\n\n") // of an error, text that came before it follows
		if reply.IsError && strings.Contains(said, service.Key) {
			t.Errorf("%s shows the key: %q", tool.Tool.Name, said)
		}
		if reply.IsError && partial == "" || o.Generation == tools.REST && tool.Tool.Name != "chat" {
			before := ' '
			for _, r := range text {
				shows := r >= ' ' && r <= '~' || r == '\n' || r == '\t' // for speed
				if !shows && safe.Hidden(r) && !safe.Joins(before, r) {
					t.Errorf("%s shows %U in %q", tool.Tool.Name, r, text)
					break
				}
				before = r
			}
		}
	})
}
