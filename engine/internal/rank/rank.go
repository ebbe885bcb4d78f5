package rank

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

// The formula: the index's BM25 over five columns, raised when much of a
// document's name is in the question, lowered for tests nobody asked for and
// for code nobody wrote by hand.
//
//	S = bm25 × (1 + 0.2·share of the name's terms in the question, by idf) × sort of file
var columns = [5]float64{5, 1.3, 1.5, 0.4, 1} // name, path, sig, body, comments

const (
	nameBonus   = 0.2
	testFactor  = 0.6
	madeFactor  = 0.5 // generated or vendored
	candidates  = 100 // documents looked at, at least
	perFile     = 3   // hits of one file, unless others are few
	scoreMiddle = 10  // the S that is shown as 0.5
)

// Hit is a document and how well it answers, S of the formula.
type Hit struct {
	store.Hit
	S float64
}

// Score is S between 0 and 1. It is never 0, which would read as no score.
func (h Hit) Score() float64 {
	return max(1e-4, math.Round(h.S/(h.S+scoreMiddle)*1e4)/1e4)
}

// Search returns the best hits of one index, best first, at most limit.
func Search(ctx context.Context, db *store.DB, q Query, f store.Filter, limit int) ([]Hit, error) {
	if len(q.Terms) == 0 {
		return nil, nil
	}
	found, err := db.Search(ctx, q.match(), columns, f, max(candidates, 3*limit))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	names := nameTerms(found)
	idf, err := inverse(ctx, db, names)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, t := range q.Terms {
		asked[t] = true
	}
	hits := make([]Hit, len(found))
	for i, h := range found {
		s := h.BM25 * (1 + nameBonus*share(names[i], asked, idf))
		flags := scan.Flags(h.Flags)
		if flags&scan.Test != 0 && !q.WantsTest {
			s *= testFactor
		}
		if flags&(scan.Generated|scan.Vendored) != 0 {
			s *= madeFactor
		}
		hits[i] = Hit{h, s}
	}
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

func nameTerms(hits []store.Hit) [][]string {
	s := terms.New()
	all := make([][]string, len(hits))
	for i, h := range hits {
		all[i] = s.List(scan.Doc{Kind: h.Kind, Name: h.Name}.Declared())
	}
	return all
}

// inverse gives the inverse document frequency of each term.
func inverse(ctx context.Context, db *store.DB, names [][]string) (map[string]float64, error) {
	idf := map[string]float64{}
	var list []string
	for _, name := range names {
		for _, t := range name {
			if _, ok := idf[t]; !ok {
				idf[t] = 0
				list = append(list, t)
			}
		}
	}
	freq, docs, err := db.Frequencies(ctx, list)
	if err != nil {
		return nil, err
	}
	for t, n := range freq {
		idf[t] = math.Log(1 + float64(docs)/(1+float64(n)))
	}
	return idf, nil
}

func share(name []string, asked map[string]bool, idf map[string]float64) float64 {
	var in, all float64
	for _, t := range name {
		all += idf[t]
		if asked[t] {
			in += idf[t]
		}
	}
	if all == 0 {
		return 0
	}
	return in / all
}

// spread keeps perFile hits of each file, and fills up with the rest when that
// gives fewer than limit.
func spread(hits []Hit, limit int) []Hit {
	kept := make([]Hit, 0, min(limit, len(hits)))
	var rest []Hit
	count := map[int64]int{}
	for _, h := range hits {
		if count[h.File.ID]++; count[h.File.ID] > perFile {
			rest = append(rest, h)
		} else if kept = append(kept, h); len(kept) == limit {
			return kept
		}
	}
	kept = append(kept, rest[:min(len(rest), limit-len(kept))]...)
	Sort(kept)
	return kept
}
