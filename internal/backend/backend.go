// Package backend builds what answers the tools: the client of a CodeAlive
// service, or the embedded engine behind the same client.
package backend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// Builder builds by the settings. Its errors name the setting that is wrong.
type Builder struct {
	Settings settings.Settings
	Version  string
	Log      *slog.Logger

	built []func() error // ends what was built
}

// Close ends all that was built, the last first.
func (b *Builder) Close() error {
	var errs []error
	for _, end := range slices.Backward(b.built) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}

// Choice is what answers the tools.
type Choice struct {
	Client    *codealive.Client
	Budget    bool   // calls are counted, and Client knows how many are left
	NoSources string // what to do when there is nothing to search
}

// Choose builds what the settings chose. discovered are the directories to
// serve when none was named.
func (b *Builder) Choose(of settings.Backend, discovered func() []string) (c Choice, err error) {
	switch of.Kind {
	case settings.EngineDirs:
		c.NoSources = "The named directories cannot be read: check --local or CODEALIVE_LOCAL."
		if err = CheckDirs(of.Dirs); err == nil {
			c.Client, err = b.InProcess(func() []string { return of.Dirs })
		}
	case settings.EngineDiscover:
		c.NoSources = "Start the server in a git checkout, name a directory with --local DIR or CODEALIVE_LOCAL, or set CODEALIVE_API_KEY to use the CodeAlive service."
		c.Client, err = b.InProcess(discovered)
	case settings.Service, settings.PerRequest, settings.Unusable:
		c.NoSources = "See those still being indexed with get_data_sources and ready_only=false, connect a repository in CodeAlive, or check what the key may see."
		c.Budget = true
		c.Client, err = b.Service(of)
	}
	return c, err
}

// Service is the client of the service that the settings chose.
func (b *Builder) Service(of settings.Backend) (*codealive.Client, error) {
	t, err := codealive.NewTransport(b.Settings.CAFile, bool(b.Settings.IgnoreSSL))
	if err != nil {
		return nil, fmt.Errorf("CODEALIVE_CA_FILE (--ca-file): %w", err)
	}
	if b.Settings.IgnoreSSL {
		b.Log.Warn("certificates are not verified: CODEALIVE_IGNORE_SSL is on")
	}
	if b.Settings.LLMBaseURL != "" {
		b.Log.Warn("CODEALIVE_LLM_BASE_URL is not used: the service has a model of its own")
	}
	key := func(context.Context) (string, error) { return of.Key.Reveal(), of.Problem }
	if of.Kind == settings.PerRequest {
		key = codealive.ContextKey
	}
	o := codealive.Options{BaseURL: of.BaseURL, Key: key, Transport: t, Version: b.Version, AtOnce: int(b.Settings.AtOnce)}
	if !b.Settings.NoCache {
		o.Cache = &codealive.Cache{Sources: b.Settings.SourcesTTL, Reads: b.Settings.CacheTTL}
	}
	return codealive.New(o), nil
}

// InProcess is the embedded engine behind the same client, on a connection in
// memory. Its key is random: nobody else can call it. It has no budget, and a
// changed file is to be seen at once, so that no answer is kept.
func (b *Builder) InProcess(roots func() []string) (*codealive.Client, error) {
	key := rand.Text()
	e, err := b.Engine(roots, key)
	if err != nil {
		return nil, err
	}
	t, stop := engine.InProcess(e)
	b.built = append(b.built, stop)
	base, err := codealive.ParseBaseURL("http://engine.local")
	if err != nil {
		return nil, err
	}
	return codealive.New(codealive.Options{BaseURL: base, Key: codealive.StaticKey(key), Transport: t, Version: b.Version}), nil
}

// Engine is the embedded engine, with the model that the settings name.
func (b *Builder) Engine(roots func() []string, key string) (*engine.Engine, error) {
	cfg := engine.Config{Roots: roots, CacheDir: b.Settings.CacheDir, Key: key, Log: b.Log}
	if set := b.Settings; set.LLMBaseURL != "" {
		t, err := codealive.NewTransport(set.CAFile, false)
		if err != nil {
			return nil, fmt.Errorf("CODEALIVE_CA_FILE (--ca-file): %w", err)
		}
		cfg.LLM = &engine.LLM{BaseURL: set.LLMBaseURL, Model: set.LLMModel, Key: set.LLMKey.Reveal(), Transport: t}
	}
	e, err := engine.New(cfg)
	if err == nil {
		b.built = append(b.built, e.Close)
	}
	return e, err
}

// CheckDirs refuses directories that would not be served.
func CheckDirs(dirs []string) error {
	for _, dir := range dirs {
		if err := engine.CheckRoot(dir); err != nil {
			return fmt.Errorf("CODEALIVE_LOCAL (--local): %w", err)
		}
	}
	return nil
}
