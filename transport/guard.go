package transport

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
)

var (
	errHost = refused{mcp.INVALID_REQUEST, "this server is not known by the host name of the request; allow that host (--allowed-host), or use an address of this machine"}

	errOrigin = refused{mcp.INVALID_REQUEST, "web pages of this origin may not call this server; allow the origin (--allowed-origin)"}

	errKeyInURL = refused{mcp.INVALID_REQUEST, "not accepted: a key in the URL ends up in logs. " +
		"Remove it, replace the key, and send the new one in the header Authorization: Bearer <key>"}
	errQuery = refused{mcp.INVALID_REQUEST, "the query of the URL cannot be read; this server needs none"}
)

// guard keeps out web pages that try to use the server through the browser of
// someone who can reach it: DNS rebinding shows in Host, the rest in Origin.
type guard struct {
	loopback bool // the server listens there
	hosts    []hostPort
	origins  []string
}

func newGuard(loopback bool, hosts, origins []string) (guard, error) {
	g := guard{loopback: loopback}
	for _, text := range hosts {
		h, ok := parseHost(strings.TrimSuffix(text, ":*"))
		if !ok || strings.Contains(h.name, "*") {
			return guard{}, fmt.Errorf("allowed host %q is not a host name with or without a port", text)
		}
		g.hosts = append(g.hosts, h)
	}
	for _, text := range origins {
		o := strings.ToLower(strings.TrimSuffix(text, "/"))
		if u, err := url.Parse(o); o != "null" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || strings.Contains(o, "*")) {
			return guard{}, fmt.Errorf("allowed origin %q is not like https://host", text)
		}
		g.origins = append(g.origins, o)
	}
	return g, nil
}

// onlyLoopback reports whether nobody on another machine can call, not even
// through a proxy on this one.
func (g guard) onlyLoopback() bool {
	return g.loopback && !slices.ContainsFunc(g.hosts, func(h hostPort) bool { return !h.isLoopback() })
}

// near reports whether r comes from this machine.
func (g guard) near(r *http.Request) bool {
	h, ok := parseHost(r.Host)
	return ok && g.loopback && h.isLoopback()
}

// stops reports whether r must not go on; then it has been answered.
func (g guard) stops(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Vary", "Origin")
	if !g.knows(r.Host) {
		refuse(w, http.StatusMisdirectedRequest, nil, errHost)
		return true
	}
	if origins := r.Header.Values("Origin"); len(origins) > 0 {
		if len(origins) > 1 || !g.trusts(origins[0], r.Host) {
			refuse(w, http.StatusForbidden, nil, errOrigin)
			return true
		}
		admit(w.Header(), origins[0])
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			w.WriteHeader(http.StatusNoContent)
			return true
		}
	}
	if err := checkQuery(r.URL.RawQuery); err != nil {
		refuse(w, http.StatusBadRequest, nil, err)
		return true
	}
	return false
}

func (g guard) knows(host string) bool {
	h, ok := parseHost(host)
	if !ok {
		return false
	}
	// No web page can make its own name an IP address, so those that are not
	// loopback are harmless where they lead here anyway.
	return h.isLoopback() || h.isIP() && !g.loopback || slices.ContainsFunc(g.hosts, h.matches)
}

func (g guard) trusts(origin, host string) bool {
	origin = strings.ToLower(origin)
	if slices.Contains(g.origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	h, ok := parseHost(u.Host)
	return ok && (strings.EqualFold(u.Host, host) || g.loopback && h.isLoopback())
}

// admit lets pages of origin read the answer.
func admit(h http.Header, origin string) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", http.MethodPost)
	h.Set("Access-Control-Allow-Headers", strings.Join([]string{
		"Accept", "Authorization", "Content-Type", mcp.HeaderLastEventID, mcp.HeaderMethod, mcp.HeaderName,
		mcp.HeaderProtocolVersion, server.HeaderKeySessionID,
	}, ", "))
	h.Set("Access-Control-Expose-Headers", strings.Join([]string{server.HeaderKeySessionID, "Retry-After", "WWW-Authenticate"}, ", "))
	h.Set("Access-Control-Max-Age", "600")
}

// checkQuery refuses keys under the names that people try.
func checkQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return errQuery
	}
	for name := range query {
		switch strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name)) {
		case "apikey", "key", "token", "accesstoken", "authorization", "bearer":
			return errKeyInURL
		}
	}
	return nil
}

// hostPort is the host of a URL. An empty port stands for any when a host is
// allowed, and for that of the scheme in a request.
type hostPort struct{ name, port string }

func parseHost(text string) (hostPort, bool) {
	if ip, err := netip.ParseAddr(text); err == nil {
		return hostPort{name: ip.String()}, true
	}
	u, err := url.Parse("//" + text)
	if err != nil || u.Host != text || u.Hostname() == "" {
		return hostPort{}, false
	}
	return hostPort{strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), u.Port()}, true
}

func (h hostPort) isIP() bool {
	_, err := netip.ParseAddr(h.name)
	return err == nil
}

func (h hostPort) isLoopback() bool { return loopback.Name(h.name) }

// matches reports whether a request to h is one to allowed.
func (h hostPort) matches(allowed hostPort) bool {
	isDefault := h.port == "" && (allowed.port == "80" || allowed.port == "443")
	return h.name == allowed.name && (allowed.port == "" || h.port == allowed.port || isDefault)
}
