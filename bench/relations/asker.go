package main

import (
	"context"
	"log/slog"
	"net/url"
	"os"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
)

// asker asks the engine as any client does.
type asker struct {
	client *codealive.Client
}

func serve(dir string) (*asker, func(), error) {
	cache, err := os.MkdirTemp("", "relations-")
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
	return &asker{client}, func() {
		_ = stop()
		_ = e.Close()
		_ = os.RemoveAll(cache)
	}, nil
}

// related gives the confidence of each edge of one type, by where its other
// end begins; nil when the engine does not know the identifier.
func (a *asker) related(ctx context.Context, identifier, kind string) (map[place]float64, error) {
	profile := codealive.CallsOnly
	if kind == codealive.Descendants {
		profile = codealive.InheritanceOnly
	}
	answer, err := a.client.Relationships(ctx, codealive.RelationshipsRequest{Identifier: identifier, Profile: profile, MaxCountPerType: 1000})
	if err != nil || !answer.Found {
		return nil, err
	}
	edges := map[place]float64{}
	for _, g := range answer.Relationships {
		if g.RelationType != kind {
			continue
		}
		for _, item := range g.Items {
			edges[place{item.FilePath, item.StartLine}] = confidence(item)
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
