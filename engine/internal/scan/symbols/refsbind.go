package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// declared takes what follows let, var and the like.
func (r *refs) declared(i, end int) int {
	first := 0
	for n := 0; n < 50; n++ {
		for i < end && (r.sign(i) == '&' || r.sign(i) == '*' || r.kind(i) == word && r.passed[r.word(i)]) {
			i++
		}
		if i >= end {
			break
		}
		at := i + 1
		if !r.named(i) || r.sign(at) == '(' || r.sign(at) == ':' && r.sign(at+1) == ':' {
			return r.pattern(i, end)
		}
		name := r.word(i)
		var s *shape.Shape
		if c := r.sign(at); c == '!' || c == '?' {
			at++
		}
		if r.after && r.sign(at) == ':' {
			s, at = r.typ(at+1, end)
		}
		r.set(name)
		if s != nil {
			r.settleTyped(i, name, s)
		}
		switch {
		case at < end && r.sign(at) == '=' && r.sign(at+1) != '=':
			if r.is(at+1, "new") && r.named(at+2) && r.sign(at+3) != '.' && s == nil && r.sym != nil { // it may be used in what it is made of
				if made, known := r.root(r.word(at + 2)); known {
					r.define(name, call(made), false)
				}
			}
			if s == nil {
				r.await(at+1, end, due{name: name, field: r.inType()}, r.family == "Rust" && r.is(i-2, "if"), false)
			}
			at++
		case r.is(at, "of") || r.is(at, "in") || r.before && r.sign(at) == ':':
			r.await(at+1, end, due{name: name, loop: true}, false, false)
			at++
		}
		if first == 0 {
			first = at
		}
		last := r.ending(at, end, false, false)
		if r.sign(last+1) != ',' || last+2 >= end || !r.named(last+2) || r.family != "TypeScript" {
			break
		}
		i = last + 2
	}
	return max(first, min(i, end))
}

// pattern takes names that stand for parts of a value.
func (r *refs) pattern(i, end int) int {
	for n := 0; i < end && n < 60; n++ {
		switch c := r.sign(i); {
		case c == '=' || c == ';' || r.is(i, "of") || r.is(i, "in"):
			return i + 1
		case c == '{' && r.family == "TypeScript" && r.pair(i) > i && r.sign(r.pair(i)+1) == '=' && r.pair(i)+2 < end:
			r.parts(i, end)
			return r.pair(i) + 2
		case c != 0 && r.pair(i) > i && r.pair(i) < end:
			for at := i + 1; at < r.pair(i) && at < i+100; at++ {
				if r.named(at) && !r.never[r.word(at)] && r.sign(at+1) != ':' && r.sign(at+1) != '(' && r.sign(at-1) != '=' {
					r.set(r.word(at))
				}
			}
			i = r.pair(i) + 1
		case r.named(i) && (r.family != "Rust" || r.sign(i+1) != '(' && r.sign(i+1) != ':' && r.sign(i+1) != '{'):
			r.set(r.word(i))
			i++
		default:
			i++
		}
	}
	return i
}

// parts takes { a, b: c } = …, whose bracket token open is.
func (r *refs) parts(open, end int) {
	closed := r.pair(open)
	for at, n := open+1, 0; at < closed && n < 50; at, n = r.next(at), n+1 {
		if !r.named(at) || r.sign(at-1) != '{' && r.sign(at-1) != ',' {
			continue
		}
		d := due{name: r.word(at), part: r.word(at)}
		if r.sign(at+1) == ':' && r.named(at+2) {
			d.name = r.word(at + 2)
		}
		r.set(d.name)
		r.await(closed+2, end, d, false, false)
	}
}

// loop takes what follows for.
func (r *refs) loop(i, end int) int {
	inner := end
	if r.sign(i) == '(' && r.pair(i) > i && !r.index {
		inner = min(end, r.pair(i))
		i++
	}
	if r.family == "PHP" {
		return i
	}
	names := []string{}
	for at := i; at < inner && at < i+30; at++ {
		switch c := r.sign(at); {
		case r.is(at, "in") || r.is(at, "of"):
			if r.before { // the type was taken with the name
				return i
			}
			for _, n := range names {
				if r.set(n); len(names) == 1 {
					r.await(at+1, inner, due{name: n, loop: true}, inner == end, r.index)
				}
			}
			return at + 1
		case r.named(at) && !r.declare[r.word(at)]:
			names = append(names, r.word(at))
		case c != ',' && c != '(' && c != ')' && c != '*' && c != '&' && c != 0 && c != '[' && c != ']':
			return i
		}
	}
	return i
}

// as takes a name for a value in Python, else the type of one.
func (r *refs) as(i, end int) int {
	v := r.values[i-min(i, 1)]
	if r.index {
		if r.named(i + 1) {
			r.define(r.word(i+1), v.shape, false)
			if r.sym == nil {
				r.tops[r.word(i+1)] = true
			}
			return i + 2
		}
		return i + 1
	}
	if r.is(i+1, "const") || r.family == "PHP" {
		return i + 2
	}
	at := i + 1
	if r.sign(at) == '?' {
		at++
	}
	s, next := r.typ(at, end)
	if next > at && v.is == ended {
		r.values[next-1] = value{s, v.from, ended}
	}
	return max(next, i+1)
}

// defined takes a function or type within a function.
func (r *refs) defined(i, end int) int {
	at := i + 1
	if r.sign(at) == '*' {
		at++
	}
	if at < end && r.named(at) {
		if _, ok := r.operand(i); !ok {
			r.define(r.word(at), nil, false)
		}
		at++
	}
	at = max(at, r.angleWithin(at, end, maxAngle))
	if at < end && r.sign(at) == '(' && r.pair(at) > at && r.pair(at) < end && !r.is(i, "class") {
		r.parameters(at, r.pair(at), false)
		return r.pair(at) + 1
	}
	return at
}
