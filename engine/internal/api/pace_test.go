package api

import "testing"

func TestPaceIsOneShortLine(t *testing.T) {
	for _, x := range []struct {
		rate float64
		left int
		want string
	}{
		{400, 800, ", 400/s, about 2 s left"},
		{399.2, 801, ", 400/s, about 3 s left"},
		{0.5, 30, ", 1/s, about 60 s left"},
		{100, 200_000, ", 100/s, about 34 min left"},
	} {
		if got := paceText(x.rate, x.left); got != x.want {
			t.Errorf("%v, %d: %q, want %q", x.rate, x.left, got, x.want)
		}
	}
}
