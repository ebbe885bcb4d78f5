// Package serve listens on a port, for MCP clients or as a CodeAlive service.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/tools"
	"github.com/codealive-mcp/codealive-mcp/transport"
)

// Build is what a program says of itself.
type Build struct{ Version, Commit string }

// MCP serves over HTTP until ctx ends. A port or host that cannot be served is
// a settings.UsageError.
func MCP(ctx context.Context, s *server.MCPServer, set settings.Settings, chosen settings.Backend, build Build, log *slog.Logger) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(set.Host, fmt.Sprint(set.Port)))
	if err != nil {
		return settings.Usage(fmt.Errorf("--host and --port (CODEALIVE_MCP_HOST, CODEALIVE_MCP_PORT): %w", err))
	}
	if os.Getenv("GOGC") == "" {
		// The heap stays near 4 MiB, so that the default collects every few
		// calls: this takes a fifth off the processor time of a call.
		debug.SetGCPercent(400)
	}
	log.Info("serving MCP over HTTP", "url", fmt.Sprintf("http://%s/mcp", l.Addr()), "backend", chosen.Kind, "version", build.Version)
	err = transport.HTTP(ctx, s, l, transport.HTTPOptions{
		AllowedHosts:   set.Hosts,
		AllowedOrigins: set.Origins,
		Local:          chosen.Kind == settings.EngineDirs,
		Key:            set.EngineKey.Reveal(),
		Version:        build.Version,
		Commit:         build.Commit,
		Context:        structuredOnRequest,
		Log:            log,
	})
	if errors.Is(err, transport.ErrOpen) {
		return settings.Usage(fmt.Errorf("%w; set CODEALIVE_ENGINE_KEY, or listen on 127.0.0.1 and allow no other host", err))
	}
	return err
}

// structuredOnRequest lets a request ask for structured results.
func structuredOnRequest(ctx context.Context, h http.Header) context.Context {
	if asked, _ := strconv.ParseBool(h.Get("X-CodeAlive-Structured")); asked {
		return tools.WithStructured(ctx)
	}
	return ctx
}
