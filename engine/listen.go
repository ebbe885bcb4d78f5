package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/codealive-mcp/codealive-mcp/internal/loopback"
)

const (
	headerTime  = 10 * time.Second // to send the header of a request
	requestTime = 30 * time.Second // to send all of it
	idleTime    = 2 * time.Minute  // between requests on one connection
	finishTime  = 10 * time.Second // for requests in flight at the end
)

// ErrOpen is returned instead of serving local code to whoever asks.
var ErrOpen = errors.New("open to other machines, but without a key")

// Serve answers on l, which it closes, and tells version at /health. It returns
//
//   - nil when ctx has ended. Requests in flight then have 10 s to finish;
//   - an error when l fails;
//   - ErrOpen at once when other machines can reach l and Config.Key is "".
func (e *Engine) Serve(ctx context.Context, l net.Listener, version string) error {
	defer func() { _ = l.Close() }()
	if e.key == "" && !loopback.Addr(l.Addr()) {
		return fmt.Errorf("%s is %w", l.Addr(), ErrOpen)
	}
	e.log.Info("serving the engine", "url", "http://"+l.Addr().String(), "version", version)
	srv := server(door{e, version})
	srv.ErrorLog = slog.NewLogLogger(e.log.Handler(), slog.LevelWarn)
	defer func() { _ = srv.Close() }() // a broken connection tells the client more than an empty answer
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if srv.Shutdown(finish) != nil {
		e.log.Warn("breaking off requests that did not finish after the end of service")
	}
	return nil
}

// server bounds how long a request may take to come, not how long to be
// answered: net/http lifts ReadTimeout at the end of the body.
func server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, IdleTimeout: idleTime}
}

// door is what stands before the engine on a port.
type door struct {
	engine  *Engine
	version string
}

func (d door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Without a key a web page could read the code through the browser of its
	// visitor: by DNS rebinding, which shows in Host, or as a foreign origin.
	if d.engine.key == "" {
		if !loopback.Host(r.Host) {
			http.Error(w, "Without CODEALIVE_ENGINE_KEY this engine answers only to loopback names such as localhost.", http.StatusMisdirectedRequest)
			return
		}
		if origins := r.Header.Values("Origin"); len(origins) > 1 || len(origins) == 1 && origins[0] != "http://"+r.Host {
			http.Error(w, "Web pages may not call this engine.", http.StatusForbidden)
			return
		}
	}
	if r.URL.Path != "/health" {
		d.engine.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]string{"status": "healthy", "version": d.version}) // the client has gone
}
