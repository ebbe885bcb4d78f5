package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func TestHTTPAnswersEachMessage(t *testing.T) {
	const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	const pong = `{"jsonrpc":"2.0","id":1,"result":{}}`
	refusal := func(id, code, text string) string {
		return `{"jsonrpc":"2.0","id":` + id + `,"error":{"code":` + code + `,"message":"` + text + `"}}`
	}
	e := era(modern)
	v := visit(t, serverWith(nil), quietOptions())
	for name, c := range map[string]struct {
		body    string
		headers []string
		status  int
		want    string
	}{
		"request":                {ping, nil, 200, pong},
		"request, old client":    {ping, []string{"Content-Type", "-", "Content-Type", "Application/JSON; charset=utf-8", "Accept", "-"}, 200, pong},
		"space and order mark":   {"\xef\xbb\xbf \n" + ping + "\n", nil, 200, pong},
		"text id":                {`{"jsonrpc":"2.0","id":"é1<","method":"ping"}`, nil, 200, `{"jsonrpc":"2.0","id":"é1<","result":{}}`},
		"number beyond a float":  {`{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}`, nil, 200, `{"jsonrpc":"2.0","id":9007199254740993,"result":{}}`},
		"unknown method":         {`{"jsonrpc":"2.0","id":1,"method":"no/such"}`, nil, 200, refusal("1", "-32601", "Method no/such not found")},
		"unknown method, modern": {e.request("1", "no/such", ""), e.headers("no/such", ""), 404, refusal("1", "-32601", "Method no/such not found")},
		"headers missing":        {e.request("1", "tools/list", ""), nil, 400, `"code":-32020`},
		"headers differ":         {e.request("1", "tools/list", ""), e.headers("tools/call", ""), 400, `"code":-32020`},
		"version not served":     {ping, []string{mcp.HeaderProtocolVersion, "1999-01-01"}, 400, refusal("1", "-32600", "Unsupported protocol version: 1999-01-01")},
		"notification":           {`{"jsonrpc":"2.0","method":"notifications/initialized"}`, nil, 202, ""},
		"bad notification":       {`{"jsonrpc":"2.0","method":"no/such","params":3}`, nil, 202, ""},
		"unasked answer":         {`{"jsonrpc":"2.0","id":1,"result":{"x":1}}`, nil, 400, `"error"`},
		"not JSON":               {"hello", nil, 400, refusal("null", "-32700", "parse error: not valid JSON")},
		"nothing":                {"", nil, 400, refusal("null", "-32700", "parse error: not valid JSON")},
		"batch":                  {"[" + ping + "]", nil, 400, refusal("null", "-32600", "invalid request: batches are not supported, send one message at a time")},
		"no method":              {`{"jsonrpc":"2.0","id":1}`, nil, 400, refusal("1", "-32600", "invalid request: not a JSON-RPC message")},
		"null id":                {`{"jsonrpc":"2.0","id":null,"method":"ping"}`, nil, 400, `must be a string or a number`},
		"other JSON-RPC":         {`{"id":1,"method":"ping"}`, nil, 200, refusal("1", "-32600", "Invalid JSON-RPC version")},
		"text":                   {ping, []string{"Content-Type", "-", "Content-Type", "text/plain"}, 415, "application/json"},
		"no type":                {ping, []string{"Content-Type", "-"}, 415, "application/json"},
		"compressed":             {ping, []string{"Content-Encoding", "gzip"}, 415, "compressed"},
	} {
		t.Run(name, func(t *testing.T) {
			a := v.post(c.body, c.headers...)
			isWhole := strings.HasPrefix(c.want, "{") || c.want == ""
			if a.status != c.status || isWhole && strings.TrimSpace(a.body) != c.want || !strings.Contains(a.body, c.want) {
				t.Errorf("have %d %q\nwant %d %q", a.status, a.body, c.status, c.want)
			}
			if kind := a.header.Get("Content-Type"); a.body != "" && kind != "application/json" {
				t.Errorf("it is %s", kind)
			}
		})
	}
}

func TestHTTPServesItsPathsAndMethods(t *testing.T) {
	v := visit(t, serverWith(nil), quietOptions())
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"POST", "/mcp", 200, ""}, {"POST", "/mcp/", 200, ""}, {"POST", "/api", 200, ""},
		{"GET", "/mcp", 405, "POST"}, {"DELETE", "/api", 405, "POST"}, {"PUT", "/mcp", 405, "POST"}, {"HEAD", "/mcp", 405, "POST"},
		{"GET", "/health", 200, ""}, {"HEAD", "/health", 200, ""}, {"POST", "/health", 405, "GET, HEAD"},
		{"POST", "/", 404, ""}, {"POST", "/MCP", 404, ""}, {"POST", "/mcp/x", 404, ""},
		{"GET", "/.well-known/oauth-protected-resource", 404, ""},
	} {
		a := v.do(c.method, c.path, `{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		if a.status != c.status || a.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow: %s", c.method, c.path, a.status, a.header.Get("Allow"))
		}
	}
}

func TestHealthNeedsNoKey(t *testing.T) {
	o := quietOptions()
	o.Local, o.Key, o.Version, o.Commit = true, "secret", "1.2.3", "abc123"
	v := visit(t, serverWith(nil), o)
	a := v.do(http.MethodGet, "/health", "")
	var body struct {
		Status, Service, Version, SourceRevision string
		Timestamp                                time.Time
	}
	if err := json.Unmarshal([]byte(a.body), &body); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %q, %v", a.status, a.body, err)
	}
	if body.Status != "healthy" || body.Service != "codealive-mcp" || body.Version != "1.2.3" || body.SourceRevision != "abc123" ||
		time.Since(body.Timestamp).Abs() > time.Minute {
		t.Errorf("have %+v", body)
	}
}

func TestAnyReplicaAnswers(t *testing.T) {
	tools := map[string]handler{"t": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return ok(), nil }}
	a, b := visit(t, serverWith(tools), quietOptions()), visit(t, serverWith(tools), quietOptions())
	id := a.initialize()
	for _, v := range []*site{a, b, b, a} {
		r, err := v.call(t.Context(), legacy, "1", "t", append(bearing("k"), server.HeaderKeySessionID, id)...)
		if err != nil || r.last().Result == nil {
			t.Errorf("%d %s, %v", r.status, r.body, err)
		}
	}
}

// syncBuffer is a log that may still be written to.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func TestHTTPOutlivesBrokenHandlers(t *testing.T) {
	text := func(content any) handler {
		return func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultStructured(content, "ok"), nil
		}
	}
	s := serverWith(map[string]handler{
		"panic": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic("secret") },
		"panic, streaming": func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			_, _ = notify(2)(ctx, r)
			panic(http.ErrAbortHandler)
		},
		"panic late":    text(panicsWhenEncoded{}),
		"cannot encode": text(math.NaN()),
		"error":         func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, errors.New("bug") },
	})
	s.AddNotificationHandler("notifications/initialized", func(context.Context, mcp.JSONRPCNotification) { panic("secret") })
	var log syncBuffer
	o := quietOptions()
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	v := visit(t, s, o)
	for tool, logged := range map[string]string{
		"panic": "TestHTTPOutlivesBrokenHandlers.func", "panic, streaming": "abort Handler", "panic late": "panicsWhenEncoded", "cannot encode": "NaN", "error": "",
	} {
		a, err := v.call(t.Context(), legacy, "1", tool, bearing("k")...)
		m := a.last()
		if err != nil || string(m.ID) != "1" || m.Error == nil || m.Error.Code != mcp.INTERNAL_ERROR || strings.Contains(a.body, "secret") {
			t.Errorf("%s: %d %s, %v", tool, a.status, a.body, err)
		}
		if !strings.Contains(log.String(), logged) {
			t.Errorf("%s: %q is not logged: %s", tool, logged, log.String())
		}
	}
	if a := v.post(`{"jsonrpc":"2.0","method":"notifications/initialized"}`); a.status != http.StatusAccepted || a.body != "" {
		t.Errorf("notification: %d %s", a.status, a.body)
	}
}

func TestAccessLogHasNoSecrets(t *testing.T) {
	var log syncBuffer
	o := quietOptions()
	o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	v := visit(t, serverWith(map[string]handler{"t": notify(2)}), o)
	v.initialize()
	if _, err := v.call(t.Context(), legacy, `"s3cret"`, "t", bearing("s3cret")...); err != nil {
		t.Error(err)
	}
	for _, r := range []answered{
		v.post(`{"s3cret"`, bearing("s3cret")...),
		v.post("", "Authorization", "s3cret"),
		v.post("", "Host", "s3cret"),
		v.post("", "Origin", "http://s3cret"),
		v.do(http.MethodPost, "/mcp?key=s3cret", ""),
	} {
		if strings.Contains(r.body, "s3cret") {
			t.Errorf("the answer repeats it: %s", r.body)
		}
	}
	if err := v.end(); err != nil {
		t.Error(err)
	}
	if text := log.String(); strings.Contains(text, "s3cret") || strings.Contains(text, "INFO") ||
		!strings.Contains(text, `level=DEBUG msg="HTTP request" method=POST path=/mcp status=200 duration=`) || strings.Count(text, "\n") != 7 {
		t.Errorf("have %s", text)
	}
}
