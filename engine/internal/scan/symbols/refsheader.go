package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// typeBody notes what a type is derived from, and its members.
func (r *refs) typeBody(s *Symbol, at, end, next int) {
	body := r.header(s, r.flatten(s.Name), at+1, end)
	r.owner = r.flatten(s.Name)
	switch {
	case body >= end:
	case r.before || r.family == "TypeScript" && s.Kind != Module || r.family == "Rust" && s.Kind != Module || r.family == "Java":
		closed := end
		if p := r.pair(body); p > body && p < end {
			closed = p
		}
		r.members(s, body+1, closed, next)
	default:
		r.walk(body, end, next)
	}
}

// header reads what stands between the name of a type and its body, and gives
// the token that begins the body.
func (r *refs) header(s *Symbol, owner string, i, end int) int {
	if r.sign(i) == '<' && len(r.inherits) > 0 && !r.inherits["<"] || r.family == "Rust" {
		i = r.angleWithin(i, end, maxAngle)
	}
	switch {
	case r.index: // class A(B, key=C):
		if r.sign(i) == '(' && r.pair(i) > i {
			closed := r.pair(i)
			for i++; i < closed; i++ {
				if r.kind(i) != word || r.sign(i+1) != '=' {
					i = r.base(owner, i, closed)
				}
				e := i
				for e < closed && r.sign(e) != ',' {
					e = r.next(e)
				}
				r.walk(i, min(e, closed), len(r.found))
				i = e
			}
			i = closed
		}
		for i < end && r.sign(i) != ':' {
			i = r.next(i)
		}
		return i + 1
	case r.family == "Ruby":
		if r.sign(i) == '<' && r.sign(i+1) != '<' {
			i = r.base(owner, i+1, end)
		}
		return i
	}
	separator := byte(',')
	if r.family == "Rust" {
		separator = '+'
	}
	for n := 0; i < end && n < 500; n++ {
		switch {
		case r.sign(i) == '{' || r.sign(i) == ';':
			return i
		case r.sign(i) == '(' && r.pair(i) > i && r.pair(i) < end:
			if r.family == "Rust" { // struct A(B);
				r.walk(i, r.pair(i), len(r.found))
			} else { // class A(val b: B), record A(B b)
				outer := r.owner
				r.owner = owner
				r.constructor(i)
				r.owner = outer
			}
			i = r.pair(i) + 1
		case r.kind(i) == word && r.inherits[r.word(i)], r.sign(i) == ':' && (r.inherits[":"] || r.family == "Rust" && s.Kind == Trait):
			for {
				i = r.base(owner, i+1, end)
				if r.sign(i) == '(' && r.pair(i) > i { // what the base is made with
					r.walk(i, r.pair(i), len(r.found))
					i = r.pair(i) + 1
				}
				if i >= end || r.sign(i) != separator {
					break
				}
			}
		default:
			i = max(i+1, r.angleWithin(i, end, maxAngle))
		}
	}
	return i
}

// constructor takes the parameters that stand behind the name of a type.
func (r *refs) constructor(open int) {
	for i := open + 1; i < r.pair(open); i++ {
		e := i
		for e < r.pair(open) && r.sign(e) != ',' {
			e = max(r.next(e), r.angleWithin(e, r.pair(open), maxAngle))
		}
		at := i
		for at < e && r.kind(at) == word && r.kind(at+1) == word && !r.before {
			at++
		}
		if r.before {
			if r.maybeType(i, e) {
				if s, n := r.typ(i, e); n < e && r.named(n) {
					r.fieldName(n, r.word(n), s)
				}
			}
		} else if r.named(at) && r.sign(at+1) == ':' {
			s, _ := r.typ(at+2, e)
			r.fieldName(at, r.word(at), s)
			r.define(r.word(at), s, true)
		}
		i = e
	}
}

// base reads a type that one is derived from, at token i.
func (r *refs) base(owner string, i, end int) int {
	for r.is(i, "public") || r.is(i, "private") || r.is(i, "protected") || r.is(i, "virtual") {
		i++
	}
	r.mute = true
	s, next := r.typ(i, end)
	r.mute = false
	if next == i {
		return i
	}
	r.derive(owner, s, i)
	return next
}

// derive notes that a type is derived from another.
func (r *refs) derive(owner string, s *shape.Shape, i int) {
	if _, ok := r.bases[owner]; !ok {
		r.bases[owner] = s
	}
	if s == nil || isOutside(s) {
		r.name(i, link.Name{Owner: owner, Name: "~", Kind: link.Embedded, Shape: shape.Unknown})
		return
	}
	name := s.Name
	if s.Op != shape.Root && s.Op != shape.Member || name == "" {
		return
	}
	r.name(i, link.Name{Owner: owner, Name: name, Kind: link.Embedded, Shape: s.String()})
	if s.Op == shape.Member {
		r.note(link.Inherit, name, s.X, i, "")
	} else {
		r.noteRoot(link.Inherit, s, name, i, "")
	}
}

// implemented takes impl Trait for Type at token i.
func (r *refs) implemented(i, end int) int {
	at := r.angleWithin(i+1, end, maxAngle)
	r.mute = true
	trait, next := r.typ(at, end)
	r.mute = false
	if next == at || !r.is(next, "for") {
		return max(next, i+1)
	}
	from := next + 1
	typ, after := r.typ(from, end)
	if typ == nil || typ.Op != shape.Root || typ.Name == "" {
		return max(after, from)
	}
	owner := typ.Name
	if r.owner != "" {
		owner = r.owner + "." + owner
	}
	sym := r.sym
	for n := range r.found { // the type itself is derived, wherever that is said
		if s := &r.found[n]; s.Name == owner && s.Kind != Func {
			r.sym = s
			break
		}
	}
	r.derive(owner, trait, at)
	r.sym = sym
	return max(after, from)
}
