package embedding

import (
	"cmp"
	"math"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// Question is compared with many documents. It must not be shared between goroutines.
type Question struct {
	space *Space
	all   []float32          // its terms as one vector of length 1
	terms [][]float32        // each of them that has a vector, of length 1
	alike map[uint32]float64 // what Alike has answered
	met   []int              // number of the field in which a term was met last
	field int
}

// Ask prepares a question; worth is what each of its terms counts.
func (s *Space) Ask(terms []string, worth []float64) *Question {
	q := &Question{space: s, all: make([]float32, s.dim), alike: map[uint32]float64{}, met: make([]int, len(s.terms))}
	for i, t := range terms {
		if row, ok := s.rows[store.Mark(t)]; ok {
			s.add(q.all, row, float32(worth[i]))
			q.terms = append(q.terms, s.vector(row, make([]float32, s.dim)))
		}
	}
	unit(q.all)
	return q
}

// Knows reports whether a term has a vector.
func (q *Question) Knows(mark uint32) bool {
	_, ok := q.space.rows[mark]
	return ok
}

// sum adds the vectors of a field's terms, each once.
func (q *Question) sum(to []float32, marks []uint32, weight float32) {
	q.field++
	var rows [mostOfField]int
	n := 0
	for _, m := range marks[:min(len(marks), mostOfField)] {
		if row, ok := q.space.rows[m]; ok && q.met[row] != q.field {
			q.met[row], rows[n] = q.field, row
			n++
		}
	}
	weight /= float32(math.Sqrt(float64(n)))
	for _, row := range rows[:n] {
		q.space.add(to, row, weight)
	}
}

// Cosine is how near a document comes: 1 for the same, 0 for nothing in common
// or nothing known, below 0 for less than that.
func (q *Question) Cosine(d Document) float64 {
	sum := make([]float32, q.space.dim)
	for f, marks := range [fields][]uint32{d.Name, d.Signature, d.Comments, d.Body, d.Path} {
		q.sum(sum, marks, q.space.weights[f])
	}
	return float64(dot(q.all, unit(sum)))
}

// Alike is the cosine of a term and that of the question which comes nearest to it.
func (q *Question) Alike(mark uint32) float64 {
	best, ok := q.alike[mark]
	if ok {
		return best
	}
	if row, ok := q.space.rows[mark]; ok {
		v := q.space.vector(row, make([]float32, q.space.dim))
		for _, t := range q.terms {
			best = max(best, float64(dot(t, v)))
		}
	}
	q.alike[mark] = best
	return best
}

// Others are the n terms that come nearest to each term of the question, and
// no less near than least, without those that it has itself.
func (q *Question) Others(n int, least float64) (all []string) {
	type near struct {
		row int
		by  float64
	}
	found := make([][]near, len(q.terms))
	v := make([]float32, q.space.dim)
	for row := range q.space.terms {
		q.space.vector(row, v)
		for i, t := range q.terms {
			if by := float64(dot(t, v)); by >= least && by < itself {
				found[i] = append(found[i], near{row, by})
			}
		}
	}
	for _, list := range found {
		slices.SortFunc(list, func(a, b near) int { return cmp.Or(cmp.Compare(b.by, a.by), cmp.Compare(a.row, b.row)) })
		for _, x := range list[:min(n, len(list))] {
			if t := q.space.terms[x.row]; !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

// itself is the cosine at which a term is the same one, but for rounding.
const itself = 0.999
