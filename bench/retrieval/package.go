package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/codealive-mcp/codealive-mcp/bench/internal/packages"
	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

// measured is what one package gave.
type measured struct {
	docs   int
	ways   [3]figures // engine, BM25, counting
	causes map[string]int
	missed []string
	lost   int // questions whose answers begin no document: none can be found
	took   []time.Duration
}

var errNotFetched = errors.New("it cannot be fetched")

// prepare fetches a package into temp and takes the comments of its functions out.
func prepare(ctx context.Context, name, temp string, types bool) (dir string, questions []question, err error) {
	fetched := filepath.Join(temp, "fetched")
	if err := os.Mkdir(fetched, 0o700); err != nil {
		return "", nil, err
	}
	source, err := packages.Download(ctx, name, fetched)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", errNotFetched, err)
	}
	dir = filepath.Join(temp, "tree")
	questions, err = strip(ctx, source, dir, types)
	return dir, questions, err
}

func subject(ctx context.Context, name string, types bool, lengths map[string]*figures, misses int) (m measured, err error) {
	temp, err := os.MkdirTemp("", "retrieval-")
	if err != nil {
		return m, err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	dir, questions, err := prepare(ctx, name, temp, types)
	if err != nil {
		return m, err
	}
	docs, err := measure.Documents(ctx, dir)
	if err != nil {
		return m, err
	}
	engine, stop, err := serve(dir, filepath.Join(temp, "cache"))
	if err != nil {
		return m, err
	}
	defer stop()
	plain := newCorpus(docs)
	m.docs, m.causes = len(docs), map[string]int{}
	if _, err := engine.search(ctx, "index first", 1); err != nil {
		return m, err
	}
	for _, q := range questions {
		start := time.Now()
		got, err := engine.search(ctx, q.text, depth)
		if err != nil {
			return m, err
		}
		m.took = append(m.took, time.Since(start))
		if !slices.ContainsFunc(docs, func(d measure.Document) bool { return q.answers[place{d.Path, d.First}] }) {
			m.lost++
		}
		terms := distinct(measure.Terms(q.text))
		m.ways[0].add(q, got)
		m.ways[1].add(q, plain.bm25(terms, depth))
		m.ways[2].add(q, plain.counting(terms, depth))
		class := lengthClass(q.lines)
		if lengths[class] == nil {
			lengths[class] = &figures{}
		}
		lengths[class].add(q, got)
		if rankOf(q, got) > 0 {
			continue
		}
		cause, err := why(ctx, engine, plain, q, terms)
		if err != nil {
			return m, err
		}
		if m.causes[cause]++; len(m.missed) < misses {
			m.missed = append(m.missed, fmt.Sprintf("  %s: %q of %v", cause, q.text, q.first()))
		}
	}
	return m, nil
}

func lengthClass(lines int) string {
	switch {
	case lines < 20:
		return "below 20"
	case lines < 80:
		return "20 to 79"
	}
	return "80 and more"
}

func distinct(terms []string) []string {
	var all []string
	for _, t := range terms {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}
