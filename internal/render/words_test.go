package render

import "testing"

func TestCountsOfManyHaveCommas(t *testing.T) {
	for n, want := range map[int]string{
		0: "0 files", 1: "1 file", 2: "2 files", 9_999: "9999 files", 10_000: "10,000 files",
		123_456: "123,456 files", 1_234_567: "1,234,567 files",
	} {
		if got := Count(n, "file", "files"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
