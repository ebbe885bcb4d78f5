package transport

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// asking is a tool that asks the user, and gives up when told.
func asking(giveUp <-chan struct{}) handler {
	return func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			select {
			case <-giveUp:
				cancel()
			case <-ctx.Done():
			}
		}()
		r, err := server.ServerFromContext(ctx).RequestElicitation(ctx, mcp.ElicitationRequest{
			Params: mcp.ElicitationParams{Message: "who?", RequestedSchema: map[string]any{"type": "object"}},
		})
		if err != nil {
			return mcp.NewToolResultError(err.Error()), nil //nolint:nilerr // the client reads it
		}
		return mcp.NewToolResultText(string(r.Action)), nil
	}
}

// reader gives the messages of a response that is still coming.
func (v *site) reader(r *http.Request) func() wireMessage {
	v.t.Helper()
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewReader(resp.Body)
	return func() wireMessage {
		v.t.Helper()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				v.t.Fatal(err)
			}
			if list := events(v.t, line); len(list) > 0 {
				return list[0]
			}
		}
	}
}

func TestToolsAskOverHTTP(t *testing.T) {
	giveUp := make(chan struct{})
	v := visit(t, serverWith(map[string]handler{"ask": asking(giveUp)}), quietOptions())
	ask := func() func() wireMessage {
		return v.reader(v.request(t.Context(), http.MethodPost, "/mcp", legacyCall("1", "ask"), bearing("k")...))
	}
	answer := func(id, rest string) int { return v.post(`{"jsonrpc":"2.0","id":` + id + `,` + rest + `}`).status }

	first, second, third := ask(), ask(), ask()
	a, b, c := first(), second(), third()
	if a.Method != "elicitation/create" || a.Params["message"] != "who?" || len(a.ID) < 30 || string(a.ID) == string(b.ID) {
		t.Fatalf("have %v and %v", a, b)
	}
	for id, want := range map[string]int{"1": 400, `"codealive-1"`: 400, string(b.ID): 202} {
		if have := answer(id, `"result":{"action":"accept","content":{}}`); have != want {
			t.Errorf("answer to %s: %d", id, have)
		}
	}
	if m := second(); !strings.Contains(string(m.Result), "accept") {
		t.Errorf("have %v", m)
	}
	if have := answer(string(b.ID), `"result":{"action":"accept"}`); have != 400 {
		t.Errorf("a second answer: %d", have)
	}
	if have := answer(string(a.ID), `"error":{"code":-1,"message":"nobody here"}`); have != 202 {
		t.Errorf("refusal: %d", have)
	}
	if m := first(); !strings.Contains(string(m.Result), "nobody here") {
		t.Errorf("have %v", m)
	}
	close(giveUp)
	if m := third(); m.Method != "notifications/cancelled" || `"`+m.Params["requestId"].(string)+`"` != string(c.ID) {
		t.Errorf("have %v", m)
	}
	if m := third(); !strings.Contains(string(m.Result), context.Canceled.Error()) {
		t.Errorf("have %v", m)
	}
}

func TestToolsCannotAskEveryone(t *testing.T) {
	v := visit(t, serverWith(map[string]handler{"ask": asking(nil)}), quietOptions())
	a, err := v.call(t.Context(), legacy, "1", "ask", append(bearing("k"), "Accept", "-", "Accept", "application/json")...)
	if err != nil || !strings.Contains(a.body, "takes no events") {
		t.Errorf("%s, %v", a.body, err)
	}
	a, err = v.call(t.Context(), modern, "1", "ask", bearing("k")...)
	if err != nil || len(a.messages) != 1 || !strings.Contains(a.body, `"isError":true`) {
		t.Errorf("%s, %v", a.body, err)
	}
}

func TestRootsAndSamplesAreRead(t *testing.T) {
	v := visit(t, serverWith(map[string]handler{"t": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		s := server.ServerFromContext(ctx)
		roots, err := s.RequestRoots(ctx, mcp.ListRootsRequest{})
		sample, err2 := s.RequestSampling(ctx, mcp.CreateMessageRequest{CreateMessageParams: mcp.CreateMessageParams{MaxTokens: 1}}) //nolint:staticcheck // older clients have it
		if err := errors.Join(err, err2); err != nil {
			return nil, err
		}
		return mcp.NewToolResultText(roots.Roots[0].URI + " " + sample.Content.(mcp.TextContent).Text), nil
	}}), quietOptions())
	next := v.reader(v.request(t.Context(), http.MethodPost, "/mcp", legacyCall("1", "t"), bearing("k")...))
	for _, c := range []struct{ method, result string }{
		{"roots/list", `{"roots":[{"uri":"file:///home"}]}`},
		{"sampling/createMessage", `{"role":"assistant","model":"m","content":{"type":"text","text":"hello"}}`},
	} {
		m := next()
		if m.Method != c.method {
			t.Fatalf("have %v", m)
		}
		if a := v.post(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"result":` + c.result + `}`); a.status != http.StatusAccepted {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	if m := next(); !strings.Contains(string(m.Result), "file:///home hello") {
		t.Errorf("have %v", m)
	}
}
