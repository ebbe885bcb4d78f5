package symbols

import (
	"slices"
	"strings"

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
		case n > i && r.breaks(n) && c != '.' && c != '?' && r.sign(n-1) != '\\' && (r.index || r.sign(n-1) == 0 || r.complete(n-1)):
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

// settleAll settles what waits for one of the tokens from one up to another.
// Where walks lie in each other, each comes by the tokens of those in it.
func (r *refs) settleAll(from, to int) {
	if len(r.due) >= to-from {
		for ; from < to; from++ {
			r.settle(from)
		}
		return
	}
	var ends []int
	for i := range r.due {
		if from <= i && i < to {
			ends = append(ends, i)
		}
	}
	slices.Sort(ends)
	for _, i := range ends {
		r.settle(i)
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
	name = strings.TrimPrefix(name, "$")
	if owner := r.around(); owner != "" && name != "" && s != nil {
		r.name(i, link.Name{Owner: owner, Name: name, Kind: link.Field, Shape: s.String()})
	}
}

// around is the type whose members are at hand.
func (r *refs) around() string {
	if r.owner == "" && r.sym != nil && r.sym.Kind != Func && r.sym.Kind != Const && r.sym.Kind != Var {
		return r.flatten(r.sym.Name)
	}
	if r.owner == "" && r.family == "TypeScript" && r.sym != nil && r.sym.Kind == Func && r.capital(r.token(r.sym.NameAt)) { // a function that makes objects
		return r.sym.Name
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
