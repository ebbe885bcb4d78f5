package transport

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestCallsRunAtOnce(t *testing.T) {
	const calls = 200 // 64 are promised
	var inside, clients sync.WaitGroup
	inside.Add(calls)
	v := visit(t, serverWith(map[string]handler{"meet": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		inside.Done()
		inside.Wait()
		return ok(), nil
	}}), quietOptions())
	for range calls {
		clients.Go(func() {
			if a, err := v.call(t.Context(), legacy, "1", "meet", bearing("same")...); err != nil || a.status != http.StatusOK {
				t.Errorf("%d, %v", a.status, err)
			}
		})
	}
	clients.Wait()
}

func TestRequestsAndListenersAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHolder()
		h.entered = make(chan string, maxRequests)
		v := visitInMemory(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
		listen, listening := context.WithCancel(t.Context())
		var clients sync.WaitGroup
		for range maxListeners {
			clients.Go(func() {
				body := era(modern).request("1", "subscriptions/listen", `"notifications":{"toolsListChanged":true}`)
				_, _ = v.try(v.request(listen, http.MethodPost, "/mcp", body, era(modern).headers("subscriptions/listen", "")...))
			})
		}
		synctest.Wait()
		body := era(modern).request("1", "subscriptions/listen", `"notifications":{"toolsListChanged":true}`)
		busy := func(a answered) {
			t.Helper()
			if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || a.last().Error.Code != codeBusy {
				t.Errorf("%d %v %s", a.status, a.header, a.body)
			}
		}
		busy(v.post(body, era(modern).headers("subscriptions/listen", "")...))

		for range maxRequests { // the listeners take none of their places
			clients.Go(func() {
				if a, err := v.call(t.Context(), legacy, "1", "hold", bearing("k")...); err != nil || a.status != http.StatusOK {
					t.Errorf("%d, %v", a.status, err)
				}
			})
		}
		for range maxRequests {
			<-h.entered
		}
		busy(v.post(`{"jsonrpc":"2.0","id":1,"method":"ping"}`))
		if a := v.do(http.MethodGet, "/health", ""); a.status != http.StatusOK {
			t.Errorf("health: %d", a.status)
		}
		close(h.leave)
		listening()
		clients.Wait()
		synctest.Wait()
		if a := v.post(`{"jsonrpc":"2.0","id":1,"method":"ping"}`); a.status != http.StatusOK {
			t.Errorf("after that: %d", a.status)
		}
	})
}

// unsized hides the length of a body.
type unsized struct{ io.Reader }

func TestLongMessagesAreRefused(t *testing.T) {
	v := visit(t, serverWith(nil), quietOptions())
	text := func(n int) string {
		const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
		return ping + strings.Repeat(" ", n-len(ping))
	}
	for _, length := range []int{maxBody, maxBody + 1} {
		for _, sized := range []bool{true, false} {
			r := v.request(t.Context(), http.MethodPost, "/mcp", text(length))
			if !sized {
				r.Body, r.ContentLength = io.NopCloser(unsized{strings.NewReader(text(length))}), -1
			}
			a, err := v.try(r)
			switch {
			case length <= maxBody && (err != nil || a.status != http.StatusOK):
				t.Errorf("%d bytes: %d, %v", length, a.status, err)
			case length > maxBody && err == nil && (a.status != http.StatusRequestEntityTooLarge || a.last().Error == nil):
				t.Errorf("%d bytes: %d %s", length, a.status, a.body) // err: it hung up while we were sending
			}
		}
	}
}

// raw opens a connection, sends text and gives the answer to the end.
func raw(t *testing.T, l *memory, text string) string {
	t.Helper()
	c, err := l.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	go func() { _, _ = io.WriteString(c, text) }()
	out, _ := io.ReadAll(c)
	return string(out)
}

func TestSlowRequestsAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemory()
		visitOn(t, serverWith(nil), quietOptions(), l, &http.Transport{})
		const head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
		const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
		for name, c := range map[string]struct {
			text, want string
			after      time.Duration
		}{
			"header":         {head, "", headerTime},
			"body":           {head + "Content-Length: 99\r\n\r\n{", "HTTP/1.1 408", bodyTime},
			"refused body":   {"POST /no HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{", "HTTP/1.1 404", bodyTime},
			"next request":   {head + "Content-Length: 40\r\n\r\n" + ping, "HTTP/1.1 200", idleTime},
			"header too big": {head + "X: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n", "HTTP/1.1 431", 0},
		} {
			start := time.Now()
			have := raw(t, l, c.text)
			// net/http waits a little for the client to read its last words.
			if after := time.Since(start); !strings.HasPrefix(have, c.want) || after < c.after || after > c.after+time.Second {
				t.Errorf("%s: %q after %v", name, have, after)
			}
		}
	})
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemory()
		dials := 0
		v := visitOn(t, serverWith(map[string]handler{"notify": notify(3)}), quietOptions(), l, &http.Transport{
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials++
				return l.dial(ctx, network, addr)
			}})
		for range 5 { // no time limit of one request may hit the next
			if a, err := v.call(t.Context(), legacy, "1", "notify", bearing("k")...); err != nil || len(a.messages) != 4 {
				t.Errorf("%v, %v", a.messages, err)
			}
			time.Sleep(idleTime - time.Second) // in the bubble
			if a := v.do(http.MethodGet, "/health", ""); a.status != http.StatusOK {
				t.Errorf("health: %d", a.status)
			}
		}
		if dials != 1 {
			t.Errorf("%d connections", dials)
		}
	})
}
