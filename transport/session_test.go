package transport

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func TestProgressPrecedesItsReply(t *testing.T) {
	const calls, each = 20, 200
	type notifier interface {
		Notify(method string, params map[string]any) error
	}
	p := connect(t, serverWith(map[string]handler{"work": func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		client := server.ClientSessionFromContext(ctx).(notifier)
		for i := range each {
			err := client.Notify("notifications/progress", map[string]any{"progressToken": r.Params.Meta.ProgressToken, "progress": i})
			if err != nil {
				return nil, err
			}
		}
		return ok(), nil
	}}))
	for i := range calls {
		p.call(strconv.Itoa(i), "work")
	}
	seen := make([]int, calls)
	for answered := 0; answered < calls; {
		m := p.next()
		if m.Method == "" {
			if i, _ := strconv.Atoi(string(m.ID)); seen[i] != each {
				t.Errorf("call %d was answered after %d of %d notifications", i, seen[i], each)
			}
			answered++
			continue
		}
		i := int(m.Params["progressToken"].(float64))
		if m.Params["progress"] != float64(seen[i]) {
			t.Errorf("call %d: progress %v after %d others", i, m.Params["progress"], seen[i])
		}
		seen[i]++
	}
	if err := p.end(); err != nil {
		t.Error(err)
	}
	p.silent()
}

func TestQueuedNotificationsPrecedeTheReply(t *testing.T) {
	const each = maxQueued / 2 // the SDK drops what the queue cannot hold
	p := connect(t, serverWith(map[string]handler{"work": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for i := range each {
			if err := server.ServerFromContext(ctx).SendNotificationToClient(ctx, "queued", map[string]any{"n": i}); err != nil {
				return nil, err
			}
		}
		return ok(), nil
	}}))
	p.initialize()
	for range 50 {
		p.call("1", "work")
		for i := range each {
			if m := p.next(); m.Method != "queued" || m.Params["n"] != float64(i) {
				t.Fatalf("want notification %d, have %v", i, m)
			}
		}
		p.want("1")
	}
}

func TestLogMessagesFollowTheLevel(t *testing.T) {
	say := func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		m := mcp.NewLoggingMessageNotification(mcp.LoggingLevelDebug, "test", "hello")
		return ok(), server.ServerFromContext(ctx).SendLogMessageToClient(ctx, m)
	}
	p := connect(t, serverWith(map[string]handler{"say": say}, server.WithLogging()))
	p.initialize()
	p.call("1", "say") // below the level that holds at first
	p.want("1")
	p.send(`{"jsonrpc":"2.0","id":2,"method":"logging/setLevel","params":{"level":"debug"}}`)
	p.want("2")
	p.call("3", "say")
	if m := p.next(); m.Method != "notifications/message" || m.Params["data"] != "hello" {
		t.Errorf("have %v", m)
	}
	p.want("3")
}

func TestSessionKnowsItsClient(t *testing.T) {
	s := serverWith(map[string]handler{"who": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		client := server.ClientSessionFromContext(ctx).(server.SessionWithClientInfo)
		if client.GetClientCapabilities().Roots == nil {
			return nil, errors.New("no roots")
		}
		return mcp.NewToolResultText(client.GetClientInfo().Name + " " + server.RequestProtocolVersion(ctx)), nil
	}})
	p := connect(t, s)
	p.initialize()
	p.call("1", "who")
	if m := p.want("1"); !strings.Contains(string(m.Result), "peer 2025-11-25") {
		t.Errorf("have %v", m)
	}
}

// rootsTool asks for the roots for at most a second and gives the first, or the
// error.
func rootsTool(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	roots, err := server.ServerFromContext(ctx).RequestRoots(ctx, mcp.ListRootsRequest{})
	if err != nil {
		return mcp.NewToolResultText(err.Error()), nil
	}
	return mcp.NewToolResultText("root " + roots.Roots[0].URI), nil
}

func TestRootsAreAskedOfTheClient(t *testing.T) {
	for name, c := range map[string]struct{ answer, want string }{
		"result":     {`"result":{"roots":[{"uri":"file:///a"}]}`, "root file:///a"},
		"both":       {`"result":{"roots":[{"uri":"file:///a"}]},"error":null`, "root file:///a"},
		"error":      {`"error":{"code":-32601,"message":"no roots here"}`, "the client answered with error -32601: no roots here"},
		"bad result": {`"result":[]`, "cannot unmarshal array"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := connect(t, serverWith(map[string]handler{"roots": rootsTool}))
				p.initialize()
				p.call("1", "roots")
				m := p.next()
				if m.Method != "roots/list" || string(m.ID) != `"codealive-1"` {
					t.Fatalf("have %v", m)
				}
				p.send(`{"jsonrpc":"2.0","id":1,"result":{}}`)             // a number is another's
				p.send(`{"jsonrpc":"2.0","id":"codealive-2","result":{}}`) // not asked yet
				p.send(`{"jsonrpc":"2.0","id":%s,%s}`, m.ID, c.answer)
				p.send(`{"jsonrpc":"2.0","id":%s,"result":{}}`, m.ID) // once is enough
				if m := p.want("1"); !strings.Contains(string(m.Result), c.want) {
					t.Errorf("have %v, want %s", m, c.want)
				}
			})
		})
	}
}

func TestASecondAnswerIsDropped(t *testing.T) {
	var a asks
	answers := a.expect("1")
	m := message{ID: []byte(`"1"`), Result: []byte("1")}
	if !a.deliver(m) || a.deliver(m) { // must not wait for anybody
		t.Error("not delivered once")
	}
	if have := <-answers; string(have.Result) != "1" {
		t.Errorf("have %v", have)
	}
}

func TestRootsAreNotWaitedForTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, serverWith(map[string]handler{"roots": rootsTool}))
		p.initialize()
		start := time.Now()
		p.call("1", "roots")
		asked := p.next()
		if m := p.next(); m.Method != "notifications/cancelled" || m.Params["requestId"] != "codealive-1" {
			t.Errorf("have %v", m)
		}
		if m := p.want("1"); !strings.Contains(string(m.Result), context.DeadlineExceeded.Error()) {
			t.Errorf("have %v", m)
		}
		took(t, start, time.Second)
		p.send(`{"jsonrpc":"2.0","id":%s,"result":{"roots":[]}}`, asked.ID) // too late
		p.send(`{"jsonrpc":"2.0","id":2,"method":"ping"}`)
		p.want("2")
	})
}

func TestRootsAreNotWaitedForAfterTheEndOfInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, serverWith(map[string]handler{"roots": rootsTool}))
		p.initialize()
		p.call("1", "roots")
		p.next()
		start := time.Now()
		if err := p.end(); err != nil {
			t.Error(err)
		}
		took(t, start, 0)
		if m := p.want("1"); !strings.Contains(string(m.Result), "input ended") {
			t.Errorf("have %v", m)
		}
	})
}
