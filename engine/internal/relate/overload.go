package relate

import (
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// taking are those of several functions of one name that fit the types of a
// call's arguments best, as far as they are known.
func (t *tree) taking(decls []decl, args string) []decl {
	given := t.parse(args + "()")
	if given == nil || given.Op != shape.Func {
		return decls
	}
	var best []decl
	most, known := 0, 0
	for _, d := range decls {
		s := t.parse(d.Shape)
		if s == nil || s.Op != shape.Func || d.Kind == link.Type || d.Kind == link.Interface || d.Kind == link.Value {
			continue
		}
		known++
		args, missing := given.Params(), 0
		for optional[scan.Language(d.path)] && len(args) < len(s.Params()) {
			args = append(args[:len(args):len(args)], nil)
			missing++
		}
		n, ok := fit(s.Params(), args)
		n -= missing * lacking
		if !ok {
			continue
		}
		if n > most || len(best) == 0 {
			best, most = nil, n
		}
		if n == most {
			best = append(best, d)
		}
	}
	if len(best) == 0 && (len(decls) > 1 || known == 0) {
		return decls
	}
	return best
}

// overloaded reports whether functions of one name differ in their parameters.
func (t *tree) overloaded(decls []decl) bool {
	return slices.ContainsFunc(decls[1:], func(d decl) bool { return !t.alike(d, decls[0]) })
}

// defined reports whether some method has the body of what d declares.
func (t *tree) defined(d decl, all []decl) bool {
	return slices.ContainsFunc(all, func(m decl) bool { return m.Kind == link.Method && t.alike(m, d) })
}

// alike reports whether two functions take the same.
func (t *tree) alike(a, b decl) bool {
	x, y := t.parse(a.Shape), t.parse(b.Shape)
	if x == nil || y == nil || x.Op != shape.Func || y.Op != shape.Func {
		return true
	}
	return slices.EqualFunc(x.Params(), y.Params(), func(p, q *shape.Shape) bool { return p.String() == q.String() })
}

// optional are the languages in which a parameter can have a default value,
// among those that tell functions of one name apart by what they take.
var optional = map[string]bool{"Kotlin": true, "C#": true}

// lacking is what speaks against a function for each argument that it would
// have to have a default value for.
const lacking = 5

// fit says how well arguments suit parameters; ok is false when they cannot.
func fit(params, args []*shape.Shape) (n int, ok bool) {
	var rest *shape.Shape // the last parameter may take any number
	if last := len(params) - 1; last >= 0 && params[last] != nil && params[last].Op == shape.List {
		rest = params[last].X
	}
	if len(args) != len(params) && (rest == nil || len(args) < len(params)-1) {
		return 0, false
	}
	for i, a := range args {
		var p *shape.Shape
		if i < len(params) {
			p = params[i]
		}
		if len(args) != len(params) && i >= len(params)-1 || rest != nil && i == len(params)-1 && a != nil && a.Op != shape.List {
			p = rest
			n--
		}
		n += suits(p, a)
	}
	return n, true
}

// widths are the numbers that others can become.
var widths = map[string]int{"byte": 1, "short": 2, "char": 2, "int": 3, "long": 4, "float": 5, "double": 6}

// suits compares one argument, which may be of a derived type: a name that
// differs speaks against it, and rules it out only where types cannot be
// derived.
func suits(param, arg *shape.Shape) int {
	if param == nil || arg == nil {
		return 0
	}
	x, y := param.String(), arg.String()
	from, to := widths[y], widths[x]
	switch {
	case x == y:
		return 10
	case from > 0 && to > 0:
		if to < from {
			return -20
		}
		return 6 - (to - from)
	case strings.EqualFold(x, y) || x == "Integer" && y == "int" || x == "Character" && y == "char": // boxed
		return 3
	case x == "Object" || len(x) == 1: // a type parameter
		return 1
	case from > 0 || to > 0, y == "String" && x != "CharSequence", y == "boolean", x == "boolean":
		return -20
	case (param.Op == shape.List) != (arg.Op == shape.List):
		return -10
	}
	return -1
}
