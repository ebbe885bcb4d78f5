package nearest

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"same", "same", 0},
		{"serch", "search", 1},   // insert
		{"seaarch", "search", 1}, // drop
		{"saarch", "search", 1},  // change
		{"saerch", "search", 1},  // swap
		{"main.og", "main.go", 1},
		{"ca", "abc", 3}, // a swapped pair is not changed again
		{"größe", "grösse", 2},
		{"日本語", "日本", 1},
		{"kitten", "sitting", 3},
	} {
		if got := Distance(c.a, c.b, 10); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a, 10); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
	if got := Distance("short", "very much longer", 2); got <= 2 {
		t.Errorf("%d", got)
	}
}

func TestName(t *testing.T) {
	known := []string{"data_source", "query", "paths", "max_results"}
	for wrong, want := range map[string]string{
		"qurey":      "query",
		"dataSource": "data_source",
		"path":       "paths",
		"maxresult":  "max_results",
		"limit":      "",
		"q":          "",
		"":           "",
	} {
		if got := Name(wrong, known); got != want {
			t.Errorf("%q: %q, want %q", wrong, got, want)
		}
	}
}
