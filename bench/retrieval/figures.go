package main

import "fmt"

// figures sum up how a way of ranking did on some questions.
type figures struct {
	asked, found int
	reciprocal   float64
}

// add counts one question; places are the ranking, best first.
func (f *figures) add(q question, places []place) {
	f.asked++
	if r := rankOf(q, places); r > 0 {
		f.found++
		f.reciprocal += 1 / float64(r)
	}
}

// rankOf is the place of the first right answer, from 1, or 0.
func rankOf(q question, places []place) int {
	for i, p := range places {
		if q.answers[p] {
			return i + 1
		}
	}
	return 0
}

func (f figures) mrr() float64    { return f.reciprocal / float64(max(1, f.asked)) }
func (f figures) recall() float64 { return float64(f.found) / float64(max(1, f.asked)) }

func (f figures) String() string { return fmt.Sprintf("%.3f, %.3f", f.mrr(), f.recall()) }

// mean gives every package the same weight.
func mean(all []figures) string {
	var mrr, recall float64
	for _, f := range all {
		mrr += f.mrr() / float64(len(all))
		recall += f.recall() / float64(len(all))
	}
	return fmt.Sprintf("%.3f, %.3f", mrr, recall)
}
