package transport

import (
	"context"
	"io"
	"net/http"
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

// A goroutine that stays behind fails these tests: it would be left in the bubble.

func TestThousandsOfCancelsLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls = 5000
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		for i := range calls {
			id := strconv.Itoa(i)
			p.cancelCall(id) // unknown as yet
			p.call(id, "gate")
			if i%(maxCalls+maxWaiting) == 0 {
				synctest.Wait() // let it run
			}
			if i%100 < 90 { // the rest wait for those before them
				p.cancelCall(id)
			}
		}
		for i := range calls {
			p.cancelCall(strconv.Itoa(i))
		}
		synctest.Wait()
		p.silent()
		for len(g.entered) > 0 {
			<-g.entered
		}
		for i := range maxCalls { // there is room for as many as ever
			p.call(strconv.Itoa(i), "gate")
		}
		synctest.Wait()
		if n := len(g.entered); n != maxCalls {
			t.Errorf("%d calls run, want %d", n, maxCalls)
		}
		close(g.leave)
		if err := p.end(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if n := len(p.lines); n != maxCalls {
			t.Errorf("%d calls answered, want %d", n, maxCalls)
		}
	})
}

// chatty is a tool that says something and then waits.
func (h *holder) chatty(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if _, err := notify(1)(ctx, r); err != nil {
		return nil, err
	}
	return h.tool(ctx, r)
}

func TestHangUpsLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHolder()
		v := visitInMemory(t, serverWith(map[string]handler{"hold": h.tool, "stream": h.chatty}), quietOptions())
		for round := range 3 { // each takes all the room there is
			tool := []string{"hold", "stream"}[round%2]
			ctx, hangUp := context.WithCancel(t.Context())
			var clients sync.WaitGroup
			for range maxRequests {
				clients.Go(func() {
					if a, err := v.call(ctx, legacy, "1", tool, bearing("k")...); err == nil {
						t.Errorf("answered: %d %s", a.status, a.body)
					}
				})
			}
			for range maxRequests {
				<-h.entered
			}
			hangUp()
			for range maxRequests {
				<-h.stopped
			}
			clients.Wait()
			synctest.Wait()
			if a := v.post(`{"jsonrpc":"2.0","id":1,"method":"ping"}`); a.status != http.StatusOK {
				t.Errorf("after that: %d %s", a.status, a.body)
			}
		}
	})
}

func TestSlowReaderGetsAllAndHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const messages = 50
		var sent atomic.Int32
		v := visitInMemory(t, serverWith(map[string]handler{
			"much": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				s := server.ClientSessionFromContext(ctx).(*caller)
				for ; sent.Load() < messages; sent.Add(1) {
					if err := s.Notify("notifications/progress", map[string]any{"message": strings.Repeat("x", 30_000)}); err != nil {
						return nil, err
					}
				}
				return ok(), nil
			},
			"quick": notify(1),
		}), quietOptions())
		resp, err := v.client.Do(v.request(t.Context(), http.MethodPost, "/mcp", legacyCall("1", "much"), bearing("k")...))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		time.Sleep(stallTime - time.Second) // in the bubble
		if n := sent.Load(); n > 1 {
			t.Errorf("%d messages are held for a client that does not read", n)
		}
		start := time.Now()
		if a, err := v.call(t.Context(), legacy, "2", "quick", bearing("k")...); err != nil || a.last().Result == nil || time.Since(start) > 0 {
			t.Errorf("another waits %v: %d, %v", time.Since(start), a.status, err)
		}
		body, err := io.ReadAll(resp.Body)
		if got := events(t, string(body)); err != nil || len(got) != messages+1 || got[messages].Result == nil {
			t.Errorf("%d messages, %v", len(got), err)
		}
	})
}
