package render

import (
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Printable quotes what would break out of its line or hide in it; all else
// stays byte for byte.
func Printable(s string) string {
	if strings.ContainsFunc(s, safe.Hidden) {
		return strconv.QuoteToGraphic(s)
	}
	return s
}

// Count is a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number is how many there are of something, with commas from 10,000 on. A
// number that may be handed back as an argument has none.
func Number(n int) string {
	s := strconv.Itoa(n)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
