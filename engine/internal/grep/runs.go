package grep

import (
	"regexp/syntax"
	"unicode/utf8"
)

// run is what every match of an expression holds at least: so many bytes of a
// set in a row. Where no text is known, looking for it passes over most lines.
type run struct {
	set    *[256]bool
	length int // 0 = nothing is known
	size   int // of the set
}

// better prefers what few lines hold: one more byte in a row counts like a set
// of half the size.
func (r run) better(than run) bool {
	worth := func(r run) int {
		w := 2 * r.length
		for size := r.size; size < 256 && size > 0; size *= 2 {
			w++
		}
		return w
	}
	return r.length > 0 && (than.length == 0 || worth(r) > worth(than))
}

// requiredRun reads it from an expression.
func requiredRun(re *syntax.Regexp) (best run) {
	switch re.Op {
	case syntax.OpCharClass:
		return classRun(re.Rune)
	case syntax.OpCapture:
		return requiredRun(re.Sub[0])
	case syntax.OpPlus, syntax.OpRepeat:
		least := 1
		if re.Op == syntax.OpRepeat {
			least = re.Min
		}
		if best = requiredRun(re.Sub[0]); least == 0 || best.length == 0 {
			return run{}
		}
		if re.Sub[0].Op == syntax.OpCharClass {
			best.length = least
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if r := requiredRun(sub); r.better(best) {
				best = r
			}
		}
	}
	return best
}

// classRun takes the ranges of a class. All bytes of characters outside of
// ASCII count as the same, and so do bytes that are no UTF-8. No match has a
// line break in it.
func classRun(ranges []rune) run {
	r := run{set: new([256]bool), length: 1}
	for i := 0; i+1 < len(ranges); i += 2 {
		for c := ranges[i]; c <= min(ranges[i+1], utf8.RuneSelf-1); c++ {
			r.set[c] = c != '\n'
		}
		if ranges[i+1] >= utf8.RuneSelf {
			for c := utf8.RuneSelf; c < 256; c++ {
				r.set[c] = true
			}
		}
	}
	for _, in := range r.set {
		if in {
			r.size++
		}
	}
	return r
}

// from is where the first such run at or after pos begins, or -1. It looks from
// the last byte that one would have to the first, and so passes over most bytes.
func (r run) from(text []byte, pos int) int {
	for pos+r.length <= len(text) {
		last := pos + r.length - 1
		for last >= pos && r.set[text[last]] {
			last--
		}
		if last < pos {
			return pos
		}
		pos = last + 1
	}
	return -1
}
