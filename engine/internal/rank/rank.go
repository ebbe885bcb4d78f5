package rank

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

const (
	candidates   = 200 // documents that are ranked, at least
	othersOfTerm = 4   // terms alike that are looked for when no document has the question's own
	leastOfFile  = 3   // hits of one file that are kept in any case
	mostOfFile   = 0.6 // share of the hits that may be of one file
	scoreMiddle  = 5.0 // the S that is shown as 0.5: that of a usual first hit
)

// Hit is a document and how well it answers, S of the formula.
type Hit struct {
	store.Hit
	Parts Parts
	S     float64
}

// Score is S between 0 and 1. It is never 0, which would read as no score.
func (h Hit) Score() float64 {
	return max(1e-4, math.Round(h.S/(h.S+scoreMiddle)*1e4)/1e4)
}

// Explain words what the score is made of, for people.
func (h Hit) Explain() string {
	p := h.Parts
	return fmt.Sprintf("score %.2f: %.2f = (words %.2f + meaning %.2f + file %.2f) × name %.2f × neighbours %.2f × kind %.2f × sort of file %.2f",
		h.Score(), h.S, p.Words, p.Meaning, p.File, p.Name, p.Pairs, p.Kind, p.Sort)
}

// Search returns the best hits of one index, best first, at most limit.
func Search(ctx context.Context, db *store.DB, q Query, f store.Filter, limit int) ([]Hit, error) {
	return tuned.search(ctx, db, q, f, limit)
}

func (w weights) search(ctx context.Context, db *store.DB, q Query, f store.Filter, limit int) ([]Hit, error) {
	if len(q.Terms) == 0 {
		return nil, nil
	}
	have, all, err := db.Frequencies(ctx, q.Terms)
	if err != nil {
		return nil, err
	}
	a, words := w.ask(q, have, all), terms.New()
	most := max(candidates, limit)
	found, err := db.Search(ctx, q.Terms, w.columns, f, most)
	if err == nil && len(found) == 0 {
		others := a.meaning.Others(othersOfTerm, alike)
		found, err = db.Search(ctx, append(slices.Clip(q.Terms), others...), w.columns, f, most)
	}
	if err != nil || len(found) == 0 {
		return nil, err
	}
	matches := make([]match, len(found))
	for i, h := range found {
		matches[i] = a.match(h, words)
	}
	hits := w.rank(a, found, matches)
	Sort(hits)
	return spread(hits, limit), nil
}

// Sort puts the best hits first; equal ones by path and line, so that the same
// question has the same answer.
func Sort(hits []Hit) {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.S, a.S), cmp.Compare(a.Path, b.Path), cmp.Compare(a.First, b.First))
	})
}

// spread lets no file have more than its share of the hits, and fills up with
// the rest when that gives fewer than limit.
func spread(hits []Hit, limit int) []Hit {
	kept := make([]Hit, 0, min(limit, len(hits)))
	var rest []Hit
	count := map[int64]int{}
	most := max(leastOfFile, int(mostOfFile*float64(limit)))
	for _, h := range hits {
		if count[h.File.ID]++; count[h.File.ID] > most {
			rest = append(rest, h)
		} else if kept = append(kept, h); len(kept) == limit {
			return kept
		}
	}
	kept = append(kept, rest[:min(len(rest), limit-len(kept))]...)
	Sort(kept)
	return kept
}
