package index

import (
	"testing"
	"time"
)

func TestRateIsToldOnceItSaysSomething(t *testing.T) {
	begun := time.Unix(1000, 0)
	st := State{Done: 500, Total: 1000, begun: begun, from: 100}
	for _, x := range []struct {
		name  string
		after time.Duration
		alter func(*State)
		want  float64
	}{
		{"in the first moments", time.Second, func(*State) {}, 0},
		{"later", 4 * time.Second, func(*State) {}, 100},
		{"before any file", 4 * time.Second, func(st *State) { st.Done = 100 }, 0},
		{"at the end", 4 * time.Second, func(st *State) { st.Done = 1000 }, 0},
		{"while nothing is indexed", 4 * time.Second, func(st *State) { st.begun = time.Time{} }, 0},
		{"of an index begun anew", 4 * time.Second, func(st *State) { st.Done = 20 }, 0},
	} {
		now := st
		x.alter(&now)
		if got := now.Rate(begun.Add(x.after)); got != x.want {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
}
