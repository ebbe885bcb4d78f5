package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

const maxTypes = 8 // types in the arguments of types

// typ reads the type at token i, and gives the token after it, which is i when
// there is none. The names in it are uses.
func (r *refs) typ(i, end int) (s *shape.Shape, next int) {
	if r.depth > maxTypes {
		return nil, i
	}
	r.depth++
	defer func() { r.depth-- }()
	s, next = r.oneType(i, end)
	for next > i && next < end && r.after && (r.sign(next) == '|' || r.sign(next) == '&') && r.sign(next+1) != '|' { // A | None
		other, n := r.oneType(next+1, end)
		if n == next+1 {
			break
		}
		if s == nil || isOutside(s) { // the first that can tell
			s = other
		}
		next = n
	}
	return s, next
}

const maxPassed = 8 // words and signs before one type

func (r *refs) oneType(i, end int) (s *shape.Shape, next int) {
	from := i
	for i < end && i < from+maxPassed && (r.sign(i) == '&' || r.sign(i) == '*' || r.sign(i) == '?' || r.sign(i) == '|' || r.kind(i) == str && r.family == "Rust" || r.sign(i) == '\\' && r.family == "PHP" || r.sign(i) == ':' && r.family == "Ruby" || r.kind(i) == word && r.passed[r.word(i)]) {
		i++
	}
	switch c := r.sign(i); {
	case i >= end:
		return nil, from
	case c == '(' && r.pair(i) > i && r.pair(i) < end && r.after:
		next = r.pair(i) + 1
		if r.adjoin(next, '=', '>') || r.adjoin(next, '-', '>') { // a function
			_, n := r.typ(next+2, end)
			return nil, n
		}
		s, n := r.typ(i+1, r.pair(i))
		if n != r.pair(i) {
			s = nil
		}
		return r.listed(s, next, end)
	case c == '{' && r.pair(i) > i && r.pair(i) < end && r.family == "TypeScript":
		return r.listed(nil, r.pair(i)+1, end)
	case c == '[' && r.pair(i) > i && r.pair(i) < end && r.after:
		s, _ = r.typ(i+1, r.pair(i))
		if r.family != "Rust" {
			s = nil
		} else {
			s = shape.ListOf(s)
		}
		return r.listed(s, r.pair(i)+1, end)
	case r.kind(i) == str:
		if inner := strings.Trim(r.word(i), `"'`); r.family == "Python" && simple(inner) { // written as a string, to be read later
			s, known := r.root(inner)
			if !known {
				s = outsider
			} else {
				r.noteRoot(link.Use, s, inner, i, "")
			}
			return s, i + 1
		}
		return outsider, i + 1
	case r.kind(i) != word || !r.named(i):
		return nil, from
	}
	return r.namedType(i, end)
}

func simple(name string) bool {
	for i := range len(name) {
		if c := name[i]; c != '_' && (c < '0' || c > '9') && (c|32 < 'a' || c|32 > 'z') {
			return false
		}
	}
	return name != "" && len(name) < maxName
}

// namedType reads a name, what it is qualified by, and its arguments.
func (r *refs) namedType(i, end int) (s *shape.Shape, next int) {
	w := r.word(i)
	last, at := w, i+1
	switch {
	case r.family == "PHP" && (r.sign(i+1) == '\\' || r.absolute(i)):
		s, at = r.qualified(i, end)
		last = r.word(at)
		r.noteRoot(link.Use, s, last, at, "")
		at++
	case r.family == "C#" && w == "global" && r.adjoin(i+1, ':', ':'):
		return r.namedType(i+3, end)
	case r.family == "Ruby" && r.absolute(i):
		s = spaced(w)
	case r.never[w] && !r.self[w] && r.family == "TypeScript" && (w == "typeof" || w == "keyof" || w == "is"):
		_, next = r.typ(i+1, end)
		return nil, next
	case r.self[w] && !r.adjoin(i+1, ':', ':'):
		s = r.selfShape()
	case r.builtIn(w):
		s = r.outsideType(w)
	default:
		if r.family == "Rust" {
			s = r.rustRoot(i, w)
		}
		if s == nil {
			s = r.typeRoot(i, w)
		}
	}
	for at+1 < end {
		n := at
		switch {
		case r.sign(at) == '.' && r.sign(at+1) != '.':
			n = at + 1
		case r.sign(at) == ':' && r.sign(at+1) == ':':
			n = at + 2
		}
		if n == at || n >= end || !r.named(n) {
			break
		}
		last = r.word(n)
		if r.flat {
			s = r.typeRoot(n, last)
		} else if !isOutside(s) {
			if s != nil {
				r.note(link.Use, last, s, n, "")
			}
			s = member(s, last)
		}
		at = n + 1
	}
	open := at
	if r.family == "Rust" && r.sign(at) == ':' && r.sign(at+1) == ':' && r.sign(at+2) == '<' {
		open = at + 2
	}
	var inner *shape.Shape
	switch {
	case r.index && r.sign(at) == '[' && r.pair(at) > at && r.pair(at) < end:
		inner = r.arguments(at+1, r.pair(at), last)
		at = r.pair(at) + 1
	case !r.index && r.sign(open) == '<':
		n := r.angleWithin(open, end, maxAngle)
		if n > open {
			inner = r.arguments(open+1, n-1, last)
			at = n
		}
	}
	switch {
	case r.hold[last]:
		s = inner
	case r.list[last]:
		s = shape.ListOf(inner)
	}
	return r.listed(s, at, end)
}

func (r *refs) builtIn(name string) bool {
	return r.never[name] || r.ofLanguage(name) && r.imported[name] == nil
}

// ofLanguage reports whether a name is the language's own. In a namespace of
// PHP no name is, unless that is said.
func (r *refs) ofLanguage(name string) bool {
	return r.outside[name] && !r.tops[name] && (!r.spacing || r.bare || r.space == "")
}

// typeRoot is what the first name of a type stands for.
func (r *refs) typeRoot(i int, w string) *shape.Shape {
	if s, ok := r.imported[w]; ok {
		r.noteRoot(link.Use, s, w, i, "")
		return s
	}
	module := r.family == "Rust" && w[0] >= 'a'
	if r.builtIn(w) || !r.tops[w] && (r.hold[w] || r.list[w] || r.closed && !r.star && !module) {
		return r.outsideType(w)
	}
	s := shape.Named("", w)
	switch {
	case r.spacing:
		s.Path = r.typePath()
	case !r.flat:
		s.Path = r.scopePath()
	}
	if len(w) > 1 { // one letter is a type parameter, mostly
		r.noteRoot(link.Use, s, w, i, "")
	}
	return s
}

// arguments reads those of a type. The last one is the element of a container;
// the first one what a holder holds.
func (r *refs) arguments(i, end int, of string) (s *shape.Shape) {
	for n := 0; i < end && n < 20; n++ {
		t, next := r.typ(i, end)
		if n == 0 || !r.hold[of] {
			s = t
		}
		if r.list[of] && n > 0 { // a pair, or a tuple
			s = nil
		}
		i = max(next, i)
		for i < end && r.sign(i) != ',' {
			i = r.next(i)
		}
		i++
	}
	return s
}

// listed takes what may follow a type: T[], T?, T*.
func (r *refs) listed(s *shape.Shape, at, end int) (*shape.Shape, int) {
	for at < end {
		switch c := r.sign(at); {
		case c == '[' && r.pair(at) == at+1 && !r.index:
			s = shape.ListOf(s)
			at += 2
		case c == '?' || c == '*' || c == '&' && r.before || c == '!':
			at++
		case c == '.' && r.before && r.sign(at+1) == '.' && r.sign(at+2) == '.':
			s = shape.ListOf(s)
			at += 3
		case r.before && r.is(at, "const"):
			at++
		default:
			return s, at
		}
	}
	return s, at
}
