package relate

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// Referenced is a symbol that others refer to.
type Referenced struct {
	Symbol
	Count int // declarations that call it, use it or embed it, each once
}

// ErrTooMany is the error of MostReferenced for more files than it reads.
var ErrTooMany = errors.New("too many files to count references in")

// maxCounted is how many files MostReferenced reads. It holds them all, which
// takes 130 MB for the 4,700 of Go's own source.
const maxCounted = 20_000

// MostReferenced finds the n symbols that the most declarations refer to, the
// most first. Tests do not count at all, what generated and vendored files
// refer to does not, and neither do guesses.
func MostReferenced(ctx context.Context, db *store.DB, n int) ([]Referenced, error) {
	if n < 1 {
		return nil, nil
	}
	t := newTree(ctx, db)
	// Who refers to each name; what else is said there is read again when it counts.
	uses := map[string][]place{}
	for _, f := range t.all(int(scan.Test), maxCounted) {
		if t.over() {
			return nil, t.err
		}
		if f.flags&int(scan.Generated|scan.Vendored) != 0 {
			continue
		}
		for _, number := range f.numbers {
			from := place{f, number}
			for _, r := range f.docs[number].Refs("") {
				places := uses[r.Name]
				if n := len(places); n > 0 && places[n-1] == from {
					continue
				}
				if _, ok := t.terms[link.Declares(r.Name)]; ok {
					uses[r.Name] = append(places, from)
				}
			}
		}
	}
	// Names with the most references first: once the best n are above what the
	// next name can reach, the rest need not be resolved.
	names := make([]string, 0, len(uses))
	for name := range uses {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(uses[b])-len(uses[a]), cmp.Compare(a, b)) })
	var best []Referenced
	for _, name := range names {
		if len(best) == n && len(uses[name]) < best[n-1].Count || t.err != nil {
			break
		}
		from := map[place]map[place]bool{}
		for _, u := range uses[name] {
			for _, r := range u.file.docs[u.doc].Refs(name) {
				for _, c := range t.resolve(u.file, r) {
					if to := (place{c.file, c.doc}); c.confidence > guessed && to != u {
						if from[to] == nil {
							from[to] = map[place]bool{}
						}
						from[to][u] = true
					}
				}
			}
		}
		for to, callers := range from {
			if docs := t.documents(to.file); to.doc < len(docs) {
				best = append(best, Referenced{Symbol{docs[to.doc], to.file.path, to.file.flags}, len(callers)})
			}
		}
		best = merge(best)
		best = best[:min(n, len(best))]
	}
	if t.err != nil {
		return nil, t.err
	}
	return best, nil
}

// merge sorts, and keeps each symbol once: one that several names lead to, such
// as a group of constants, counts by that of them used most.
func merge(all []Referenced) []Referenced {
	slices.SortFunc(all, func(a, b Referenced) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Path, b.Path), a.First-b.First)
	})
	seen := map[int64]bool{}
	return slices.DeleteFunc(all, func(r Referenced) bool {
		twice := seen[r.ID]
		seen[r.ID] = true
		return twice
	})
}
