package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

const gateCall = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gate","_meta":{"progressToken":1}}}` + "\n"

// took checks how much of the bubble's time has passed since start.
func took(t *testing.T, start time.Time, want time.Duration) {
	t.Helper()
	if have := time.Since(start); have != want {
		t.Errorf("took %v, want %v", have, want)
	}
}

func TestEndOfInputLetsCallsFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		for i := range maxCalls + 10 { // ten are waiting
			p.call(strconv.Itoa(i), "gate")
		}
		start := time.Now()
		time.AfterFunc(9*time.Second, func() { close(g.leave) })
		if err := p.end(); err != nil {
			t.Error(err)
		}
		took(t, start, 9*time.Second)
		for range maxCalls + 10 {
			if m := p.next(); !bytes.Contains(m.Result, []byte("ok")) {
				t.Errorf("have %v", m)
			}
		}
	})
}

func TestEndOfInputCancelsSlowCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		for i := range maxCalls + 1 {
			p.call(strconv.Itoa(i), "gate")
		}
		start := time.Now()
		if err := p.end(); err != nil {
			t.Error(err)
		}
		took(t, start, finishTime)
		for range maxCalls + 1 { // the last one may or may not have started
			if m := p.next(); m.Error == nil && !bytes.Contains(m.Result, []byte("cancelled")) {
				t.Errorf("have %v", m)
			}
		}
	})
}

func TestStuckHandlersAreLeftBehind(t *testing.T) {
	for name, c := range map[string]struct {
		stop func(*peer)
		want time.Duration
	}{
		"end of input": {func(p *peer) { _ = p.in.Close() }, finishTime + stopTime},
		"context":      {func(p *peer) { p.cancel(nil) }, stopTime},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				late := make(chan error, 1)
				p := connect(t, serverWith(map[string]handler{"stuck": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
					<-release
					late <- server.ClientSessionFromContext(ctx).(*session).Notify("late", nil)
					return ok(), nil
				}}))
				p.call("1", "stuck")
				synctest.Wait()
				start := time.Now()
				c.stop(p)
				<-p.done
				took(t, start, c.want)
				close(release)
				if err := <-late; err == nil {
					t.Error("a notification was written after the end")
				}
				synctest.Wait()
				p.silent()
			})
		})
	}
}

func TestContextEndsABlockedRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		p := connect(t, serverWith(map[string]handler{"gate": g.tool}))
		p.call("1", "gate")
		synctest.Wait()
		start, cause := time.Now(), errors.New("SIGTERM")
		p.cancel(cause)
		if err := <-p.done; !errors.Is(err, cause) {
			t.Errorf("have %v", err)
		}
		took(t, start, 0)
	})
}

func TestContextEndsABlockedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unread, out := io.Pipe() // a client that does not read
		defer func() { _ = unread.Close() }()
		in, client := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- Stdio(ctx, serverWith(nil), in, out, slog.New(slog.DiscardHandler)) }()
		_, _ = io.WriteString(client, "not JSON\n") // the read loop itself answers this
		synctest.Wait()
		start := time.Now()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("have %v", err)
		}
		took(t, start, stopTime)
		_ = client.Close()
	})
}

func TestFailedWriteEndsTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("client is gone")
		clientOut, out := io.Pipe()
		_ = clientOut.CloseWithError(gone)
		in, client := io.Pipe()
		cancelled := make(chan struct{})
		s := serverWith(map[string]handler{"wait": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			<-ctx.Done()
			close(cancelled)
			return ok(), nil
		}})
		done := make(chan error)
		go func() { done <- Stdio(t.Context(), s, in, out, slog.New(slog.DiscardHandler)) }()
		_, _ = io.WriteString(client, strings.Replace(gateCall, "gate", "wait", 1))
		synctest.Wait()
		_, _ = io.WriteString(client, `{"jsonrpc":"2.0","id":2,"method":"ping"}`+"\n")
		start := time.Now()
		if err := <-done; !errors.Is(err, gone) {
			t.Errorf("have %v", err)
		}
		took(t, start, 0)
		<-cancelled
		_ = client.Close()
	})
}

func TestFailedReadStillAnswers(t *testing.T) {
	broken := errors.New("broken")
	var out bytes.Buffer
	in := io.MultiReader(strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n"), iotest.ErrReader(broken))
	if err := Stdio(t.Context(), serverWith(nil), in, &out, slog.New(slog.DiscardHandler)); !errors.Is(err, broken) {
		t.Errorf("have %v", err)
	}
	if !strings.Contains(out.String(), `"result":{}`) {
		t.Errorf("have %q", out.String())
	}
}

func TestEndOfInputEndsSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := connect(t, serverWith(nil))
		p.send(`{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},` +
			`"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`)
		if m := p.next(); m.Method != mcp.MethodNotificationSubscriptionsAcknowledged {
			t.Errorf("have %v", m)
		}
		start := time.Now()
		if err := p.end(); err != nil {
			t.Error(err)
		}
		took(t, start, 0)
		p.want("1")
	})
}
