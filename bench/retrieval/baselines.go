package main

import (
	"cmp"
	"math"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

// corpus ranks documents by two plain rules.
type corpus struct {
	docs    []measure.Document
	counts  []map[string]int
	holders map[string]int // documents by term
	average float64
}

func newCorpus(docs []measure.Document) *corpus {
	c := &corpus{docs: docs, holders: map[string]int{}}
	total := 0
	for _, d := range docs {
		n := map[string]int{}
		for _, t := range d.Terms {
			n[t]++
		}
		for t := range n {
			c.holders[t]++
		}
		c.counts = append(c.counts, n)
		total += len(d.Terms)
	}
	c.average = float64(total) / float64(max(1, len(docs)))
	return c
}

// bm25 is the textbook's, over one field.
func (c *corpus) bm25(terms []string, n int) []place {
	const k1, b = 1.2, 0.75
	return c.best(n, func(i int) (s float64) {
		for _, t := range terms {
			df, tf := float64(c.holders[t]), float64(c.counts[i][t])
			idf := math.Log(1 + (float64(len(c.docs))-df+0.5)/(df+0.5))
			s += idf * tf * (k1 + 1) / (tf + k1*(1-b+b*float64(len(c.docs[i].Terms))/c.average))
		}
		return s
	})
}

// counting is what one gets from a text search: more of the words is better.
func (c *corpus) counting(terms []string, n int) []place {
	return c.best(n, func(i int) (s float64) {
		for _, t := range terms {
			if c.counts[i][t] > 0 {
				s++
			}
		}
		return s
	})
}

// best are the n documents of the highest score above 0; equal ones in the
// order of path and line.
func (c *corpus) best(n int, score func(int) float64) []place {
	type scored struct {
		i int
		s float64
	}
	var all []scored
	for i := range c.docs {
		if s := score(i); s > 0 {
			all = append(all, scored{i, s})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.s, a.s) })
	var places []place
	for _, x := range all[:min(n, len(all))] {
		places = append(places, place{c.docs[x.i].Path, c.docs[x.i].First})
	}
	return places
}
