package query

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSteps bounds the comparisons of one match: far more than any path needs.
const maxSteps = 50_000

var errSteps = errors.New("pattern too complex")

// element is one part of a pattern: a run of anything, or one character.
type element struct {
	run bool
	one func(r rune) bool
}

func anyOne(rune) bool { return true }

// like is X LIKE Y ESCAPE Z as SQLite calls it: Y first. Case is ignored, of
// all letters and not only ASCII's.
func like(a []string) any {
	escape := rune(-1)
	if len(a) == 3 {
		if utf8.RuneCountInString(a[2]) != 1 {
			return errors.New("ESCAPE expression must be a single character")
		}
		escape, _ = utf8.DecodeRuneInString(a[2])
	}
	return match(a[0], a[1], func(p string) (element, int) {
		r, n := utf8.DecodeRuneInString(p)
		switch r {
		case escape:
			if n == len(p) {
				return element{one: func(rune) bool { return false }}, n
			}
			next, m := utf8.DecodeRuneInString(p[n:])
			r, n = next, n+m
		case '%':
			return element{run: true}, n
		case '_':
			return element{one: anyOne}, n
		}
		r = unicode.ToLower(r)
		return element{one: func(c rune) bool { return unicode.ToLower(c) == r }}, n
	})
}

// glob is X GLOB Y, with Y first: *, ?, [a-z] and [^a-z].
func glob(a []string) any {
	return match(a[0], a[1], func(p string) (element, int) {
		r, n := utf8.DecodeRuneInString(p)
		switch r {
		case '*':
			return element{run: true}, n
		case '?':
			return element{one: anyOne}, n
		case '[':
			return class(p)
		}
		return element{one: func(c rune) bool { return c == r }}, n
	})
}

// class is a set of characters at the beginning of p. One without end matches nothing.
func class(p string) (element, int) {
	body := p[1:]
	body, not := strings.CutPrefix(body, "^")
	first := strings.TrimPrefix(body, "]") // as first character it is one of the set
	end := strings.IndexByte(first, ']')
	if end < 0 {
		return element{one: func(rune) bool { return false }}, len(p)
	}
	end += len(body) - len(first)
	chars := []rune(body[:end])
	in := func(c rune) bool {
		for i := 0; i < len(chars); i++ {
			if i+2 < len(chars) && chars[i+1] == '-' {
				if chars[i] <= c && c <= chars[i+2] {
					return true
				}
				i += 2
			} else if chars[i] == c {
				return true
			}
		}
		return false
	}
	return element{one: func(c rune) bool { return in(c) != not }}, len(p) - len(body) + end + 1
}

// match compares from left to right. Where the comparison fails, the last run
// takes one character more; an earlier one need never, for it would only take
// what the last can.
func match(pattern, text string, next func(p string) (element, int)) any {
	var elements []element
	for len(pattern) > 0 {
		e, n := next(pattern)
		elements = append(elements, e)
		pattern = pattern[n:]
		if len(elements) > maxSteps/100 {
			return errSteps
		}
	}
	p, run := 0, -1 // elements: the next one, and the one after the last run
	t, back := 0, 0 // bytes: the next character, and where the last run ends
	for steps := 0; t < len(text); steps++ {
		if steps > maxSteps {
			return errSteps
		}
		c, n := utf8.DecodeRuneInString(text[t:])
		switch {
		case p < len(elements) && elements[p].run:
			p++
			run, back = p, t
		case p < len(elements) && elements[p].one(c):
			p++
			t += n
		case run >= 0:
			_, n := utf8.DecodeRuneInString(text[back:])
			back += n
			p, t = run, back
		default:
			return false
		}
	}
	for p < len(elements) && elements[p].run {
		p++
	}
	return p == len(elements)
}
