package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
)

const (
	headerTime = 10 * time.Second // to send the header of a request
	bodyTime   = 30 * time.Second // to send all of it, whether refused or not
	idleTime   = 2 * time.Minute  // between requests on one connection

	// maxHeader has room for the longest key that is accepted.
	maxHeader = 64 << 10

	// maxRequests are served at once. They mostly wait for a service.
	maxRequests = 1000

	// maxListeners is how many subscription streams are open at once. They last,
	// so they must not take the place of requests.
	maxListeners = 1000

	// quietTime is how long a response may stay silent. Proxies and clients
	// give up on a silent one, the first of them after 20 s.
	quietTime = 15 * time.Second
)

// ErrOpen is returned instead of serving what anyone on another machine could read.
var ErrOpen = errors.New("open to other machines, but without a key")

// HTTPOptions say who may call, and with what key.
type HTTPOptions struct {
	// AllowedHosts are names for the server, with or without a port, beyond
	// those that nobody can usurp: loopback names and addresses and, unless it
	// listens on loopback, all IP addresses.
	AllowedHosts []string

	// AllowedOrigins are origins of web pages that may call, beyond the server's
	// own and, when it listens on loopback, those on loopback.
	AllowedOrigins []string

	// Local says that the backend needs no key. Requests must then bear Key, if
	// it is set. Without Local each tool call must bear a key, which its context
	// holds for codealive.ContextKey; so must all other requests that may come
	// from another machine.
	Local bool
	Key   string

	// Context, if set, gives a request's context what its header asks for.
	Context func(context.Context, http.Header) context.Context

	Version, Commit string // for /health
	Log             *slog.Logger
}

// HTTP serves s on l, which it closes, as stateless streamable HTTP at /mcp and
// /api, and returns
//
//   - nil when ctx has ended. Requests in flight then have 10 s to finish, and
//     after that 200 ms to answer that they were cancelled;
//   - an error when l fails;
//   - an error at once when l is open to other machines and anyone could call:
//     Local needs a Key there. An allowed host counts as another machine.
//
// What a tool can do with its session is described at Stdio; here it is also a
// server.SessionWithElicitation and a server.SessionWithSampling. But what a
// tool asks must be answered to the same process, so where several share one
// address, tools should ask nothing.
func HTTP(ctx context.Context, s *server.MCPServer, l net.Listener, o HTTPOptions) error {
	h, err := newEndpoint(ctx, s, l.Addr(), o)
	if err != nil {
		_ = l.Close()
		return err
	}
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	defer func() { _ = srv.Close() }()
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	if !shutdown(srv, finishTime) {
		o.Log.Warn("cancelling requests that did not finish after the end of service")
		cancel()
		shutdown(srv, stopTime)
	}
	return nil
}

// shutdown lets no more requests in, and reports whether those inside have
// ended within limit.
func shutdown(srv *http.Server, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return srv.Shutdown(ctx) == nil
}

// endpoint answers all HTTP requests. It keeps nothing from one to the next,
// except where to take the answers that tools are waiting for.
type endpoint struct {
	server    *server.MCPServer
	guard     guard
	keys      keys
	requests  limit
	listeners limit
	asks      asks
	stopping  context.Context
	options   HTTPOptions
	log       *slog.Logger
}

func newEndpoint(ctx context.Context, s *server.MCPServer, addr net.Addr, o HTTPOptions) (*endpoint, error) {
	g, err := newGuard(loopback.Addr(addr), o.AllowedHosts, o.AllowedOrigins)
	if err != nil {
		return nil, err
	}
	if o.Local && o.Key == "" && !g.onlyLoopback() {
		return nil, fmt.Errorf("%w: %s", ErrOpen, addr)
	}
	return &endpoint{
		server: s, guard: g, keys: keys{local: o.Local, key: o.Key},
		requests: make(limit, maxRequests), listeners: make(limit, maxListeners),
		stopping: ctx, options: o, log: o.Log,
	}, nil
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	seen := &statusWriter{ResponseWriter: w}
	defer func() {
		e.log.Debug("HTTP request", "method", r.Method, "path", r.URL.Path, "status", seen.status, "duration", time.Since(start))
	}()
	if e.guard.stops(seen, r) {
		return
	}
	switch strings.TrimSuffix(r.URL.Path, "/") {
	case "/mcp", "/api":
		if !allow(seen, r, http.MethodPost) {
			return
		}
		e.post(seen, r)
	case "/health":
		if allow(seen, r, http.MethodGet, http.MethodHead) {
			e.health(seen)
		}
	default:
		refuse(seen, http.StatusNotFound, nil, errNotFound)
	}
}

var (
	errNotFound = refused{mcp.INVALID_REQUEST, "not found: MCP is served at /mcp"}
	errFull     = refused{codeBusy, "server busy: too many requests at once; try again later"}
)

// limit is how many may be inside at once.
type limit chan struct{}

func (l limit) enter() bool {
	select {
	case l <- struct{}{}:
		return true
	default:
		return false
	}
}

func (l limit) leave() { <-l }

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap leads http.ResponseController to what can flush.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
