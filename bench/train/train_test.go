package main

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// standing gives questions that share no term with their documents: term i of the
// one always stands for term i of the other.
func standing(n int) (pairs []pair, counts []int) {
	const terms = 40
	rng := rand.New(rand.NewPCG(3, 4))
	for range 2 * terms {
		counts = append(counts, n/10)
	}
	for range n {
		var p pair
		for _, t := range rng.Perm(terms)[:4] {
			p[question] = append(p[question], int32(t))
			p[name] = append(p[name], int32(terms+t))
		}
		p[body] = []int32{p[name][0], int32(terms + rng.IntN(terms))}
		pairs = append(pairs, p)
	}
	return pairs, counts
}

func TestSlopesAreThoseOfTheLoss(t *testing.T) {
	pairs, counts := standing(20)
	pairs[3][question] = append(pairs[3][question], pairs[5][name][0]) // a shared term
	for _, what := range []string{"vectors", "weights", "words"} {
		m := newModel(counts)
		m.slopes(pairs)
		a := map[string]*adam{"vectors": &m.vectors, "weights": &m.weights, "words": &m.words}[what]
		slopes := slices.Clone(a.slope)
		for _, k := range []int{0, 1, 2, 4, 50 * dim, 50*dim + 1} {
			if k >= len(slopes) || what == "weights" && k == question { // the question's weight is no number to learn
				continue
			}
			const h = 1e-2
			x := a.x[k]
			a.x[k] = x + h
			up := m.slopes(pairs)
			a.x[k] = x - h
			down := m.slopes(pairs)
			a.x[k] = x
			if want := (up - down) / (2 * h); math.Abs(want-float64(slopes[k])) > 0.02*math.Abs(want)+2e-3 {
				t.Errorf("%s %d: slope %v, the loss has %v", what, k, slopes[k], want)
			}
		}
	}
}

func TestLearnsWhatStandsForWhat(t *testing.T) {
	pairs, counts := standing(4 * batch)
	held := pairs[:300]
	m := newModel(counts)
	before := m.judge([][]pair{held})
	rng := rand.New(rand.NewPCG(1, 2))
	for range passes {
		m.pass([][]pair{slices.Clone(pairs[300:])}, rng, 0)
	}
	after := m.judge([][]pair{held})
	if before.alone.reciprocal > 30 || after.alone.reciprocal < 60 {
		t.Errorf("before %v, after %v", before, after)
	}
	file := filepath.Join(t.TempDir(), "x")
	if err := m.write(file, []string{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() != 3*4+5*4+3+2*(4+dim) {
		t.Errorf("%v, %v", info, err)
	}
}

func TestFrequentTermsComeFirstAndFewOfAField(t *testing.T) {
	many := make([]string, mostOfField+1)
	for i := range many {
		many[i] = "often"
	}
	many[mostOfField] = "late"
	v := vocabularyOf([][]example{{{question: {"rare", "often"}, name: {"often"}}, {question: {"often", "x"}, name: {"x"}, body: many}}})
	if !slices.Equal(v.terms, []string{"often", "rare", "x"}) || v.counts[0] != 2 {
		t.Errorf("%v, %v", v.terms, v.counts)
	}
	pairs := v.pairs([][]example{{{question: {"often", "often", "rare"}, name: {"x"}}, {question: {"often"}, name: {"x"}}}})
	if len(pairs[0]) != 1 || !slices.Equal(pairs[0][0][question], []int32{0, 1}) {
		t.Errorf("%v", pairs)
	}
}
