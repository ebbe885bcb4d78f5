package main

import "fmt"

const (
	leastDocs = 50 // of a package that is asked about
	mostDocs  = 1500
	mostAsked = 100 // of one package
	depth     = 10  // places that count
)

// figures are the mean reciprocal rank and the share of answers among the first ten.
type figures struct{ alone, words score }

type score struct{ reciprocal, found, asked float64 }

func (s *score) add(rank int) {
	if s.asked++; rank <= depth {
		s.found++
		s.reciprocal += 1 / float64(rank)
	}
}

func (s score) String() string {
	return fmt.Sprintf("%.3f, %.3f", s.reciprocal/max(1, s.asked), s.found/max(1, s.asked))
}

func (f figures) String() string {
	return fmt.Sprintf("MRR@%d, recall@%d by vectors %v, by words as well %v", depth, depth, f.alone, f.words)
}

// judge asks for documents of packages that were not learned from, among the
// others of their package.
func (m *model) judge(packages [][]pair) (f figures) {
	for _, list := range packages {
		list = list[:min(len(list), mostDocs)]
		n := len(list)
		if n < leastDocs {
			continue
		}
		tells, shared := make([]float32, n*dim), m.shared(list)
		parallel(n, func(i int) { m.tell(&list[i], tells[i*dim:i*dim+dim]) })
		for i := 0; i < n; i += max(1, n/mostAsked) {
			ask := make([]float32, dim)
			m.ask(&list[i], ask)
			alone, words := 1, 1
			at := func(j int) (a, w float32) {
				a = dot(ask, tells[j*dim:j*dim+dim])
				return a, a/temperature + m.words.x[0]*shared[i*n+j]
			}
			a, w := at(i)
			for j := range n {
				b, v := at(j)
				if b > a {
					alone++
				}
				if v > w {
					words++
				}
			}
			f.alone.add(alone)
			f.words.add(words)
		}
	}
	return f
}
