package transport

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestCallsRunTogetherThenWaitThenAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		for i := range maxCalls + maxWaiting {
			p.call(strconv.Itoa(i), "gate")
		}
		synctest.Wait()
		if n := len(g.entered); n != maxCalls {
			t.Fatalf("%d calls run at once, want %d", n, maxCalls)
		}
		var running []float64
		for range maxCalls {
			running = append(running, (<-g.entered).(float64))
		}
		if slices.Max(running) != maxCalls-1 {
			t.Errorf("not the first calls run: %v", running)
		}

		p.call(`"one more"`, "gate")
		p.refused(`"one more"`, codeBusy)
		p.send(`{"jsonrpc":"2.0","id":"ping","method":"ping"}`)
		p.want(`"ping"`)
		p.send(`{"jsonrpc":"2.0","id":"list","method":"tools/list"}`)
		p.want(`"list"`)
		p.silent()

		for i := range maxWaiting { // each that leaves lets the next one in
			g.leave <- struct{}{}
			if id := <-g.entered; id != float64(maxCalls+i) {
				t.Fatalf("call %v is next, want %d", id, maxCalls+i)
			}
		}
		close(g.leave)
		if err := p.end(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if n := len(p.lines); n != maxCalls+maxWaiting {
			t.Errorf("%d calls answered, want %d", n, maxCalls+maxWaiting)
		}
	})
}

func TestOtherRequestsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		s := serverWith(nil)
		s.AddNotificationHandler("stuck", func(context.Context, mcp.JSONRPCNotification) { <-stuck })
		p := connect(t, s)
		for range maxOthers + 1 { // the last one is dropped
			p.send(`{"jsonrpc":"2.0","method":"stuck"}`)
		}
		p.send(`{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		p.refused("1", codeBusy)
		close(stuck)
		synctest.Wait()
		p.send(`{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		p.want("1")
	})
}

func TestCancelStopsACallAndItsReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		p.call(`1`, "gate")
		p.call(`"1"`, "gate")
		synctest.Wait()

		p.cancelCall(`1`)
		p.cancelCall(`1`) // too late, so ignored
		synctest.Wait()
		p.silent()
		p.call(`1`, "gate") // the id is free again
		synctest.Wait()
		p.silent()
		p.cancelCall(`"1"`)
		synctest.Wait()
		p.silent()
		close(g.leave)
		p.want("1")
		if err := p.end(); err != nil {
			t.Error(err)
		}
		p.silent()
	})
}

func TestCancelReachesWaitingCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		for i := range maxCalls + 3 {
			p.call(strconv.Itoa(i), "gate")
		}
		p.cancelCall(strconv.Itoa(maxCalls))
		p.cancelCall(strconv.Itoa(maxCalls + 2))
		p.send(`{"jsonrpc":"2.0","id":%d,"method":"ping"}`, maxCalls)
		p.want(strconv.Itoa(maxCalls)) // the id is free again
		close(g.leave)
		if err := p.end(); err != nil {
			t.Error(err)
		}
		if n := len(g.entered); n != maxCalls+1 {
			t.Errorf("%d calls ran, want %d", n, maxCalls+1)
		}
		synctest.Wait()
		if n := len(p.lines); n != maxCalls+1 {
			t.Errorf("%d calls answered, want %d", n, maxCalls+1)
		}
	})
}

func TestCancelReachesCallsJustRead(t *testing.T) {
	g := newGate()
	var in strings.Builder
	for i := range 300 { // call and cancellation reach the server together
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"gate","_meta":{"progressToken":1}}}`+"\n", i)
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}`+"\n", i)
	}
	out := exchange(t, serverWith(map[string]handler{"gate": g.tool}), strings.NewReader(in.String()))
	if out != "" {
		t.Errorf("have %q", out)
	}
}

func TestCancelledBeforeItsStartACallDoesNotRun(t *testing.T) {
	g := newGate()
	c := &conn{server: serverWith(map[string]handler{"gate": g.tool}), log: slog.New(slog.DiscardHandler)}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = c.answer(ctx, message{line: []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gate","_meta":{"progressToken":1}}}`)})
	if len(g.entered) != 0 {
		t.Error("the handler ran")
	}
}

func TestIDInFlightIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		p.call("1", "gate")
		p.call("1", "gate")
		p.refused("1", mcp.INVALID_REQUEST)
		p.send(`{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		p.refused("1", mcp.INVALID_REQUEST)
		p.call(`"1"`, "gate")
		close(g.leave)
		have := []string{string(p.next().ID), string(p.next().ID)}
		if slices.Sort(have); !slices.Equal(have, []string{`"1"`, `1`}) {
			t.Errorf("answered: %v", have)
		}
		p.call("1", "gate")
		p.want("1")
	})
}

func TestIDIsFreeOnceItsReplyArrives(t *testing.T) {
	p := connect(t, serverWith(map[string]handler{
		"quick": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return ok(), nil },
	}))
	for range 300 {
		p.call("1", "quick")
		p.want("1")
	}
}
