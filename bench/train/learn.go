package main

import (
	"math"
	"math/rand/v2"
)

const (
	passes   = 2
	batch    = 512  // documents that a question is told from
	rate     = 0.01 // at the start; it falls to nothing
	lessOf   = 0.1  // share of the terms that are left out each time, so that none is relied on
	leastOff = 0.02 // of the rate that is left in any case
)

// pass learns from all pairs once and returns the mean loss. A batch is of one package
// where that has enough; the rest is mixed.
func (m *model) pass(packages [][]pair, rng *rand.Rand, pass int) float64 {
	var batches [][]pair
	var rest []pair
	for _, list := range packages {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for ; len(list) >= batch; list = list[batch:] {
			batches = append(batches, list[:batch])
		}
		rest = append(rest, list...)
	}
	rng.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	for ; len(rest) >= batch; rest = rest[batch:] {
		batches = append(batches, rest[:batch])
	}
	rng.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
	loss := 0.0
	for i, b := range batches {
		steps, all := pass*len(batches)+i+1, passes*len(batches)
		loss += m.slopes(thinned(b, rng)) / float64(len(batches))
		m.step(rate*max(leastOff, 1-float64(steps)/float64(all)), steps)
	}
	return loss
}

// thinned leaves terms out at random, but no field empty.
func thinned(pairs []pair, rng *rand.Rand) []pair {
	all := make([]pair, len(pairs))
	for i, p := range pairs {
		for f, list := range p {
			for _, t := range list {
				if rng.Float64() >= lessOf {
					all[i][f] = append(all[i][f], t)
				}
			}
			if len(all[i][f]) == 0 {
				all[i][f] = list
			}
		}
	}
	return all
}

// slopes finds how the loss of a batch changes with each number. The loss is
// the mean of -log of the probability of each question's own document, by
// softmax over the batch.
func (m *model) slopes(pairs []pair) (loss float64) {
	n := len(pairs)
	row := func(all []float32, i int) []float32 { return all[i*dim : i*dim+dim] }
	asks, tells := make([]float32, n*dim), make([]float32, n*dim)
	askLength, tellLength := make([]float32, n), make([]float32, n)
	parallel(n, func(i int) {
		askLength[i] = m.ask(&pairs[i], row(asks, i))
		tellLength[i] = m.tell(&pairs[i], row(tells, i))
	})
	shared := m.shared(pairs)
	slope := make([]float32, n*n) // of the loss by each cosine
	losses := make([]float64, n)
	parallel(n, func(i int) {
		p := make([]float64, n)
		top, sum := math.Inf(-1), 0.0
		for j := range p {
			p[j] = float64(dot(row(asks, i), row(tells, j)))/temperature + float64(m.words.x[0]*shared[i*n+j])
			top = max(top, p[j])
		}
		own := p[i] - top
		for j := range p {
			p[j] = math.Exp(p[j] - top)
			sum += p[j]
		}
		losses[i] = math.Log(sum) - own
		for j := range p {
			slope[i*n+j] = float32(p[j] / sum / float64(n) / temperature)
		}
		slope[i*n+i] -= float32(1 / float64(n) / temperature)
	})
	for i, s := range slope {
		m.words.slope[0] += s * temperature * shared[i]
	}
	askSlope, tellSlope := make([]float32, n*dim), make([]float32, n*dim)
	parallel(n, func(i int) {
		for j := range n {
			axpy(slope[i*n+j], row(tells, j), row(askSlope, i))
			axpy(slope[j*n+i], row(asks, j), row(tellSlope, i))
		}
		throughLength(row(askSlope, i), row(asks, i), askLength[i])
		throughLength(row(tellSlope, i), row(tells, i), tellLength[i])
	})
	for i := range pairs {
		for f, list := range pairs[i] {
			g := row(tellSlope, i)
			if f == question {
				g = row(askSlope, i)
			}
			m.spread(f, list, g)
		}
	}
	for _, l := range losses {
		loss += l / float64(n)
	}
	return loss
}

// step moves all numbers that have a slope.
func (m *model) step(rate float64, steps int) {
	parallel(len(m.touched), func(i int) {
		t := int(m.touched[i])
		m.isIn[t] = false
		m.vectors.step(t*dim, t*dim+dim, rate, steps)
	})
	m.touched = m.touched[:0]
	m.weights.step(name, fields, rate, steps)
	m.words.step(0, 1, 5*rate, steps)
}

// throughLength turns a slope by a vector of length 1 into that by what it was before.
func throughLength(slope, unit []float32, length float32) {
	along := dot(slope, unit)
	for j := range slope {
		slope[j] = (slope[j] - along*unit[j]) / length
	}
}

// spread hands the slope of a sum to the terms of one of its fields.
func (m *model) spread(f int, list []int32, slope []float32) {
	for _, t := range list {
		if !m.isIn[t] {
			m.isIn[t] = true
			m.touched = append(m.touched, t)
		}
		m.weights.slope[f] += dot(slope, m.vector(t)) / float32(math.Sqrt(float64(len(list))))
		axpy(m.share(f, len(list)), slope, m.vectors.slope[int(t)*dim:int(t)*dim+dim])
	}
}
