package engine

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// listening is an engine on a loopback port.
func listening(t *testing.T, key string) (url string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), listed)
	if err := os.Rename(shop(t), root); err != nil {
		t.Fatal(err)
	}
	k := serve(t, []string{root}, func(c *Config, _ *index.Options) { c.Key = key })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- k.engine.Serve(ctx, l, "v1") }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

// get answers with the status and the body; header holds names and values in turn.
func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
	}
	tr := &http.Transport{DisableKeepAlives: true} // no proxy
	res, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

const (
	list   = "/api/datasources/ready"
	listed = "cellar-of-this-test" // the source that is listened for
)

func TestWithoutAKeyOnlyThisMachineMayCall(t *testing.T) {
	url := listening(t, "")
	host := strings.TrimPrefix(url, "http://")
	_, port, _ := net.SplitHostPort(host)
	for _, x := range []struct {
		header []string
		status int
	}{
		{nil, 200},
		{[]string{"Authorization", "Bearer anything"}, 200},
		{[]string{"Host", "localhost:" + port}, 200},
		{[]string{"Host", "[::1]"}, 200},
		{[]string{"Host", "evil.example.com"}, 421},
		{[]string{"Host", "evil.example.com:" + port}, 421},
		{[]string{"Host", "192.0.2.1"}, 421},
		{[]string{"Origin", url}, 200},
		{[]string{"Origin", "http://evil.example.com"}, 403},
		{[]string{"Origin", "http://localhost:3000"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Origin", ""}, 403},
		{[]string{"Origin", url, "Origin", "http://evil.example.com"}, 403},
	} {
		for _, path := range []string{list, "/health"} {
			if status, body := get(t, url+path, x.header...); status != x.status || strings.Contains(body, listed) != (status == 200 && path == list) {
				t.Errorf("%q: %d %s", x.header, status, body)
			}
		}
	}
}

func TestWithAKeyEveryHostMayCallButNobodyWithoutIt(t *testing.T) {
	url := listening(t, "k1")
	for _, x := range []struct {
		header []string
		status int
	}{
		{[]string{"Authorization", "Bearer k1", "Host", "code.example.com"}, 200},
		{[]string{"Authorization", "Bearer k2"}, 401},
		{nil, 401},
	} {
		if status, body := get(t, url+list, x.header...); status != x.status {
			t.Errorf("%q: %d %s", x.header, status, body)
		}
	}
	if status, body := get(t, url+"/health", "Host", "code.example.com"); status != 200 || body != `{"status":"healthy","version":"v1"}`+"\n" {
		t.Errorf("%d %s", status, body)
	}
}

func TestOpenEngineIsNotServed(t *testing.T) {
	k := serve(t, nil, func(c *Config, _ *index.Options) { c.Key = "" })
	l := memoryListener() // its address is no loopback address
	if err := k.engine.Serve(t.Context(), l, ""); !errors.Is(err, ErrOpen) {
		t.Error(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener is still open: %v", err)
	}
	k.engine.key = "k"
	if err := k.engine.Serve(t.Context(), l, ""); !errors.Is(err, net.ErrClosed) {
		t.Errorf("on a closed listener: %v", err)
	}
}

func memoryListener() *listener {
	return &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// onLoopback is an in-memory listener that says it is on loopback.
type onLoopback struct{ *listener }

func (onLoopback) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func TestServiceEndsAfterRequestsOrTenSeconds(t *testing.T) {
	for name, stuck := range map[string]bool{"finished": false, "stuck": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				entered, leave := make(chan struct{}), make(chan struct{})
				e, err := New(Config{CacheDir: t.TempDir(), Roots: func() []string {
					close(entered)
					<-leave
					return nil
				}})
				if err != nil {
					t.Fatal(err)
				}
				l := onLoopback{memoryListener()}
				ctx, cancel := context.WithCancel(t.Context())
				served := make(chan error, 1)
				go func() { served <- e.Serve(ctx, l, "") }()
				answered := make(chan int, 1)
				tr := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return l.dial(ctx) }}
				go func() {
					req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost"+list, nil)
					res, err := tr.RoundTrip(req)
					if err != nil {
						answered <- 0
						return
					}
					answered <- res.StatusCode
					_ = res.Body.Close()
				}()
				<-entered
				start := time.Now()
				cancel()
				synctest.Wait()
				want, least := 0, finishTime
				if !stuck {
					want, least = 200, 0
					close(leave)
				}
				if got := <-answered; got != want {
					t.Errorf("answered %d", got)
				}
				if err := <-served; err != nil || time.Since(start) < least || time.Since(start) > least+time.Second {
					t.Errorf("%v, after %v", err, time.Since(start))
				}
				if stuck {
					close(leave)
				}
				tr.CloseIdleConnections()
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestSlowBodyIsNotWaitedForForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := New(Config{CacheDir: t.TempDir(), Roots: func() []string { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		l := onLoopback{memoryListener()}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- e.Serve(ctx, l, "") }()
		conn, err := l.dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := io.WriteString(conn, "POST /api/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusRequestTimeout || time.Since(start) != requestTime || !strings.Contains(string(text), "body") || err != nil {
			t.Errorf("after %v: %d %s, %v", time.Since(start), res.StatusCode, text, err)
		}
		cancel()
		if err := errors.Join(<-served, res.Body.Close(), conn.Close(), e.Close()); err != nil {
			t.Error(err)
		}
	})
}

func TestAnswersTakeAsLongAsTheyNeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := memoryListener()
		srv := server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.Copy(w, r.Body); err != nil {
				t.Error(err)
			}
			for range 3 {
				time.Sleep(requestTime)
				_, _ = io.WriteString(w, ".")
				_ = http.NewResponseController(w).Flush()
			}
			if err := r.Context().Err(); err != nil {
				t.Errorf("the client seems to have left: %v", err)
			}
		}))
		go func() { _ = srv.Serve(l) }()
		tr := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return l.dial(ctx) }}
		for range 2 { // on one connection
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader("asked"))
			if err != nil {
				t.Fatal(err)
			}
			res, err := tr.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(res.Body); string(text) != "asked..." || err != nil {
				t.Errorf("%s, %v", text, err)
			}
			_ = res.Body.Close()
		}
		tr.CloseIdleConnections()
		_ = srv.Close()
	})
}
