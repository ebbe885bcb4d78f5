// Package nearest finds the name that a wrong one was most likely meant to be.
package nearest

import "strings"

// Name is the known name that is most like a wrong one, "" if none is: it
// differs in a third of its characters at most. Case and underscores do not count.
func Name(wrong string, known []string) string {
	plain := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "_", "") }
	best, least := "", len(wrong)/3+1
	for _, k := range known {
		if d := Distance(plain(wrong), plain(k), least); d < least {
			best, least = k, d
		}
	}
	return best
}

// Distance is the number of characters to insert, drop, change or swap with
// their neighbour to make b of a. Of one above most only that is told.
func Distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	// Each row holds the distances of a beginning of x from those of y.
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range y {
			switch {
			case x[i] == y[j]:
				row[j+1] = last[j]
			case i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j]:
				row[j+1] = 1 + min(last[j], last[j+1], row[j], before[j-1])
			default:
				row[j+1] = 1 + min(last[j], last[j+1], row[j])
			}
		}
	}
	return row[len(y)]
}
