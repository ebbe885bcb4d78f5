package transport

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// holder is a tool whose calls wait, by key, to be let out or cancelled.
type holder struct {
	entered, stopped chan string
	leave            chan struct{}
}

func newHolder() *holder {
	return &holder{entered: make(chan string, 1000), stopped: make(chan string, 1000), leave: make(chan struct{})}
}

func (h *holder) tool(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	key, _ := codealive.ContextKey(ctx)
	h.entered <- key
	select {
	case <-h.leave:
		return ok(), nil
	case <-ctx.Done():
		h.stopped <- key
		return mcp.NewToolResultError("cancelled"), nil
	}
}

func TestCancelStopsOnlyTheCallersOwnCall(t *testing.T) {
	const callers = 200
	h := newHolder()
	v := visit(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
	key := func(i int) []string { return bearing(fmt.Sprint(i)) }
	sessions := make([]string, callers)
	for i := range callers {
		sessions[i] = v.initialize(key(i)...)
	}
	in := func(session string) []string { return []string{server.HeaderKeySessionID, session} }

	var clients sync.WaitGroup
	cancelled := make([]bool, callers)
	for i := range callers {
		clients.Go(func() {
			a, err := v.call(t.Context(), legacy, "1", "hold", append(key(i), in(sessions[i])...)...)
			if err != nil || a.status != http.StatusOK {
				t.Errorf("call %d: %d, %v", i, a.status, err)
			}
			cancelled[i] = strings.Contains(a.body, "cancelled")
		})
	}
	for range callers {
		<-h.entered
	}

	for name, headers := range map[string][]string{
		"no session":          key(7),
		"another's session":   append(key(8), in(sessions[7])...),
		"a session, no key":   in(sessions[7]),
		"a made up session":   append(key(7), in("1")...),
		"nothing":             nil,
		"session twice as is": append(key(8), in(sessions[8]+sessions[7])...),
	} {
		if a := v.cancelCall(legacy, "1", headers...); a.status != http.StatusAccepted {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	v.cancelCall(legacy, "2", append(key(7), in(sessions[7])...)...) // not in flight
	v.cancelCall(modern, "1")
	if n := len(h.stopped); n > 0 {
		t.Errorf("foreign cancellations stopped %d calls", n)
	}
	v.cancelCall(legacy, "1", append(key(7), in(sessions[7])...)...)
	if stopped := <-h.stopped; stopped != "7" {
		t.Errorf("stopped the call of %s", stopped)
	}
	close(h.leave)
	clients.Wait()
	for i, c := range cancelled {
		if c != (i == 7) {
			t.Errorf("call of %d: cancelled is %v", i, c)
		}
	}
}

func TestModernCallsCannotBeCancelledByMessage(t *testing.T) {
	const callers = 200
	h := newHolder()
	v := visit(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
	var clients sync.WaitGroup
	first, hangUp := context.WithCancel(t.Context())
	for i := range callers {
		clients.Go(func() {
			ctx := t.Context()
			if i == 0 {
				ctx = first
			}
			a, err := v.call(ctx, modern, "1", "hold", bearing(fmt.Sprint(i))...)
			if i > 0 && (err != nil || strings.Contains(a.body, "cancelled")) || i == 0 && err == nil {
				t.Errorf("call %d: %s, %v", i, a.body, err)
			}
		})
	}
	for range callers {
		<-h.entered
	}
	for i := range callers {
		if a := v.cancelCall(modern, "1", bearing(fmt.Sprint(i))...); a.status != http.StatusAccepted || a.body != "" {
			t.Errorf("%d %s", a.status, a.body)
		}
		v.cancelCall(legacy, "1", bearing(fmt.Sprint(i))...)
	}
	if n := len(h.stopped); n > 0 {
		t.Errorf("messages stopped %d calls", n)
	}
	hangUp() // is how it is done
	if stopped := <-h.stopped; stopped != "0" {
		t.Errorf("stopped the call of %s", stopped)
	}
	close(h.leave)
	clients.Wait()
}

func TestHangingUpStopsTheCall(t *testing.T) {
	for _, e := range []era{legacy, modern} {
		h := newHolder()
		v := visit(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
		ctx, hangUp := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := v.call(ctx, e, "1", "hold", bearing("k")...)
			done <- err
		}()
		<-h.entered
		hangUp()
		<-h.stopped
		if err := <-done; err == nil {
			t.Errorf("%s: the call was answered", e)
		}
	}
}

func TestSessionsAreIssuedToLegacyClients(t *testing.T) {
	v := visit(t, serverWith(nil), quietOptions())
	if a, b := v.initialize(), v.initialize(); a == b || len(a) < 26 {
		t.Errorf("have %q and %q", a, b)
	}
	a := v.post(era(modern).request("1", "initialize", ""), era(modern).headers("initialize", "")...)
	if id := a.header.Get(server.HeaderKeySessionID); id != "" || a.status != http.StatusNotFound {
		t.Errorf("modern: %d, session %q", a.status, id)
	}
	a = v.post(`{"jsonrpc":"2.0","id":1,"method":"ping"}`, server.HeaderKeySessionID, "mine")
	if id := a.header.Get(server.HeaderKeySessionID); id != "" {
		t.Errorf("ping: session %q", id)
	}
}
