package transport

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestGuardKnowsItsHosts(t *testing.T) {
	hosts := []string{"mcp.example", "Port.Example.:8443", "tls.example:443", "any.example:*", "fd00::1"}
	for host, want := range map[string]struct{ near, far bool }{
		"localhost":           {true, true},
		"LOCALHOST.:8000":     {true, true},
		"127.0.0.1:8000":      {true, true},
		"127.8.9.10":          {true, true},
		"[::1]:8000":          {true, true},
		"[::ffff:127.0.0.1]":  {true, true},
		"192.168.1.5:8000":    {false, true},
		"[fe80::1]":           {false, true},
		"[fd00::1]:8000":      {true, true},
		"mcp.example":         {true, true},
		"MCP.example:1234":    {true, true},
		"port.example:8443":   {true, true},
		"port.example:8444":   {false, false},
		"port.example":        {false, false},
		"tls.example":         {true, true},
		"any.example:5":       {true, true},
		"evil.example":        {false, false},
		"localhost.evil.com":  {false, false},
		"127.0.0.1.evil.com":  {false, false},
		"sub.mcp.example":     {false, false},
		"evil.com@localhost":  {false, false},
		"localhost:80/evil":   {false, false},
		"localhost evil":      {false, false},
		"0x7f.1":              {false, false},
		"":                    {false, false},
		":8000":               {false, false},
		"[::1":                {false, false},
		"localhost:8000:8000": {false, false},
	} {
		for loopback, want := range map[bool]bool{true: want.near, false: want.far} {
			g, err := newGuard(loopback, hosts, nil)
			if err != nil {
				t.Fatal(err)
			}
			if have := g.knows(host); have != want {
				t.Errorf("%q, on loopback %v: have %v", host, loopback, have)
			}
		}
	}
}

func TestGuardTrustsOrigins(t *testing.T) {
	origins := []string{"https://App.example", "vscode-webview://abc", "http://dev.example:3000/"}
	for _, c := range []struct {
		origin, host string
		near, far    bool
	}{
		{"http://localhost:6274", "localhost:8000", true, false},
		{"https://127.0.0.1", "localhost:8000", true, false},
		{"http://localhost:8000", "localhost:8000", true, true},
		{"http://192.168.1.5:8000", "192.168.1.5:8000", true, true},
		{"https://app.example", "h", true, true},
		{"https://app.example:444", "h", false, false},
		{"http://app.example", "h", false, false},
		{"vscode-webview://abc", "h", true, true},
		{"vscode-webview://abd", "h", false, false},
		{"http://dev.example:3000", "h", true, true},
		{"http://evil.example", "localhost", false, false},
		{"http://localhost.evil.example", "localhost", false, false},
		{"file://localhost", "localhost", false, false},
		{"null", "localhost", false, false},
		{"", "localhost", false, false},
	} {
		for loopback, want := range map[bool]bool{true: c.near, false: c.far} {
			g, err := newGuard(loopback, nil, origins)
			if err != nil {
				t.Fatal(err)
			}
			if have := g.trusts(c.origin, c.host); have != want {
				t.Errorf("%q to %q, on loopback %v: have %v", c.origin, c.host, loopback, have)
			}
		}
	}
}

func TestGuardRefusesSettingsItCannotHonour(t *testing.T) {
	for _, host := range []string{"", "https://a.example", "a.example/mcp", "*", "*.example", "a b"} {
		if _, err := newGuard(true, []string{host}, nil); err == nil {
			t.Errorf("host %q is accepted", host)
		}
	}
	for _, origin := range []string{"", "*", "a.example", "https://", "https://a.example/app", "https://*.example"} {
		if _, err := newGuard(true, nil, []string{origin}); err == nil {
			t.Errorf("origin %q is accepted", origin)
		}
	}
}

func TestForeignPagesAreStopped(t *testing.T) {
	o := quietOptions()
	o.AllowedOrigins = []string{"https://app.example"}
	v := visit(t, serverWith(nil), o)
	for name, c := range map[string]struct {
		path    string
		headers []string
		status  int
	}{
		"rebound name":         {"/mcp", []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		"rebound with origin":  {"/mcp", []string{"Host", "evil.example", "Origin", "http://evil.example"}, http.StatusMisdirectedRequest},
		"health, rebound":      {"/health", []string{"Host", "evil.example"}, http.StatusMisdirectedRequest},
		"foreign origin":       {"/mcp", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"opaque origin":        {"/mcp", []string{"Origin", "null"}, http.StatusForbidden},
		"two origins":          {"/mcp", []string{"Origin", "https://app.example", "Origin", "https://evil.example"}, http.StatusForbidden},
		"allowed origin":       {"/mcp", []string{"Origin", "https://app.example"}, http.StatusOK},
		"page on this machine": {"/mcp", []string{"Origin", "http://localhost:6274"}, http.StatusOK},
		"no page":              {"/mcp", nil, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			a := v.do(http.MethodPost, c.path, `{"jsonrpc":"2.0","id":1,"method":"ping"}`, c.headers...)
			if a.status != c.status {
				t.Errorf("%d %s", a.status, a.body)
			}
			want := ""
			if a.status == http.StatusOK && len(c.headers) > 0 {
				want = c.headers[1]
			}
			if have := a.header.Get("Access-Control-Allow-Origin"); have != want {
				t.Errorf("allows origin %q, want %q", have, want)
			}
		})
	}
}

func TestPreflightIsAnswered(t *testing.T) {
	o := quietOptions()
	o.AllowedOrigins = []string{"https://app.example"}
	v := visit(t, serverWith(nil), o)
	asks := []string{"Access-Control-Request-Method", "POST", "Origin"}
	a := v.do(http.MethodOptions, "/mcp", "", append(asks, "https://app.example")...)
	if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Methods") != "POST" {
		t.Errorf("%d %v", a.status, a.header)
	}
	allowed := strings.ToLower(a.header.Get("Access-Control-Allow-Headers"))
	for _, name := range []string{"accept", "authorization", "content-type", "last-event-id", "mcp-method", "mcp-name", "mcp-protocol-version", "mcp-session-id"} {
		if !strings.Contains(allowed, name) {
			t.Errorf("%s is not allowed: %s", name, allowed)
		}
	}
	if a := v.do(http.MethodOptions, "/mcp", "", append(asks, "https://evil.example")...); a.status != http.StatusForbidden || a.header.Get("Access-Control-Allow-Headers") != "" {
		t.Errorf("foreign: %d %v", a.status, a.header)
	}
	if a := v.do(http.MethodOptions, "/mcp", ""); a.status != http.StatusMethodNotAllowed {
		t.Errorf("no preflight: %d", a.status)
	}
}

func TestKeyInTheURLIsRefused(t *testing.T) {
	v := visit(t, serverWith(nil), quietOptions())
	const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`
	for _, query := range []string{"api_key=s3cret", "KEY=s3cret", "x=1&Token=s3cret", "access_token=s3cret", "Authorization=s3cret", "apiKey=s3cret", "%6Bey=s3cret", "key", "a=1;key=s3cret", "%zz"} {
		for _, path := range []string{"/mcp?", "/api?", "/health?", "/?"} {
			if a := v.do(http.MethodPost, path+query, ping, bearing("k")...); a.status != http.StatusBadRequest || strings.Contains(a.body, "s3cret") {
				t.Errorf("%s%s: %d %s", path, query, a.status, a.body)
			}
		}
	}
	if a := v.do(http.MethodPost, "/mcp?client=ide", ping); a.status != http.StatusOK {
		t.Errorf("harmless query: %d", a.status)
	}
}

func TestOpenListenersAreRefused(t *testing.T) {
	here := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
	for name, c := range map[string]struct {
		addr  net.Addr
		local bool
		key   string
		hosts []string
		ok    bool
	}{
		"service, here":          {here, false, "", nil, true},
		"service, everywhere":    {&net.TCPAddr{IP: net.IPv4zero}, false, "", nil, true},
		"service, proxied":       {here, false, "", []string{"mcp.example"}, true},
		"local, here":            {here, true, "", nil, true},
		"local, here on IPv6":    {&net.TCPAddr{IP: net.IPv6loopback}, true, "", []string{"localhost:8000"}, true},
		"local, everywhere":      {&net.TCPAddr{IP: net.IPv4zero}, true, "", nil, false},
		"local, every IPv6":      {&net.TCPAddr{IP: net.IPv6unspecified}, true, "", nil, false},
		"local, no address":      {&net.TCPAddr{}, true, "", nil, false},
		"local, network":         {&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)}, true, "", nil, false},
		"local, socket":          {&net.UnixAddr{Net: "unix"}, true, "", nil, false},
		"local, proxied":         {here, true, "", []string{"mcp.example"}, false},
		"local, network, locked": {&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)}, true, "key", nil, true},
		"local, proxied, locked": {here, true, "key", []string{"mcp.example"}, true},
	} {
		o := quietOptions()
		o.Local, o.Key, o.AllowedHosts = c.local, c.key, c.hosts
		if _, err := newEndpoint(t.Context(), serverWith(nil), c.addr, o); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}

	l := openListener{newMemory()}
	o := quietOptions()
	o.Local = true
	if err := HTTP(t.Context(), serverWith(nil), l, o); !errors.Is(err, ErrOpen) {
		t.Errorf("HTTP: %v", err)
	}
	if _, err := l.Accept(); err == nil {
		t.Error("it still listens")
	}
}

type openListener struct{ *memory }

func (openListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4zero} }
