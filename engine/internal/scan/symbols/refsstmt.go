package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// due is a variable, a field or a result that waits for the value of an
// expression.
type due struct {
	name  string
	start int    // the expression's first token
	part  string // it is a member of the value
	field bool   // of the type around
	loop  bool   // it is an element of the value
	gives bool   // it is what the function gives back
	typed *shape.Shape
}

// maxExpr is how many steps an expression is followed to its end.
const maxExpr = 300

// ending is the last token of the expression at token i.
func (r *refs) ending(i, end int, brace, colon bool) int {
	n := i
	for steps := 0; n < end && steps < maxExpr; steps++ {
		switch c := r.sign(n); {
		case c == ';' || c == ',' || c == ')' || c == ']' || c == '}' || c == '{' && brace || c == ':' && colon && r.sign(n+1) != ':' && r.sign(n-1) != ':':
			return n - 1
		case n > i && r.lines && r.tokens[n].first && c != '.' && c != '?' && r.sign(n-1) != '\\' && (r.index || r.sign(n-1) == 0 || r.complete(n-1)):
			return n - 1
		}
		n = r.next(n)
	}
	return min(n, end) - 1
}

// await notes what waits for the expression at token i.
func (r *refs) await(i, end int, d due, brace, colon bool) {
	last := r.ending(i, end, brace, colon)
	if last < i {
		return
	}
	d.start = i
	r.due[last] = append(r.due[last], d)
}

// settle gives their value to those that waited for the expression that ends
// at token i.
func (r *refs) settle(i int) {
	waiting := r.due[i]
	if waiting == nil {
		return
	}
	delete(r.due, i)
	for _, d := range waiting {
		s := r.valueOf(d.start, i)
		if d.part != "" && s != nil {
			s = member(s, d.part)
		}
		if d.loop && !isOutside(s) {
			s = s.Value()
		}
		if d.typed != nil {
			s = d.typed
		}
		switch {
		case d.gives:
			r.give(s)
		case d.field:
			r.fieldName(i, d.name, s)
		case r.sym == nil:
			r.topValue(i, d.name, s)
		default:
			r.define(d.name, s, d.typed != nil)
		}
	}
}

// valueOf is the value of the expression from one token to another, if that is
// all there is to it, or the last of alternatives.
func (r *refs) valueOf(start, last int) *shape.Shape {
	v := r.values[last]
	if v.is != ended {
		return nil
	}
	for start < last && (r.sign(start) == '&' || r.sign(start) == '*' || r.is(start, "new") || r.is(start, "await") || r.is(start, "mut")) {
		start++
	}
	from := int(v.from)
	if from <= start {
		return v.shape
	}
	if r.before && r.sign(start) == '(' && r.pair(start) == from-1 { // a cast
		s, next := r.typ(start+1, r.pair(start))
		if next == r.pair(start) {
			return s
		}
		return nil
	}
	if r.is(from-1, "new") || r.is(from-1, "await") {
		from--
	}
	if r.is(from-1, "or") || r.sign(from-1) == '|' && r.sign(from-2) == '|' || r.sign(from-1) == '?' && r.sign(from-2) == '?' || r.sign(from-1) == ':' && (r.sign(from-2) == '?' || r.chosen(start, from)) {
		return v.shape
	}
	return nil
}

// chosen reports whether tokens up to one are the beginning of a ? b : c.
func (r *refs) chosen(start, to int) bool {
	for n := start; n < to; n = r.next(n) {
		if r.sign(n) == '?' {
			return true
		}
	}
	return false
}

func (r *refs) give(s *shape.Shape) {
	if r.returns++; r.returns == 1 {
		r.result = s
	} else if r.result == nil || s == nil || r.result.String() != s.String() {
		r.result = nil
	}
}

// fieldName notes a field of the type around.
func (r *refs) fieldName(i int, name string, s *shape.Shape) {
	if owner := r.around(); owner != "" && s != nil {
		r.name(i, link.Name{Owner: owner, Name: name, Kind: link.Field, Shape: s.String()})
	}
}

// around is the type whose members are at hand.
func (r *refs) around() string {
	if r.owner == "" && r.sym != nil && r.sym.Kind != Func && r.sym.Kind != Const && r.sym.Kind != Var {
		return r.flatten(r.sym.Name)
	}
	return r.owner
}

// topValue notes a variable of the file.
func (r *refs) topValue(i int, name string, s *shape.Shape) {
	r.tops[name] = true
	if s != nil && !isOutside(s) {
		r.name(i, link.Name{Name: name, Kind: link.Value, Shape: s.String()})
	}
}

// starting reports whether a statement can begin at token i.
func (r *refs) starting(i int) bool {
	if i == 0 || r.lines && r.tokens[i].first {
		return true
	}
	switch r.sign(i - 1) {
	case ';', '{', '}', ')':
		return true
	case ':':
		return r.lines || !r.after
	case '(':
		return r.is(i-2, "for") || r.is(i-2, "catch") || r.is(i-2, "try") || r.is(i-2, "while") || r.is(i-2, "if") || r.is(i-2, "using") || r.is(i-2, "foreach")
	}
	return r.kind(i-1) == word && (r.passed[r.word(i-1)] || r.is(i-1, "else") || r.is(i-1, "do"))
}

// statementWord takes a word that begins a statement, or part of one, and gives
// the token to go on with; 0 when it is part of an expression.
func (r *refs) statementWord(i, end int, w string) int {
	if n := r.brought[i]; n > i {
		return n
	}
	switch {
	case r.declare[w] && !r.is(i+1, "enum"):
		return r.declared(i+1, end)
	case r.inner[w]:
		return r.defined(i, end)
	case w == "lambda" && r.index:
		for n := i + 1; n < end && n < i+60; n++ {
			if r.sign(n) == ':' {
				r.closure(i+1, n)
				return n + 1
			}
		}
		return i + 1
	case w == "for" || w == "foreach":
		return r.loop(i+1, end)
	case w == "return":
		if r.sym != nil && i+1 < end && !(r.lines && r.tokens[i+1].first) {
			r.await(i+1, end, due{gives: true}, false, false)
		}
		return i + 1
	case w == "as" && r.never[w] && i+1 < end || w == "as" && r.family == "TypeScript" && i+1 < end && !r.starting(i):
		return r.as(i, end)
	case w == "catch" && r.sign(i+1) == '(' && r.pair(i+1) > 0 && r.after:
		r.parameters(i+1, r.pair(i+1), false)
		return r.pair(i+1) + 1
	case w == "instanceof" && r.family == "TypeScript" && r.kind(i-1) == word:
		s, next := r.typ(i+1, end)
		if known, ok := r.local(r.word(i - 1)); ok && known == nil && next > i+1 {
			r.define(r.word(i-1), s, false)
		}
		return max(next, i+1)
	case (w == "instanceof" || w == "is") && r.never[w] && r.before && i+1 < end:
		if s, next := r.typ(i+1, end); next > i+1 {
			if next < end && r.named(next) && !r.never[r.word(next)] {
				r.define(r.word(next), s, true)
				next++
			}
			return next
		}
	}
	if !r.starting(i) {
		if r.sign(i+1) == '=' && r.adjoin(i+1, '=', '>') || r.family == "Java" && r.adjoin(i+1, '-', '>') {
			r.define(w, nil, false) // the only parameter of a function
			return i + 3
		}
		return 0
	}
	return r.assignment(i, end, w)
}

// assignment takes a statement that begins with a name.
func (r *refs) assignment(i, end int, w string) int {
	plain := func(n int) bool { return r.sign(n) == '=' && r.sign(n+1) != '=' && !r.adjoin(n, '=', '>') }
	switch {
	case r.self[w] && r.sign(i+1) == '.' && r.named(i+2) && i+3 < end:
		return r.fieldAssigned(i+2, end, plain)
	case r.never[w]:
		return 0
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
		for n := i; n < end && n < i+60 && r.named(n); n += 2 {
			if r.set(r.word(n)); r.sign(n+1) != ',' {
				break
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
	case c == '=' && r.sign(next+2) != '=', c == ';', c == ',', c == '[', c == ')', c == '{' && r.family == "C", c == '(' && r.family == "C":
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
		case c == '.' && r.named(at+1):
			at++
		default:
			return false
		}
	}
	return false
}

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
		case r.named(i) && !(r.family == "Rust" && (r.sign(i+1) == '(' || r.sign(i+1) == ':' || r.sign(i+1) == '{')):
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
