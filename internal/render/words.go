package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// OneLine keeps text of others from posing as structure of ours.
func OneLine(s string) string {
	return strings.Join(strings.Fields(s), " ")
}

// blankControl is for strings.Map: text of others must not break its line.
func blankControl(r rune) rune {
	if unicode.IsControl(r) && r != '\t' {
		return ' '
	}
	return r
}

// Clip shortens to at most n runes.
func Clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Printable quotes what would break out of its line; all else stays byte for byte.
func Printable(s string) string {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return strconv.Quote(s)
	}
	return s
}

// Count is a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
