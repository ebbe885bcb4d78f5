package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// walk goes over tokens that belong to the symbol at hand, those of symbols in
// it left out; next is the first of the symbols that may lie there.
func (r *refs) walk(i, end, next int) {
	for i < end {
		for next < len(r.found) && r.found[next].End <= r.from(i) {
			next++
		}
		if next < len(r.found) && r.found[next].From <= r.from(i) {
			i = max(i+1, r.token(r.found[next].End))
			continue
		}
		at := i
		switch r.kind(i) {
		case word:
			i = r.wordAt(i, end)
		case sign:
			i = r.signAt(i, end)
		default:
			r.values[i] = value{r.literal(i), int32(i), ended}
			i++
		}
		for ; at < i; at++ {
			if len(r.due) > 0 {
				r.settle(at)
			}
		}
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
	case r.never[w]:
		return i + 1
	case i+1 < end && r.kind(i+1) == str && r.to(i) == r.from(i+1): // a prefix of a string
		return i + 1
	}
	s, known := r.root(w)
	if !known {
		s = outsider
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
		return typeNamed(r.owner)
	}
	if r.sym != nil {
		return typeNamed(r.sym.Name)
	}
	return nil
}

// namedAt takes a name at token i that stands for v, a member of of if it is
// one, and gives the token after it.
func (r *refs) namedAt(i, end int, name string, v value, of *shape.Shape) int {
	r.values[i] = v
	at := i + 1
	if n := r.typeArguments(at, end); n > at {
		at = n
		r.values[at-1] = v
	}
	if r.family == "Rust" && r.sign(at) == '!' && r.sign(at+1) == '(' {
		at++
	}
	_, isMember := r.operand(i)
	isMember = isMember && !r.arrow(i)
	open := at < end && r.sign(at) == '(' && r.pair(at) > at
	switch {
	case open:
		r.values[at] = value{v.shape, v.from, callee}
		if isMember && r.same[name] {
			r.values[at] = value{of, v.from, again}
		}
		if r.arity {
			r.calls[at] = called{name, i, v.shape, of, isMember}
			break
		}
		r.reference(link.Call, i, name, v.shape, of, isMember, "")
	case r.family == "Ruby" && isMember && r.sign(at) != '=':
		r.reference(link.Call, i, name, v.shape, of, isMember, "")
		r.values[i] = value{call(v.shape), v.from, ended}
	case r.sign(at) == ':' && r.sign(at+1) != ':' && (r.sign(i-1) == '{' || r.sign(i-1) == ',') || r.sign(at) == '!' && r.family == "Rust" || name == "class": // a key
	case !isMember || of != nil && of.Op == shape.Root && of.Path != "":
		r.reference(link.Use, i, name, v.shape, of, isMember, "")
	case r.handed(i, at):
		r.reference(link.Use, i, name, v.shape, of, isMember, "")
	}
	return at
}

// handed reports whether what ends before token at, and ends with a name at
// token i, is a value that is handed on, as a method to be called later.
func (r *refs) handed(i, at int) bool {
	c := r.sign(at)
	return r.values[i].shape != nil && (c == ',' || c == ')' || c == ';' || c == '}')
}

// reference notes a name that is used at token i.
func (r *refs) reference(kind link.RefKind, i int, name string, s, of *shape.Shape, isMember bool, args string) {
	if isMember {
		switch {
		case isOutside(of):
		case of == nil:
			if kind == link.Call && !r.common[name] {
				r.note(kind, name, nil, i, args)
			}
		default:
			r.note(kind, name, of, i, args)
		}
		return
	}
	if _, local := r.local(name); local || s == nil || isOutside(s) {
		return
	}
	if imported, ok := r.imported[name]; ok {
		s = imported
		if s.Name == "" && kind == link.Use {
			return // the module as such
		}
	} else if kind == link.Use && !r.telling(i, name) {
		return
	}
	r.noteRoot(kind, s, name, i, args)
}

// noteRoot notes what a bare name stands for.
func (r *refs) noteRoot(kind link.RefKind, s *shape.Shape, name string, i int, args string) {
	if s == nil || isOutside(s) {
		return
	}
	ref := link.Ref{Kind: kind, Name: name, Args: args}
	switch {
	case s.Op == shape.Root && s.Name != "":
		ref.Name = s.Name
		ref.Qual = moduleOf(s.Path)
	case s.Op == shape.Root: // a module that is called
		ref.Qual = moduleOf(s.Path)
	default:
		return
	}
	r.keep(ref, i)
}

func moduleOf(path string) string {
	if path == "" {
		return ""
	}
	return path + "#"
}

// telling reports whether a bare name that is not called is worth noting: one
// that the file declares, where names of other files have to be imported; else
// one that looks like a type, or is handed on.
func (r *refs) telling(i int, name string) bool {
	if r.closed || r.tops[name] {
		return r.tops[name] || r.star
	}
	if c := name[0]; c >= 'A' && c <= 'Z' {
		return true
	}
	if r.family != "C" {
		return false
	}
	before, after := r.sign(i-1), r.sign(i+1)
	return (before == '(' || before == ',' || before == '=' || before == '{' || before == '&') && (after == ')' || after == ',' || after == ';' || after == '}')
}

// typeArguments passes those of a call: f<A>(…), or ::<A> in Rust.
func (r *refs) typeArguments(i, end int) int {
	at := i
	if r.family == "Rust" {
		if r.sign(i) != ':' || r.sign(i+1) != ':' || r.sign(i+2) != '<' {
			return i
		}
		at = i + 2
	} else if r.sign(i) != '<' || r.index || r.family == "Ruby" || r.to(i-1) != r.from(i) {
		return i
	}
	n := r.angleWithin(at, end, maxAngle)
	if n == at || n < end && r.sign(n) != '(' && r.sign(n) != ':' && r.sign(n) != '.' && r.sign(n) != '{' && r.kind(n) != word {
		return i
	}
	return n
}

func (r *refs) openAngle(i int) int {
	depth := 0
	for at, n := i, 0; at > 0 && n < 60; at, n = at-1, n+1 {
		switch r.sign(at) {
		case '>':
			depth++
		case '<':
			if depth--; depth == 0 {
				if r.sign(at-1) == ':' && r.sign(at-2) == ':' {
					return at - 2
				}
				return at
			}
		}
	}
	return i
}

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
	case c == ']' && open > 0 && r.values[open-1].is == ended && !(r.lines && r.tokens[open].first):
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
