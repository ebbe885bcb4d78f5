package transport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// notify sends n messages, half of them as tools of ours do and half through
// the SDK, the last one just before it returns.
func notify(n int) handler {
	return func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for i := range n {
			params := map[string]any{"progressToken": r.Params.Meta.ProgressToken, "progress": i}
			var err error
			if i%2 == 0 {
				err = server.ServerFromContext(ctx).SendNotificationToClient(ctx, "notifications/progress", params)
			} else {
				err = server.ClientSessionFromContext(ctx).(interface {
					Notify(string, map[string]any) error
				}).Notify("notifications/progress", params)
			}
			if err != nil {
				return nil, err
			}
		}
		return ok(), nil
	}
}

func TestNoNotificationIsLostOrLate(t *testing.T) {
	const calls, together, each = 1000, 40, 5
	for _, e := range []era{legacy, modern} {
		t.Run(string(e), func(t *testing.T) {
			v := visit(t, serverWith(map[string]handler{"notify": notify(each)}), quietOptions())
			var lost, late atomic.Int32
			var clients sync.WaitGroup
			next := make(chan int)
			for range together {
				clients.Go(func() {
					for i := range next {
						a, err := v.call(t.Context(), e, strconv.Itoa(i), "notify", bearing("k")...)
						if err != nil || a.status != http.StatusOK || len(a.messages) == 0 {
							t.Errorf("call %d: %d, %v", i, a.status, err)
							continue
						}
						seen := make(map[string]bool)
						for j, m := range a.messages {
							switch {
							case m.Method == "notifications/progress" && m.Params["progressToken"] == float64(i):
								seen[fmt.Sprint(m.Params["progress"])] = true
							case string(m.ID) == strconv.Itoa(i) && m.Result != nil:
								late.Add(int32(len(a.messages) - 1 - j))
							default:
								t.Errorf("call %d: unexpected %v", i, m)
							}
						}
						lost.Add(int32(each - len(seen)))
						if string(a.last().ID) != strconv.Itoa(i) {
							t.Errorf("call %d: the reply is not last", i)
						}
					}
				})
			}
			for i := range calls {
				next <- i
			}
			close(next)
			clients.Wait()
			if lost.Load() > 0 || late.Load() > 0 {
				t.Errorf("of %d notifications, %d are lost and %d late", calls*each, lost.Load(), late.Load())
			}
		})
	}
}

func TestQuietCallsGiveSignsOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		v := visitInMemory(t, serverWith(map[string]handler{"gate": g.tool}), quietOptions())
		body := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gate","_meta":{}}}`
		resp, err := v.client.Do(v.request(t.Context(), http.MethodPost, "/mcp", body, bearing("k")...))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		lines := bufio.NewReader(resp.Body)
		start := time.Now().Add(-quietTime) // the header came with the first of them
		for i := range 5 {
			if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, ":") {
				t.Fatalf("have %q, %v", line, err)
			}
			_, _ = lines.ReadString('\n')
			if at := time.Since(start); at != time.Duration(i+1)*quietTime {
				t.Errorf("sign %d after %v", i, at)
			}
		}
		close(g.leave)
		rest, err := io.ReadAll(lines)
		if m := events(t, string(rest)); err != nil || len(m) != 1 || string(m[0].ID) != "1" || m[0].Result == nil {
			t.Errorf("have %q, %v", rest, err)
		}
	})
}

func TestClientsWithoutEventsGetJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			time.Sleep(3 * quietTime) // in the bubble
			return notify(3)(ctx, r)
		}
		v := visitInMemory(t, serverWith(map[string]handler{"slow": slow}), quietOptions())
		a := v.post(legacyCall("1", "slow"), append(bearing("k"), "Accept", "-", "Accept", "application/json")...)
		if a.header.Get("Content-Type") != "application/json" || len(a.messages) != 1 || a.last().Result == nil {
			t.Errorf("have %v %s", a.header, a.body)
		}
	})
}

func TestQuickCallsAreAnsweredInJSON(t *testing.T) {
	v := visit(t, serverWith(map[string]handler{"t": notify(0)}), quietOptions())
	for _, e := range []era{legacy, modern} {
		a, err := v.call(t.Context(), e, "1", "t", bearing("k")...)
		if err != nil || a.header.Get("Content-Type") != "application/json" || a.last().Result == nil {
			t.Errorf("%s: %v, %v %s", e, err, a.header, a.body)
		}
	}
}

func TestNotificationsAfterTheReplyAreRefused(t *testing.T) {
	sessions := make(chan *caller, 1)
	v := visit(t, serverWith(map[string]handler{"t": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		sessions <- server.ClientSessionFromContext(ctx).(*caller)
		return ok(), nil
	}}), quietOptions())
	a, err := v.call(t.Context(), legacy, "1", "t", bearing("k")...)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%d, %v", a.status, err)
	}
	if err := (<-sessions).Notify("notifications/progress", nil); !errors.Is(err, errReplied) {
		t.Errorf("have %v", err)
	}
}

func TestClientThatStopsReadingIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		v := visitInMemory(t, serverWith(map[string]handler{"flood": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			start := time.Now()
			s := server.ClientSessionFromContext(ctx).(*caller)
			var err error
			for err == nil {
				err = s.Notify("notifications/progress", map[string]any{"message": strings.Repeat("x", 100_000)})
			}
			<-ctx.Done() // so that the upstream call ends too
			if time.Since(start) > stallTime {
				err = fmt.Errorf("only after %v: %w", time.Since(start), err)
			}
			failed <- err
			return ok(), nil
		}}), quietOptions())
		resp, err := v.client.Do(v.request(t.Context(), http.MethodPost, "/mcp", legacyCall("1", "flood"), bearing("k")...))
		if err != nil {
			t.Fatal(err)
		}
		if err := <-failed; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("have %v", err)
		}
		_ = resp.Body.Close()
	})
}

func TestListenersHearOfChanges(t *testing.T) {
	s := serverWith(map[string]handler{"old": notify(0)})
	v := visit(t, s, quietOptions())
	listen := func(id, what string) func() wireMessage {
		body := era(modern).request(id, "subscriptions/listen", `"notifications":{`+what+`}`)
		return v.reader(v.request(t.Context(), http.MethodPost, "/mcp", body, era(modern).headers("subscriptions/listen", "")...))
	}
	tagged := func(m wireMessage, id string) bool {
		meta, _ := m.Params["_meta"].(map[string]any)
		return meta[mcp.MetaKeySubscriptionID] == id
	}
	tools, same := listen(`"a"`, `"toolsListChanged":true`), listen(`"a"`, `"toolsListChanged":true`)
	for _, next := range []func() wireMessage{tools, same} {
		if m := next(); m.Method != "notifications/subscriptions/acknowledged" || !tagged(m, "a") {
			t.Errorf("have %v", m)
		}
	}
	for range 100 { // nothing to listen for: acknowledged and closed
		next := listen(`"b"`, ``)
		if m := next(); m.Method != "notifications/subscriptions/acknowledged" || !tagged(m, "b") {
			t.Errorf("have %v", m)
		}
		if m := next(); string(m.ID) != `"b"` || m.Result == nil {
			t.Errorf("have %v", m)
		}
	}
	s.AddTool(mcp.NewTool("new"), notify(0))
	for _, next := range []func() wireMessage{tools, same} {
		if m := next(); m.Method != "notifications/tools/list_changed" || !tagged(m, "a") {
			t.Errorf("have %v", m)
		}
	}
	v.cancel()
	if m := tools(); string(m.ID) != `"a"` || m.Error == nil { // at once
		t.Errorf("have %v", m)
	}
}
