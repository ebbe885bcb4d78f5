package main

import (
	"cmp"
	"maps"
	"slices"
)

const (
	mostTerms   = 30_000 // that get a vector, the most frequent
	mostOfField = 120    // terms of a field that count, those at its beginning
)

// vocabulary numbers the terms, the most frequent first.
type vocabulary struct {
	terms  []string
	counts []int // examples that have it
	number map[string]int32
}

// pair is an example in numbers, each term of a field once.
type pair [fields][]int32

func vocabularyOf(examples [][]example) vocabulary {
	counts := map[string]int{}
	for _, list := range examples {
		for _, e := range list {
			seen := map[string]bool{}
			for _, field := range e {
				for _, t := range field[:min(len(field), mostOfField)] {
					if !seen[t] {
						seen[t] = true
						counts[t]++
					}
				}
			}
		}
	}
	terms := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	v := vocabulary{terms: terms[:min(len(terms), mostTerms)], number: map[string]int32{}}
	for i, t := range v.terms {
		v.number[t] = int32(i)
		v.counts = append(v.counts, counts[t])
	}
	return v
}

// pairs leaves out examples of which hardly a term is known.
func (v vocabulary) pairs(examples [][]example) [][]pair {
	all := make([][]pair, len(examples))
	for i, list := range examples {
		for _, e := range list {
			var p pair
			for f, field := range e {
				for _, t := range field[:min(len(field), mostOfField)] {
					if n, ok := v.number[t]; ok && !slices.Contains(p[f], n) {
						p[f] = append(p[f], n)
					}
				}
			}
			if len(p[question]) > 1 && len(p[name]) > 0 {
				all[i] = append(all[i], p)
			}
		}
	}
	return all
}
