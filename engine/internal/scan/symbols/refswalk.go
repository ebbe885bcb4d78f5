package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// pass is the token behind the symbol that token i lies in, or i; next is the
// first of the symbols that may lie there or behind.
func (r *refs) pass(i, next int) (at, following int) {
	for next < len(r.found) && r.found[next].End <= r.from(i) {
		next++
	}
	if next < len(r.found) && r.found[next].From <= r.from(i) {
		return max(i+1, r.token(r.found[next].End)), next
	}
	return i, next
}

// walk goes over tokens that belong to the symbol at hand, those of symbols in
// it left out; next is the first of the symbols that may lie there.
func (r *refs) walk(i, end, next int) {
	for i < end {
		at := i
		if i, next = r.pass(i, next); i > at {
			continue
		}
		switch r.kind(i) {
		case word:
			i = r.wordAt(i, end)
		case sign:
			i = r.signAt(i, end)
		default:
			r.values[i] = value{r.literal(i), int32(i), ended}
			i++
		}
		r.settleAll(at, i)
	}
}

// operand is the token that ends the expression of which token i names a
// member; ok is false when it is none's.
func (r *refs) operand(i int) (at int, ok bool) {
	switch c := r.sign(i - 1); {
	case c == '.' && r.sign(i-2) == '.':
		return 0, false
	case c == '.' && (r.sign(i-2) == '?' || r.sign(i-2) == '&') && r.to(i-2) == r.from(i-1):
		return i - 3, true
	case c == '.':
		at = i - 2
		for at > 0 && r.sign(at) == '!' {
			at--
		}
		return at, true
	case c == ':' && r.sign(i-2) == ':':
		return i - 3, true
	case c == '>' && r.adjoin(i-2, '-', '>'):
		if at = i - 3; at > 0 && r.sign(at) == '?' {
			at--
		}
		return at, true
	}
	return 0, false
}

func (r *refs) wordAt(i, end int) int {
	w := r.word(i)
	if len(w) > maxName {
		return i + 1
	}
	if left, ok := r.operand(i); ok && !r.arrow(i) {
		if r.closed && r.family == "Rust" && left >= 0 && r.sign(left) == '>' { // a::<T>::b
			left = r.openAngle(left) - 1
		}
		if r.family == "Ruby" && r.sign(i-1) == ':' && w[0] >= 'A' && w[0] <= 'Z' && r.sign(i+1) != '(' {
			return r.constantIn(i, left, w)
		}
		var v value
		if left >= 0 && left < len(r.values) {
			v = r.values[left]
		}
		if v.is != ended {
			v = value{nil, int32(max(left, 0)), ended}
		}
		return r.namedAt(i, end, w, value{member(v.shape, w), v.from, ended}, v.shape)
	}
	if n := r.statementWord(i, end, w); n > 0 {
		return n
	}
	if r.family == "Ruby" {
		if n := r.rubyWord(i, end, w); n > 0 {
			return n
		}
	}
	if r.family == "Rust" {
		if s := r.rustRoot(i, w); s != nil {
			r.values[i] = value{s, int32(i), ended}
			return i + 1
		}
		if w == "impl" && (r.sym == nil || r.sym.Kind == Module) {
			return r.implemented(i, end)
		}
	}
	switch {
	case r.self[w]:
		r.values[i] = value{r.selfShape(), int32(i), ended}
		return i + 1
	case r.super[w] && r.owner != "":
		s := shape.Named("^^"+r.owner, "")
		r.values[i] = value{s, int32(i), ended}
		if r.sign(i+1) == '(' && r.pair(i+1) > 0 {
			r.values[i+1] = value{s, int32(i), again}
			if base := r.bases[r.owner]; base != nil && !r.index {
				r.noteRoot(link.Call, base, w, i, "")
			}
		}
		return i + 1
	case r.arity && (w == "true" || w == "false"):
		r.values[i] = value{r.outsideType("boolean"), int32(i), ended}
		return i + 1
	case r.family == "PHP" && (r.sign(i+1) == '\\' || r.absolute(i)):
		s, last := r.qualified(i, end)
		return r.namedAt(last, end, s.Name, value{s, int32(i), ended}, nil)
	case r.never[w]:
		return i + 1
	case i+1 < end && r.kind(i+1) == str && r.to(i) == r.from(i+1): // a prefix of a string
		return i + 1
	}
	s, known := r.root(w)
	if !known {
		s = outsider
	} else if r.spacing && s != nil && s.Path != "" && s.Name == w {
		s = r.spacedAt(i, s)
	}
	return r.namedAt(i, end, w, value{s, int32(i), ended}, nil)
}

// arrow reports whether the name at token i only looks like a member: what
// follows "->" or "=>" in languages where that makes a function.
func (r *refs) arrow(i int) bool {
	return r.adjoin(i-2, '-', '>') && r.family != "C" && r.family != "PHP"
}

func (r *refs) selfShape() *shape.Shape {
	if r.owner != "" {
		return r.typeNamed(r.owner)
	}
	if r.sym != nil {
		return r.typeNamed(r.flatten(r.sym.Name))
	}
	return nil
}
