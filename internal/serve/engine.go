package serve

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/backend"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// Engine serves directories as a CodeAlive service until ctx ends. Directories
// and an address that cannot be served are a settings.UsageError.
func Engine(ctx context.Context, b *backend.Builder, dirs []string, address string) error {
	if len(dirs) == 0 {
		return settings.Usage(errors.New("no directory to serve: name one with --local DIR or CODEALIVE_LOCAL, or start in a git checkout"))
	}
	if err := backend.CheckDirs(dirs); err != nil {
		return settings.Usage(err)
	}
	e, err := b.Engine(func() []string { return dirs }, b.Settings.EngineKey.Reveal())
	if err != nil {
		return settings.Usage(err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return settings.Usage(fmt.Errorf("--listen: %w", err))
	}
	err = e.Serve(ctx, l, b.Version)
	if errors.Is(err, engine.ErrOpen) {
		return settings.Usage(fmt.Errorf("%w; set CODEALIVE_ENGINE_KEY, or listen on 127.0.0.1", err))
	}
	return err
}
