package main

import (
	"math"
	"math/rand/v2"
)

const (
	dim         = 128
	temperature = 0.05 // a cosine of so much more makes a document e times as likely
)

// model is a vector for each term. A question is the sum of those of its terms,
// a document that of its fields, each weighted; what counts is the cosine.
//
// It learns to tell a document from others of the same package by its
// question, beside what the words alone tell, since that is how it is used.
type model struct {
	vectors adam // dim numbers for each term
	weights adam // of the fields; the question's stays 1
	words   adam // what a share of 1 of the question's words counts, in units of the temperature
	rarity  []float32
	touched []int32 // terms of this batch, and
	isIn    []bool  // whether a term is among them
}

func newModel(counts []int) *model {
	m := &model{vectors: newAdam(len(counts) * dim), weights: newAdam(fields), words: newAdam(1), isIn: make([]bool, len(counts))}
	rng := rand.New(rand.NewPCG(7, 7))
	for i, n := range counts {
		idf := math.Log(1 + float64(counts[0])/float64(n))
		m.rarity = append(m.rarity, float32(math.Pow(idf, 0.7))) // as in the formula of ranking
		for j := range dim {
			m.vectors.x[i*dim+j] = float32(rng.NormFloat64() * idf / math.Sqrt(dim) / 5)
		}
	}
	copy(m.weights.x, []float32{question: 1, name: 1, signature: 0.3, body: 0.6, path: 0.3})
	m.words.x[0] = 10
	return m
}

// vector is that of term t.
func (m *model) vector(t int32) []float32 { return m.vectors.x[int(t)*dim : int(t)*dim+dim] }

// share is what each of n terms of a field counts.
func (m *model) share(f, n int) float32 { return m.weights.x[f] / float32(math.Sqrt(float64(n))) }

// unit adds up some fields and gives the sum length 1; length is what it had.
func (m *model) unit(p *pair, from, to int, sum []float32) (length float32) {
	for f := from; f < to; f++ {
		for _, t := range p[f] {
			axpy(m.share(f, len(p[f])), m.vector(t), sum)
		}
	}
	length = float32(math.Sqrt(float64(dot(sum, sum)))) + 1e-9
	for j := range sum {
		sum[j] /= length
	}
	return length
}

func (m *model) ask(p *pair, sum []float32) float32  { return m.unit(p, question, name, sum) }
func (m *model) tell(p *pair, sum []float32) float32 { return m.unit(p, name, fields, sum) }

// worth is what an occurrence in each field counts where words are compared.
var worth = [fields]float32{name: 1, signature: 0.6, body: 0.4, path: 0.4}

// shared is the share of each question's words that each document has, row by row.
func (m *model) shared(pairs []pair) []float32 {
	type place struct {
		doc   int
		worth float32
	}
	places := map[int32][]place{}
	for j := range pairs {
		best := map[int32]float32{}
		for f := name; f < fields; f++ {
			for _, t := range pairs[j][f] {
				best[t] = max(best[t], worth[f])
			}
		}
		for t, w := range best {
			places[t] = append(places[t], place{j, w})
		}
	}
	n := len(pairs)
	all := make([]float32, n*n)
	parallel(n, func(i int) {
		var total float32
		for _, t := range pairs[i][question] {
			total += m.rarity[t]
		}
		for _, t := range pairs[i][question] {
			for _, p := range places[t] {
				all[i*n+p.doc] += m.rarity[t] * p.worth / total
			}
		}
	})
	return all
}
