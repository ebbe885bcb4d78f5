package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// assignment takes a statement that begins with a name.
func (r *refs) assignment(i, end int, w string) int {
	plain := func(n int) bool { return r.sign(n) == '=' && r.sign(n+1) != '=' && !r.adjoin(n, '=', '>') }
	switch {
	case r.self[w] && r.sign(i+1) == '.' && r.named(i+2) && i+3 < end:
		return r.fieldAssigned(i+2, end, plain)
	case r.family == "PHP" && r.self[w] && r.adjoin(i+1, '-', '>') && r.named(i+3) && i+4 < end:
		return r.fieldAssigned(i+3, end, plain)
	case r.never[w]:
		return 0
	case r.family == "Ruby" && w[0] == '@':
		at := i + 1
		if r.adjoin(at, '|', '|') { // only if there is none yet
			at += 2
		}
		if at+1 >= end || !plain(at) {
			return 0
		}
		r.await(at+1, end, due{name: w, field: true}, false, false)
		return at + 1
	case r.assign && plain(i+1):
		r.set(w)
		r.await(i+2, end, due{name: w, field: r.inType()}, false, false)
		return i + 2
	case r.index && r.sign(i+1) == ':' && i+2 < end && !r.tokens[i+2].first:
		s, next := r.typ(i+2, end)
		if next == i+2 {
			return 0
		}
		r.settleTyped(i, w, s)
		if plain(next) {
			return next + 1
		}
		return next
	case r.assign && r.sign(i+1) == ',': // a, b = …
		more := true
		for n := i; more && n < end && n < i+60 && r.named(n); n += 2 {
			if more = r.sign(n+1) == ','; more || r.sign(n+1) == '=' {
				r.set(r.word(n))
			}
		}
		return 0
	case plain(i + 1):
		if s, ok := r.local(w); ok && s == nil {
			r.await(i+2, end, due{name: w}, false, false)
		}
		return 0
	case r.before:
		return r.typedVariable(i, end)
	}
	return 0
}

func (r *refs) inType() bool {
	return r.sym != nil && r.sym.Kind != Func && r.sym.Kind != Method && r.sym.Kind != Const && r.sym.Kind != Var
}

// set puts a variable in sight of which nothing is known yet.
func (r *refs) set(name string) {
	switch {
	case r.sym == nil:
		r.tops[name] = true
	case !r.inType():
		if _, ok := r.local(name); !ok {
			r.define(name, nil, false)
		}
	}
}

func (r *refs) settleTyped(i int, name string, s *shape.Shape) {
	switch {
	case r.inType():
		r.fieldName(i, name, s)
	case r.sym == nil:
		r.topValue(i, name, s)
	default:
		r.define(name, s, true)
	}
}

// fieldAssigned takes self.name = …, whose name is token i.
func (r *refs) fieldAssigned(i, end int, plain func(int) bool) int {
	if r.before && r.family != "PHP" { // declared elsewhere
		return 0
	}
	at := i + 1
	var s *shape.Shape
	if r.index && r.sign(at) == ':' {
		s, at = r.typ(at+1, end)
	}
	if at < end && plain(at) {
		r.await(at+1, end, due{name: r.word(i), field: true, typed: s}, false, false)
		return at + 1
	}
	if s != nil {
		r.fieldName(i, r.word(i), s)
		return at
	}
	return 0
}

// typedVariable takes T name at token i, where a type stands before its name.
func (r *refs) typedVariable(i, end int) int {
	if !r.maybeType(i, end) {
		return 0
	}
	s, next := r.typ(i, end)
	if next == i || next >= end || !r.named(next) || r.never[r.word(next)] {
		return 0
	}
	name := r.word(next)
	if open := next + 1; r.sign(open) == '(' && r.pair(open) > open && (r.sign(r.pair(open)+1) == '{' || r.is(r.pair(open)+1, "throws")) { // of a type without a name
		r.parameters(open, r.pair(open), false)
		return r.pair(open) + 1
	}
	switch c := r.sign(next + 1); {
	case c == '=' && r.sign(next+2) != '=', c == ';', c == ',', c == '[', c == ')', (c == '{' || c == '(') && r.family == "C" && r.sym != nil && !r.inType(): // elsewhere a function is declared
	case c == ':' && r.sign(next+2) != ':' || r.is(next+1, "in"):
		r.define(name, s, true)
		return next + 1
	default:
		return 0
	}
	r.settleTyped(next, name, s)
	return next + 1
}

// maybeType looks ahead whether a type and a name stand at token i, so that no
// name is noted as a type's that is not.
func (r *refs) maybeType(i, end int) bool {
	at := i
	for n := 0; at < end && n < 40; n++ {
		switch c := r.sign(at); {
		case r.kind(at) == word:
			if r.kind(at+1) == word {
				if r.never[r.word(at+1)] && !r.passed[r.word(at+1)] {
					return false
				}
				if !r.passed[r.word(at)] && !r.passed[r.word(at+1)] {
					return true
				}
			}
			at++
		case c == '<':
			n := r.angleWithin(at, end, maxAngle)
			if n == at {
				return false
			}
			at = n
			if r.named(at) {
				return true
			}
		case c == '*' || c == '&' || c == '?':
			if r.named(at+1) && n > 0 && (r.sign(at+2) == '=' || r.sign(at+2) == ';' || r.sign(at+2) == ',' || r.sign(at+2) == ')' || r.sign(at+2) == '[' || r.sign(at+2) == ':') {
				return true
			}
			at++
		case c == '[' && r.pair(at) == at+1:
			if r.named(at + 2) {
				return true
			}
			at += 2
		case c == ':' && r.sign(at+1) == ':':
			at += 2
		case (c == '.' || c == '\\') && r.named(at+1):
			at++
		default:
			return false
		}
	}
	return false
}
