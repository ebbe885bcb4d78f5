package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"

	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
	"github.com/codealive-mcp/codealive-mcp/internal/workspace"
)

// inProcess is the embedded engine behind the same client, on a connection in
// memory. Its key is random: nobody else can call it.
func (p *program) inProcess(set settings.Settings, roots func() []string) (*codealive.Client, error) {
	key := rand.Text()
	e, err := p.engine(set, roots, key)
	if err != nil {
		return nil, err
	}
	t, stop := engine.InProcess(e)
	p.closers = append(p.closers, stop)
	base, err := codealive.ParseBaseURL("http://engine.local")
	if err != nil {
		return nil, err
	}
	return codealive.New(codealive.Options{BaseURL: base, Key: codealive.StaticKey(key), Transport: t, Version: version}), nil
}

// engine is one that the end of the run closes.
func (p *program) engine(set settings.Settings, roots func() []string, key string) (*engine.Engine, error) {
	cfg := engine.Config{Roots: roots, CacheDir: set.CacheDir, Key: key, Log: p.log}
	if set.LLMBaseURL != "" {
		t, err := codealive.NewTransport(set.CAFile, false)
		if err != nil {
			return nil, usageError{fmt.Errorf("CODEALIVE_CA_FILE (--ca-file): %w", err)}
		}
		cfg.LLM = &engine.LLM{BaseURL: set.LLMBaseURL, Model: set.LLMModel, Key: set.LLMKey.Reveal(), Transport: t}
	}
	e, err := engine.New(cfg)
	if err != nil {
		return nil, usageError{err}
	}
	p.closers = append(p.closers, e.Close)
	return e, nil
}

// listenFlag adds the flag that only the engine command has.
func listenFlag(fs *flag.FlagSet) *string {
	return fs.String("listen", "127.0.0.1:8787", "Address for the engine command to listen on; default 127.0.0.1:8787. Beyond loopback it needs --engine-key.")
}

// serveEngine serves the engine as a CodeAlive service until ctx ends.
func (p *program) serveEngine(ctx context.Context, flags envconfig.Lookuper, address string) error {
	set, err := p.settings(flags, slog.LevelInfo)
	if err != nil {
		return err
	}
	dirs := set.Local
	if len(dirs) == 0 {
		dirs = workspace.Discover(p.log).Dirs()
	}
	if len(dirs) == 0 {
		return usageError{errors.New("no directory to serve: name one with --local DIR or CODEALIVE_LOCAL, or start in a git checkout")}
	}
	if err := checkDirs(dirs); err != nil {
		return err
	}
	e, err := p.engine(set, func() []string { return dirs }, set.EngineKey.Reveal())
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return usageError{fmt.Errorf("--listen: %w", err)}
	}
	err = e.Serve(ctx, l, version)
	if errors.Is(err, engine.ErrOpen) {
		return usageError{fmt.Errorf("%w; set CODEALIVE_ENGINE_KEY, or listen on 127.0.0.1", err)}
	}
	return err
}

func checkDirs(dirs []string) error {
	for _, dir := range dirs {
		if err := engine.CheckRoot(dir); err != nil {
			return usageError{fmt.Errorf("CODEALIVE_LOCAL (--local): %w", err)}
		}
	}
	return nil
}
