package main

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
)

// asker asks the engine as any client does.
type asker struct {
	client *codealive.Client
	prefix string // of identifiers
}

func serve(dir string) (*asker, func(), error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	cache, err := os.MkdirTemp("", "calls-")
	if err != nil {
		return nil, nil, err
	}
	e, err := engine.New(engine.Config{Roots: func() []string { return []string{dir} }, CacheDir: cache, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return nil, nil, err
	}
	transport, stop := engine.InProcess(e)
	base, err := url.Parse("http://engine")
	if err != nil {
		return nil, nil, err
	}
	client := codealive.New(codealive.Options{BaseURL: base, Key: codealive.StaticKey("any"), Transport: transport})
	return &asker{client, "local/" + filepath.Base(dir) + "::"}, func() {
		_ = stop()
		_ = e.Close()
		_ = os.RemoveAll(cache)
	}, nil
}

// outgoing gives the confidence of each call that the engine finds in a symbol.
func (a *asker) outgoing(ctx context.Context, from *doc, d *docs) (map[*doc]float64, error) {
	answer, err := a.client.Relationships(ctx, codealive.RelationshipsRequest{Identifier: a.prefix + from.path + "::" + from.part, Profile: codealive.CallsOnly, MaxCountPerType: 1000})
	if err != nil || !answer.Found {
		return nil, err
	}
	edges := map[*doc]float64{}
	for _, g := range answer.Relationships {
		if g.RelationType != codealive.OutgoingCalls {
			continue
		}
		for _, item := range g.Items {
			if to := d.id[strings.TrimPrefix(item.Identifier, a.prefix)]; to != nil {
				edges[to] = confidence(item)
			}
		}
	}
	return edges, nil
}

func confidence(item codealive.RelatedArtifact) float64 {
	if len(item.CallSites) == 0 || item.CallSites[0].Confidence == nil {
		return 1
	}
	return *item.CallSites[0].Confidence // the surest comes first
}
