package main

import (
	"context"
	"fmt"
	"slices"
)

// Causes of a miss.
const (
	noTerm    = "no shared term"
	low       = "among the candidates, ranked low"
	candidate = "not among the candidates"
)

// candidates is how many documents the engine ranks for one question.
const candidates = 200

// why tells the cause of a miss.
func why(ctx context.Context, engine asker, plain *corpus, q question, terms []string) (string, error) {
	shared := false
	for i, d := range plain.docs {
		if q.answers[place{d.Path, d.First}] {
			shared = shared || slices.ContainsFunc(terms, func(t string) bool { return plain.counts[i][t] > 0 })
		}
	}
	if !shared {
		return noTerm, nil
	}
	all, err := engine.search(ctx, q.text, candidates)
	if err != nil || rankOf(q, all) > 0 {
		return low, err
	}
	return candidate, nil
}

// first is the answer that comes first by path and line.
func (q question) first() string {
	var all []string
	for p := range q.answers {
		all = append(all, fmt.Sprintf("%s:%d", p.path, p.line))
	}
	return slices.Min(all)
}
