package main

import (
	"crypto/rand"
	"fmt"
	"os"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
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

func checkDirs(dirs []string) error {
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("CODEALIVE_LOCAL (--local): %s is not a directory that can be read", dir)}
		}
	}
	return nil
}
