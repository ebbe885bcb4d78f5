package transport

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

const (
	legacy = mcp.ProtocolVersion20251125
	modern = mcp.ProtocolVersion20260728
)

// site is a running HTTP server and a client that is not the SDK's.
type site struct {
	t      testing.TB
	url    string
	client *http.Client
	cancel context.CancelFunc
	done   chan error
}

func quietOptions() HTTPOptions { return HTTPOptions{Log: slog.New(slog.DiscardHandler)} }

// visit starts HTTP on a loopback port. It has ended when the test has.
func visit(t testing.TB, s *server.MCPServer, o HTTPOptions) *site {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	// No proxy, no limit on connections.
	return visitOn(t, s, o, l, &http.Transport{MaxIdleConnsPerHost: 1000, DisableCompression: true})
}

func visitOn(t testing.TB, s *server.MCPServer, o HTTPOptions, l net.Listener, tr *http.Transport) *site {
	ctx, cancel := context.WithCancel(context.Background())
	v := &site{t: t, url: "http://" + l.Addr().String(), client: &http.Client{Transport: tr}, cancel: cancel, done: make(chan error, 1)}
	go func() { v.done <- HTTP(ctx, s, l, o) }()
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := v.end(); err != nil {
			t.Errorf("HTTP: %v", err)
		}
	})
	return v
}

// end stops the server and gives what HTTP returns.
func (v *site) end() error {
	v.cancel()
	err := <-v.done
	v.done <- err
	return err
}

// memory is a listener without a network, for tests in a synctest bubble.
type memory struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemory() *memory { return &memory{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (l *memory) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memory) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *memory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *memory) dial(context.Context, string, string) (net.Conn, error) {
	client, inside := net.Pipe()
	select {
	case l.conns <- inside:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// visitInMemory is visit for a synctest bubble.
func visitInMemory(t testing.TB, s *server.MCPServer, o HTTPOptions) *site {
	l := newMemory()
	return visitOn(t, s, o, l, &http.Transport{DialContext: l.dial})
}

// answered is a response that has been read to its end.
type answered struct {
	status   int
	header   http.Header
	body     string
	messages []wireMessage
}

func (a answered) last() wireMessage {
	if len(a.messages) == 0 {
		return wireMessage{}
	}
	return a.messages[len(a.messages)-1]
}

// request makes one with headers in pairs; "Host" is one of them. A header with
// the value "-" is removed.
func (v *site) request(ctx context.Context, method, path, body string, headers ...string) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		switch name, value := headers[i], headers[i+1]; {
		case name == "Host":
			r.Host = value
		case value == "-":
			r.Header.Del(name)
		default:
			r.Header.Add(name, value)
		}
	}
	return r
}

func (v *site) do(method, path, body string, headers ...string) answered {
	v.t.Helper()
	a, err := v.try(v.request(v.t.Context(), method, path, body, headers...))
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

func (v *site) post(body string, headers ...string) answered {
	v.t.Helper()
	return v.do(http.MethodPost, "/mcp", body, headers...)
}

func (v *site) try(r *http.Request) (answered, error) {
	resp, err := v.client.Do(r)
	if err != nil {
		return answered{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	a := answered{status: resp.StatusCode, header: resp.Header, body: string(body)}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/event-stream") {
		a.messages = events(v.t, a.body)
	} else if len(body) > 0 {
		var m wireMessage
		if err := json.Unmarshal(body, &m); err != nil {
			v.t.Errorf("not JSON: %q", body)
		}
		a.messages = []wireMessage{m}
	}
	return a, err
}

// events reads server-sent events.
func events(t testing.TB, body string) []wireMessage {
	t.Helper()
	var list []wireMessage
	for scan := bufio.NewScanner(strings.NewReader(body)); scan.Scan(); {
		data, isData := strings.CutPrefix(scan.Text(), "data: ")
		var m wireMessage
		switch {
		case isData && json.Unmarshal([]byte(data), &m) == nil:
			list = append(list, m)
		case isData || scan.Text() != "" && scan.Text() != "event: message" && !strings.HasPrefix(scan.Text(), ":"):
			t.Errorf("not an event: %q", scan.Text())
		}
	}
	return list
}

// era makes requests of one protocol version.
type era string

func (e era) request(id, method, params string) string {
	if e == modern {
		meta := `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"progressToken":` + id + `}`
		params = strings.TrimSuffix(params+","+meta, ",")
	} else {
		params += `,"_meta":{"progressToken":` + id + `}`
	}
	return `{"jsonrpc":"2.0","id":` + id + `,"method":"` + method + `","params":{` + strings.TrimPrefix(params, ",") + `}}`
}

func (e era) headers(method, name string, more ...string) []string {
	list := append([]string{mcp.HeaderProtocolVersion, string(e)}, more...)
	if e == modern {
		list = append(list, mcp.HeaderMethod, method)
		if name != "" {
			list = append(list, mcp.HeaderName, name)
		}
	}
	return list
}

// call posts a tools/call.
func (v *site) call(ctx context.Context, e era, id, tool string, headers ...string) (answered, error) {
	body := e.request(id, "tools/call", `"name":"`+tool+`"`)
	return v.try(v.request(ctx, http.MethodPost, "/mcp", body, e.headers("tools/call", tool, headers...)...))
}

// cancelCall posts a cancellation.
func (v *site) cancelCall(e era, id string, headers ...string) answered {
	v.t.Helper()
	params := `"requestId":` + id
	if e == modern {
		params += `,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`
	}
	return v.post(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{`+params+`}}`, e.headers("notifications/cancelled", "", headers...)...)
}

// initialize gives the session id.
func (v *site) initialize(headers ...string) string {
	v.t.Helper()
	a := v.post(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","clientInfo":{"name":"site","version":"1"},"capabilities":{}}}`, headers...)
	id := a.header.Get(server.HeaderKeySessionID)
	if a.status != http.StatusOK || a.last().Result == nil || id == "" {
		v.t.Fatalf("initialize: %d %v", a.status, a.messages)
	}
	return id
}

func bearing(key string) []string { return []string{"Authorization", "Bearer " + key} }
