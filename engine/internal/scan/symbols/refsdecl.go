package symbols

import (
	"cmp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// symbol notes what a symbol declares and what its text refers to; children
// are the symbols from index next on.
func (r *refs) symbol(s *Symbol, next int) {
	first, at, end := r.token(s.From), r.token(s.NameAt), r.token(s.End)
	n := link.Name{Owner: cmp.Or(r.owner, r.space), Name: s.Name[strings.LastIndexByte(s.Name, '.')+1:]}
	if first >= len(r.tokens) || n.Name == "" {
		return
	}
	first = r.decorators(first, at, next)
	switch s.Kind {
	case Func, Method, Macro:
		n.Kind = link.Method
		if n.Owner == "" || s.Kind != Method {
			n.Kind = link.Function
		}
		r.function(s, n, first, at, end, next)
	case Const, Var:
		n.Kind = link.Value
		n.Shape = r.variable(at+1, end, next)
		r.name(at, n)
	case Type:
		n.Kind = link.Type
		if i := at + 1; r.sign(r.angleWithin(i, end, maxAngle)) == '=' {
			t, stop := r.typ(r.angleWithin(i, end, maxAngle)+1, end)
			if t != nil && t.Op == shape.Root && stop >= end-1 {
				n.Kind, n.Shape = link.Alias, t.String()
			} else if stop < end {
				r.walk(stop, end, next)
			}
		}
		r.name(at, n)
	default:
		n.Kind = link.Type
		if s.Kind == Interface || s.Kind == Trait {
			n.Kind = link.Interface
		}
		if r.flat {
			n.Owner = ""
		}
		r.name(at, n)
		r.typeBody(s, at, end, next)
	}
}

// decorators walks over those of a declaration and gives the token behind them.
func (r *refs) decorators(i, end, next int) int {
	for i < end && (r.sign(i) == '@' || r.sign(i) == '#' && r.sign(i+1) == '[') {
		var e int
		if r.sign(i) == '@' {
			e = max(i+1, r.annotation(i, end))
		} else {
			e = r.next(i + 1)
		}
		if r.sign(i) == '@' && !r.is(i+1, "interface") {
			r.walk(i+1, min(e, end), next)
		}
		i = e
	}
	return i
}

// function notes a function whose name is token at.
func (r *refs) function(s *Symbol, n link.Name, first, at, end, next int) {
	var result *shape.Shape
	if r.before {
		i := first
		for i < at && r.kind(i) == word && (r.table.modify[r.word(i)] || r.passed[r.word(i)] && !r.is(i, "struct") || r.is(i, "inline") || r.is(i, "template") || r.is(i, "function")) || i < at && r.sign(i) == '<' {
			if r.sign(i) == '<' {
				i = max(i+1, r.angleWithin(i, at, maxAngle))
			} else {
				i++
			}
		}
		if i < at {
			result, _ = r.typ(i, at)
		}
	}
	i := at + 1
	var params []*shape.Shape
	if s.Params != "" {
		open := r.opening(s, at+1, end)
		switch {
		case open > 0 && r.sign(open) == '(':
			params = r.parameters(open, r.pair(open), strings.HasSuffix(n.Name, "constructor") || n.Name == "__construct")
			i = r.pair(open) + 1
		case open > 0:
			r.define(s.Params, nil, false)
			i = open + 1
		}
	}
	if r.after || r.family == "PHP" {
		switch {
		case i+1 < end && r.adjoin(i, '-', '>'):
			result, i = r.typ(i+2, end)
		case r.sign(i) == ':' && !r.index && i+1 < end:
			result, i = r.typ(i+1, end)
		}
	}
	r.result, r.returns = nil, 0
	r.walk(i, end, next)
	if result == nil || isOutside(result) && r.before && n.Kind == link.Method && strings.HasSuffix("."+n.Owner, "."+n.Name) {
		result = r.result
	}
	if result != nil || r.arity {
		n.Shape = shape.FuncOf(params, []*shape.Shape{result}).String()
	}
	r.name(at, n)
	if open := r.opening(s, at+1, end); r.family == "C#" && open > 0 && r.is(open+1, "this") {
		r.extension(at, open, n, params, result)
	}
}

// extension notes a function of C# whose first parameter is the object that it
// is called on as a method of that parameter's type as well.
func (r *refs) extension(at, open int, n link.Name, params []*shape.Shape, result *shape.Shape) {
	s, _ := r.typ(open+2, r.pair(open))
	if s == nil || s.Op != shape.Root && s.Op != shape.Member || isOutside(s) || len(s.Name) < 2 || len(params) == 0 {
		return
	}
	n.Owner, n.Kind = "~"+s.Name, link.Method
	n.Shape = shape.FuncOf(params[1:], []*shape.Shape{result}).String()
	r.name(at, n)
}

// opening is the token that begins the parameters of a symbol.
func (r *refs) opening(s *Symbol, i, end int) int {
	for n := 0; i < end && n < 200; i, n = i+1, n+1 {
		if r.sign(i) == '(' && r.pair(i) > i && r.to(r.pair(i))-r.from(i) == len(s.Params) {
			return i
		}
		if r.kind(i) == word && r.word(i) == s.Params && r.adjoin(i+1, '=', '>') {
			return i
		}
	}
	return 0
}

// parameters puts the parameters between two brackets in sight. Where functions
// of one name differ in them, it gives their types. Some of a constructor are
// fields as well.
func (r *refs) parameters(open, closed int, fields bool) (types []*shape.Shape) {
	for i := open + 1; i < closed; {
		e := r.comma(i, closed)
		s := r.parameter(i, e, fields)
		if r.arity && len(types) < maxGiven {
			types = append(types, simply(s))
		}
		i = e + 1
	}
	return types
}

func (r *refs) parameter(i, end int, fields bool) (s *shape.Shape) {
	kept, many := r.promoted(i), false
	i = r.decorators(i, end, len(r.found))
	for i < end && (r.kind(i) != word && r.sign(i) != '{' && r.sign(i) != '[' && r.sign(i) != '(' && !r.before || r.kind(i) == word && i+1 < end && r.kind(i+1) == word && (r.passed[r.word(i)] || r.declare[r.word(i)])) {
		kept = kept || r.kind(i) == word && !r.is(i, "mut") && !r.is(i, "final")
		many = many || r.is(i, "vararg")
		i++
	}
	if i >= end {
		return nil
	}
	stop := i // the default value begins behind it
	for stop < end && r.sign(stop) != '=' {
		stop = r.next(stop)
	}
	stop = min(stop, end)
	name, at := "", 0
	if r.before {
		for at = stop - 1; at > i && !r.named(at); at-- {
		}
		if at > i {
			name = r.word(at)
			s, _ = r.typ(i, at)
			if r.sign(at+1) == '[' {
				s = shape.ListOf(s)
			}
		}
	} else {
		if r.named(i) {
			name = r.word(i)
			at = i + 1
		} else {
			at = min(r.pattern(i, min(end, r.next(i))), stop)
		}
		if r.sign(at) == '?' {
			at++
		}
		if at < stop && r.sign(at) == ':' {
			s, _ = r.typ(at+1, stop)
		}
		if many && r.trailing {
			s = shape.ListOf(s)
		}
	}
	if stop+1 < end {
		r.walk(stop+1, end, len(r.found))
		if s == nil {
			s = r.valueOf(stop+1, end-1)
		}
	}
	if name == "" || r.self[name] && r.family != "TypeScript" {
		return s
	}
	if fields && kept {
		r.fieldName(i, fieldNamed(name), s)
	}
	r.define(name, s, s != nil)
	return s
}

// variable walks over what a constant or variable is made of, from the token
// behind its name on, and gives its type as far as it is known.
func (r *refs) variable(i, end, next int) string {
	var s *shape.Shape
	if r.after && r.sign(i) == ':' {
		s, i = r.typ(i+1, end)
	}
	from := min(i+1, end)
	r.walk(i, end, next)
	if s == nil && r.sign(i) == '=' && from < end {
		last := end - 1
		for last > from && r.sign(last) == ';' {
			last--
		}
		if s = r.valueOf(from, last); isOutside(s) && r.sign(from) == '{' {
			s = nil // its functions are its members
		}
	}
	if s == nil {
		return ""
	}
	return s.String()
}

// comma is the next one at or behind token i between brackets, or the end.
func (r *refs) comma(i, closed int) int {
	for i < closed && r.sign(i) != ',' {
		if after := r.angleWithin(i, closed, maxAngle); after > i {
			i = after
		} else {
			i = r.next(i)
		}
	}
	return min(i, closed)
}
