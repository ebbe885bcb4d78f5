package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// members notes the fields of a type, and the methods that it only asks for;
// those with a body are symbols of their own.
func (r *refs) members(s *Symbol, i, end, next int) {
	constants := s.Kind == Enum
	for i < end {
		at := i
		if i, next = r.pass(i, next); i > at {
			continue
		}
		switch c := r.sign(i); {
		case c == '@' || c == '#' && r.sign(i+1) == '[':
			i = max(i+1, r.decorators(i, end, next))
		case c == ';':
			constants = false
			i++
		case constants && r.named(i):
			i = r.constant(i, end, next)
		case c == '{':
			e := r.next(i)
			r.walk(i, min(e, end), next)
			i = e
		case c == '<':
			i = max(i+1, r.angleWithin(i, end, maxAngle))
		case r.kind(i) == word || c == '[':
			i = max(i+1, r.oneMember(i, end, next))
		default:
			i++
		}
	}
}

// constant takes one of an enumeration.
func (r *refs) constant(i, end, next int) int {
	self := r.selfShape()
	r.name(i, link.Name{Owner: r.owner, Name: r.word(i), Kind: link.Field, Shape: self.String()})
	at := i + 1
	for at < end && r.sign(at) != ',' && r.sign(at) != ';' {
		e := r.next(at)
		if r.sign(at) == '(' && r.family != "Rust" || r.sign(at) == '=' {
			r.walk(at, min(e, end), next)
		} else if r.sign(at) == '(' {
			r.typ(at+1, min(e, end))
		}
		at = e
	}
	if r.sign(at) == ';' {
		return at
	}
	return at + 1
}

// oneMember takes what is declared at token i, and gives the token after it.
func (r *refs) oneMember(i, end, next int) int {
	for i+1 < end && r.kind(i) == word && (r.table.modify[r.word(i)] || r.passed[r.word(i)] && !r.before || r.is(i, "public") || r.is(i, "private") || r.is(i, "protected") || r.is(i, "get") || r.is(i, "set")) &&
		(r.kind(i+1) == word || r.sign(i+1) == '<' || r.sign(i+1) == '(' && r.is(i, "pub") || r.sign(i+1) == ':' && r.family == "C") {
		if i++; r.sign(i) == '(' {
			i = r.next(i)
		} else if r.sign(i) == '<' {
			i = max(i, r.angleWithin(i, end, maxAngle))
		} else if r.sign(i) == ':' {
			return i + 1
		}
	}
	if i >= end {
		return end
	}
	if r.family == "PHP" && r.is(i, "use") {
		return r.traits(i, end)
	}
	if r.declare[r.word(i)] || r.is(i, "fn") || r.is(i, "fun") || r.is(i, "function") {
		keyword := i
		i++
		if !r.declare[r.word(keyword)] {
			if r.named(i) {
				return r.demanded(i, r.angleWithin(i+1, end, maxAngle), nil, end)
			}
			return i
		}
	}
	if r.before {
		return r.typedMember(i, end, next)
	}
	at := i + 1
	if r.sign(i) == '[' {
		return r.memberEnd(r.next(i), end, next)
	}
	if c := r.sign(at); c == '?' || c == '!' {
		at++
	}
	if open := r.angleWithin(at, end, maxAngle); open < end && r.sign(open) == '(' {
		return r.demanded(i, open, nil, end)
	}
	var t *shape.Shape
	if r.sign(at) == ':' {
		t, at = r.typ(at+1, end)
		r.fieldName(i, r.word(i), t)
	}
	e := r.memberEnd(at, end, next)
	if r.sign(at) == '=' && at+1 < e {
		if t == nil {
			r.await(at+1, e, due{name: r.word(i), field: true}, false, false)
		}
		r.walk(at+1, e, next)
	}
	return e
}

// typedMember takes T name, or T name(…), at token i.
func (r *refs) typedMember(i, end, next int) int {
	var t *shape.Shape
	at := i
	if r.maybeType(i, end) || r.never[r.word(i)] && r.kind(i+1) == word {
		t, at = r.typ(i, end)
	}
	for at < end && (r.sign(at) == '*' || r.sign(at) == '&') {
		at++
	}
	if at == i || at >= end || !r.named(at) {
		return r.memberEnd(i, end, next)
	}
	name := r.word(at)
	if r.sign(at+1) == '(' {
		return r.demanded(at, at+1, t, end)
	}
	if t == nil {
		t = outsider
	}
	r.fieldName(at, name, t)
	e := r.memberEnd(at+1, end, next)
	r.walk(at+1, e, next)
	return e
}

// demanded takes a method without a body, whose name is token i and whose
// parameters token open begins. Its result may stand behind them.
func (r *refs) demanded(i, open int, result *shape.Shape, end int) int {
	if r.sign(open) != '(' || r.pair(open) < open || r.pair(open) > end {
		return open
	}
	r.push()
	params := r.parameters(open, r.pair(open), false)
	at := r.pair(open) + 1
	if r.adjoin(at, '-', '>') && r.family == "Rust" {
		result, at = r.typ(at+2, end)
	} else if r.sign(at) == ':' && at+1 < end && r.family != "C" {
		result, at = r.typ(at+1, end)
	}
	r.pop()
	n := link.Name{Owner: r.owner, Name: r.word(i), Kind: link.Abstract}
	if result != nil || r.arity {
		n.Shape = shape.FuncOf(params, []*shape.Shape{result}).String()
	}
	r.name(i, n)
	for at < end && r.sign(at) != ';' && !r.breaks(at) && r.sign(at) != '}' {
		if r.sign(at) == '{' {
			return r.next(at)
		}
		at = r.next(at)
	}
	return at
}

// memberEnd is the token behind the member that goes on at token i.
func (r *refs) memberEnd(i, end, next int) int {
	for n := i; n < end; n = r.next(n) {
		if next < len(r.found) && r.found[next].From <= r.from(n) {
			return n
		}
		switch c := r.sign(n); {
		case c == ';' || c == ',' && !r.before:
			return n
		case c == '{' && r.before && r.sign(n-1) != '=' && r.sign(n-1) != ']' && r.sign(n-1) != ')':
			return r.next(n)
		case n > i && r.breaks(n) && r.complete(n-1) && (r.kind(n) == word && !scriptGoesOn[r.word(n)] || strings.IndexByte("@[*#", c) >= 0):
			return n
		}
	}
	return end
}
