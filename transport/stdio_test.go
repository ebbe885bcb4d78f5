package transport

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// exchange serves in to its end and gives all that was written.
func exchange(t testing.TB, s *server.MCPServer, in io.Reader) string {
	t.Helper()
	var out bytes.Buffer
	if err := Stdio(t.Context(), s, in, &out, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatalf("Stdio: %v", err)
	}
	return out.String()
}

func TestStdioAnswersEachLine(t *testing.T) {
	const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	const pong = `{"jsonrpc":"2.0","id":1,"result":{}}` + "\n"
	refusal := func(id, code, text string) string {
		return `{"jsonrpc":"2.0","id":` + id + `,"error":{"code":` + code + `,"message":"` + text + `"}}` + "\n"
	}
	notMessage := func(id string) string { return refusal(id, "-32600", "invalid request: not a JSON-RPC message") }
	badID := refusal("null", "-32600", "invalid request: the id must be a string or a number")
	notJSON := refusal("null", "-32700", "parse error: not valid JSON")

	for name, c := range map[string]struct{ in, want string }{
		"nothing":                {"", ""},
		"request":                {ping + "\n", pong},
		"no last newline":        {ping, pong},
		"CRLF":                   {ping + "\r\n", pong},
		"blank lines":            {"\n \t\r\n" + ping + "\n\n", pong},
		"byte order mark":        {"\xef\xbb\xbf" + ping + "\n", pong},
		"only a byte order mark": {"\xef\xbb\xbf", ""},
		"text id":                {`{"jsonrpc":"2.0","id":"é1","method":"ping"}`, `{"jsonrpc":"2.0","id":"é1","result":{}}` + "\n"},
		"number beyond a float":  {`{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}`, `{"jsonrpc":"2.0","id":9007199254740993,"result":{}}` + "\n"},
		"unknown method":         {`{"jsonrpc":"2.0","id":1,"method":"no/such"}`, refusal("1", "-32601", "Method no/such not found")},
		"unknown notification":   {`{"jsonrpc":"2.0","method":"no/such"}`, ""},
		"bad notification":       {`{"jsonrpc":"2.0","method":"no/such","params":3}`, ""},
		"unknown cancellation":   {`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`, ""},
		"bad cancellation":       {`{"jsonrpc":"2.0","method":"notifications/cancelled","params":7}`, ""},
		"cancellation with id":   {`{"jsonrpc":"2.0","id":1,"method":"notifications/cancelled"}`, refusal("1", "-32601", "Method notifications/cancelled not found")},
		"unasked answer":         {`{"jsonrpc":"2.0","id":"codealive-1","result":{}}`, ""},
		"answer without id":      {`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}`, ""},
		"other JSON-RPC":         {`{"id":1,"method":"ping"}`, refusal("1", "-32600", "Invalid JSON-RPC version")},
		"not JSON":               {"hello\n", notJSON},
		"cut off":                {ping[:20], notJSON},
		"too deep":               {strings.Repeat("[", 20_000), notJSON},
		"batch": {"[" + ping + "]", refusal("null", "-32600",
			"invalid request: batches are not supported, send one message at a time")},
		"not an object":     {`"ping"`, notMessage("null")},
		"null":              {`null`, notMessage("null")},
		"no method":         {`{"jsonrpc":"2.0","id":1}`, notMessage("1")},
		"method of no type": {`{"jsonrpc":"2.0","id":1,"method":5}`, notMessage("1")},
		"both directions":   {`{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}`, notMessage("1")},
		"null id":           {`{"jsonrpc":"2.0","id":null,"method":"ping"}`, badID},
		"object id":         {`{"jsonrpc":"2.0","id":{},"method":"ping"}`, badID},
	} {
		t.Run(name, func(t *testing.T) {
			if have := exchange(t, serverWith(nil), strings.NewReader(c.in)); have != c.want {
				t.Errorf("have %q\nwant %q", have, c.want)
			}
		})
	}
}

func TestStdioReadsOnAfterBadLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, serverWith(nil))
		p.send("not JSON")
		p.refused("null", mcp.PARSE_ERROR)
		p.send("[]")
		p.refused("null", mcp.INVALID_REQUEST)
		p.send(`{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		p.want("1")
	})
}

func TestStdioAnswersInitializeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		proceed := make(chan struct{})
		hooks := new(server.Hooks)
		hooks.AddBeforeInitialize(func(context.Context, any, *mcp.InitializeRequest) { <-proceed })
		p := connect(t, serverWith(nil, server.WithHooks(hooks)))

		p.send(`{"jsonrpc":"2.0","id":0,"method":"ping"}`)
		p.want("0") // served without a handshake
		p.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}` + "\n" +
			`{"jsonrpc":"2.0","id":2,"method":"ping"}`)
		synctest.Wait()
		p.silent()
		close(proceed)
		p.want("1")
		p.want("2")
	})
}

func TestStdioServesBothEras(t *testing.T) {
	tools := map[string]handler{"hello": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return ok(), nil }}
	const meta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
	p := connect(t, serverWith(tools))

	p.send(`{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{%s}}`, meta)
	if m := p.want("1"); !bytes.Contains(m.Result, []byte(`"2026-07-28"`)) {
		t.Errorf("discover does not offer 2026-07-28: %v", m)
	}
	p.send(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hello",%s}}`, meta)
	if m := p.want("2"); !bytes.Contains(m.Result, []byte(`"resultType":"complete"`)) {
		t.Errorf("no result of 2026-07-28: %v", m)
	}
	p.initialize()
	p.call("3", "hello")
	if m := p.want("3"); bytes.Contains(m.Result, []byte("resultType")) {
		t.Errorf("no result of 2025-11-25: %v", m)
	}
}

type panicsWhenEncoded struct{}

func (panicsWhenEncoded) MarshalJSON() ([]byte, error) { panic("secret") }

func TestStdioOutlivesBrokenHandlers(t *testing.T) {
	text := func(content any) handler {
		return func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultStructured(content, "ok"), nil
		}
	}
	hooks := new(server.Hooks)
	hooks.AddBeforeInitialize(func(context.Context, any, *mcp.InitializeRequest) { panic("secret") })
	s := serverWith(map[string]handler{
		"panic":          func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { panic("secret") },
		"panic late":     text(panicsWhenEncoded{}),
		"cannot encode":  text(math.NaN()),
		"nothing at all": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, nil },
	}, server.WithHooks(hooks))
	s.AddNotificationHandler("notifications/initialized", func(context.Context, mcp.JSONRPCNotification) { panic("secret") })

	const internal = `,"error":{"code":-32603,"message":"internal error"}}`
	for name, c := range map[string]struct{ request, want, logged string }{
		"tool":         {`"id":1,"method":"tools/call","params":{"name":"panic"}`, `"id":1` + internal, "TestStdioOutlivesBrokenHandlers.func"},
		"encoding":     {`"id":2,"method":"tools/call","params":{"name":"panic late"}`, `"id":2` + internal, "panicsWhenEncoded"},
		"no encoding":  {`"id":3,"method":"tools/call","params":{"name":"cannot encode"}`, `"id":3` + internal, "NaN"},
		"no result":    {`"id":4,"method":"tools/call","params":{"name":"nothing at all"}`, `"id":4,"error":{"code":-32603,`, ""},
		"hook":         {`"id":5,"method":"initialize","params":{}`, `"id":5` + internal, "method=initialize"},
		"notification": {`"method":"notifications/initialized"`, "", "method=notifications/initialized"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, log bytes.Buffer
			in := strings.NewReader(`{"jsonrpc":"2.0",` + c.request + "}\n")
			if err := Stdio(t.Context(), s, in, &out, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), c.want) || strings.Contains(out.String(), "secret") || c.want == "" && out.Len() > 0 {
				t.Errorf("have %q\nwant %q", out.String(), c.want)
			}
			if !strings.Contains(log.String(), c.logged) {
				t.Errorf("%q is not logged: %s", c.logged, log.String())
			}
		})
	}
}

func TestStdioServersShareAProcess(t *testing.T) {
	ids := make(chan string, 4)
	hooks := new(server.Hooks)
	hooks.AddOnRegisterSession(func(_ context.Context, s server.ClientSession) { ids <- s.SessionID() })
	hooks.AddOnUnregisterSession(func(_ context.Context, s server.ClientSession) { ids <- s.SessionID() })
	s := serverWith(nil, server.WithHooks(hooks))

	a := connect(t, s)
	b := connect(t, s)
	first, second := <-ids, <-ids
	if first == second {
		t.Errorf("both sessions are %s", first)
	}
	a.initialize()
	b.initialize()
	s.AddTool(mcp.NewTool("new"), nil)
	for _, p := range []*peer{a, b} {
		if m := p.next(); m.Method != "notifications/tools/list_changed" {
			t.Errorf("have %v", m)
		}
		if err := p.end(); err != nil {
			t.Error(err)
		}
	}
	if gone := []string{<-ids, <-ids}; gone[0] == gone[1] {
		t.Errorf("unregistered: %v", gone)
	}
}
