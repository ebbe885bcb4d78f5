package transport

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func FuzzHTTP(f *testing.F) {
	e := era(modern)
	for _, seed := range []struct{ url, host, origin, auth, version, method, name, body string }{
		{"/mcp", "localhost", "", "Bearer k", legacy, "", "", legacyCall("1", "t")},
		{"/mcp", "localhost:80", "http://localhost", "bearer k", modern, "tools/call", "t", e.request("1", "tools/call", `"name":"t"`)},
		{"/api/", "[::1]", "null", "", modern, "server/discover", "", e.request(`"x"`, "server/discover", "")},
		{"/mcp?key=k", "evil", "http://evil", "Basic k", "", "", "", `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}`},
		{"/health", "127.0.0.1", "", "", "", "", "", ""},
		{"/mcp", "localhost", "", "", "", "", "", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`},
		{"/mcp", "localhost", "", "", "", "", "", `{"jsonrpc":"2.0","id":1e400,"result":{}}`},
		{"/mcp", "localhost", "", "", modern, "subscriptions/listen", "", e.request("1", "subscriptions/listen", `"notifications":{}`)},
	} {
		f.Add(seed.url, seed.host, seed.origin, seed.auth, seed.version, seed.method, seed.name, []byte(seed.body))
	}
	s := serverWith(map[string]handler{"t": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if key, err := codealive.ContextKey(ctx); err != nil || strings.ContainsAny(key, " \r\n\t\x00") {
			return nil, err
		}
		return mcp.NewToolResultText("ran"), nil
	}})
	ctx, stop := context.WithCancel(context.Background())
	stop() // so that nothing listens for long
	h, err := newEndpoint(ctx, s, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, quietOptions())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, url, host, origin, auth, version, method, name string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		u, err := r.URL.Parse(url)
		if err != nil {
			return
		}
		r.URL, r.Host = u, host
		r.Header = http.Header{"Content-Type": {"application/json"}}
		for header, value := range map[string]string{"Origin": origin, "Authorization": auth, mcp.HeaderProtocolVersion: version, mcp.HeaderMethod: method, mcp.HeaderName: name, server.HeaderKeySessionID: name} {
			if value != "" {
				r.Header.Set(header, value)
			}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch kind := w.Header().Get("Content-Type"); {
		case w.Code == http.StatusAccepted && w.Body.Len() == 0:
		case kind == "application/json" && json.Valid(w.Body.Bytes()):
		case kind == "text/event-stream":
			events(t, w.Body.String())
		default:
			t.Errorf("%d %s %q", w.Code, kind, w.Body)
		}
		if strings.Contains(w.Body.String(), `"ran"`) && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(auth)), "bearer ") {
			t.Errorf("it ran without a key: %q", auth)
		}
		if len(h.requests) > 0 || len(h.listeners) > 0 {
			t.Error("a place is not given back")
		}
	})
}
