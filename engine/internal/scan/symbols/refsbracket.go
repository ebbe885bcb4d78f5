package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

func (r *refs) signAt(i, end int) int {
	v := &r.values[i]
	switch c := r.sign(i); c {
	case '(':
		if closed := r.pair(i); closed > i && closed < end && (r.adjoin(closed+1, '=', '>') || r.adjoin(closed+1, '-', '>') && r.family == "Java") {
			r.parameters(i, closed, false) // of a function without a name
			return closed + 1
		}
	case '{':
		if p := r.pair(i); p > i {
			r.push()
			if i > 0 && r.values[i-1].is == ended && r.capital(i-1) {
				*v = value{r.values[i-1].shape, r.values[i-1].from, made}
			}
		}
	case ')', ']', '}':
		open := r.pair(i)
		if open < 0 || open >= i {
			break
		}
		if c, ok := r.calls[open]; ok {
			delete(r.calls, open)
			r.reference(link.Call, c.at, c.name, c.shape, c.of, c.member, r.given(open, i))
		}
		r.closes(i, open, c)
	case '|':
		return r.bars(i, end)
	case '?', '!':
		if i > 0 && r.values[i-1].is == ended && (r.family == "Rust" || c == '!' && r.sign(i+1) != '=') {
			*v = r.values[i-1]
		}
	}
	return i + 1
}

// capital reports whether token i names something as types are named.
func (r *refs) capital(i int) bool {
	if r.kind(i) != word {
		return r.sign(i) == ')'
	}
	c := r.src[r.from(i)]
	return c >= 'A' && c <= 'Z'
}

// closes says what the expression is that a bracket ends.
func (r *refs) closes(i, open int, c byte) {
	v, before := &r.values[i], r.values[open]
	switch {
	case before.is == callee:
		*v = value{call(before.shape), before.from, ended}
	case before.is == again:
		*v = value{before.shape, before.from, ended}
	case c == ')' && i-1 > open && r.values[i-1].is == ended:
		*v = value{r.values[i-1].shape, int32(open), ended}
	case c == ')':
		*v = value{nil, int32(open), ended}
	case c == ']' && open > 0 && r.values[open-1].is == ended && (!r.lines || !r.tokens[open].first):
		left := r.values[open-1]
		s := left.shape
		if !isOutside(s) {
			s = s.Elem()
		}
		*v = value{s, left.from, ended}
	case c == ']':
		var inner *shape.Shape
		if i-1 > open {
			inner = r.valueOf(open+1, i-1)
		}
		*v = value{shape.ListOf(inner), int32(open), ended}
	case before.is == made:
		*v = value{before.shape, before.from, ended}
	default:
		*v = value{outsider, int32(open), ended} // a block, or a literal
	}
	if c == '}' {
		r.pop()
	}
}

// maxScopes bounds how far a name is looked for. Braces further in open none.
const maxScopes = 100

func (r *refs) push() {
	if r.scopes++; r.scopes <= maxScopes {
		r.vars = &scope{up: r.vars}
	}
}

func (r *refs) pop() {
	if r.scopes == 0 {
		return
	}
	if r.scopes <= maxScopes {
		r.vars = r.vars.up
	}
	r.scopes--
}

// bars takes the parameters of a closure: |a, b|.
func (r *refs) bars(i, end int) int {
	if r.family != "Rust" && r.family != "Ruby" || i > 0 && r.values[i-1].is == ended && r.sign(i-1) != '(' {
		return i + 1
	}
	for at, n := i+1, 0; at < end && n < 60; at, n = at+1, n+1 {
		switch {
		case r.sign(at) == '|':
			r.closure(i+1, at)
			return at + 1
		case r.sign(at) == ';' || r.sign(at) == '{' && r.family == "Ruby":
			return i + 1
		}
	}
	return i + 1
}

func (r *refs) closure(from, to int) {
	for i := from; i < to; i++ {
		if r.kind(i) != word || r.passed[r.word(i)] {
			continue
		}
		var s *shape.Shape
		if r.after && r.sign(i+1) == ':' && r.sign(i+2) != ':' {
			var next int
			s, next = r.typ(i+2, to)
			r.define(r.word(i), s, true)
			i = max(i, next-1)
			continue
		}
		r.define(r.word(i), nil, false)
	}
}
