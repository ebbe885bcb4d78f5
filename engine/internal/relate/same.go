package relate

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// same compares two types as far as they are known.
func (t *tree) same(a, b at) bool {
	x, y := t.canonical(a), t.canonical(b)
	if strings.Contains(x, shape.Unknown) || strings.Contains(y, shape.Unknown) {
		if a.shape == nil || b.shape == nil || a.shape.Op != b.shape.Op || a.shape.Op != shape.Func {
			return true
		}
		return a.shape.N == b.shape.N && len(a.shape.Args) == len(b.shape.Args)
	}
	return x == y
}

var spellings = map[string]string{"byte": "uint8", "rune": "int32"}

// maxSteps bounds the comparison of two types: aliases of maps of aliases could
// be written out without end.
const maxSteps = 1000

// canonical writes a type so that it reads the same in every file.
func (t *tree) canonical(a at) string {
	s := a.shape
	if t.steps--; s == nil || t.steps < 0 {
		return shape.Unknown
	}
	list := func(args []*shape.Shape) string {
		var all []string
		for _, x := range args {
			all = append(all, t.canonical(at{x, a.file, a.args}))
		}
		return strings.Join(all, ",")
	}
	switch s.Op {
	case shape.Root:
		switch v := t.eval(a); {
		case v.kind == named:
			return v.decl.dir + "#" + v.decl.Name.Name
		case v.kind == built:
			return t.canonical(v.at)
		case s.Path == "":
			if other := spellings[s.Name]; other != "" {
				return other
			}
			return s.Name
		}
		return a.file.imported(s.Path) + "#" + s.Name
	case shape.Param:
		if s.N < len(a.args) {
			return t.canonical(a.args[s.N])
		}
	case shape.Instance:
		return t.canonical(at{s.X, a.file, a.args}) + "[" + list(s.Args) + "]"
	case shape.List:
		return "[]" + t.canonical(at{s.X, a.file, a.args})
	case shape.Chan:
		return "<-" + t.canonical(at{s.X, a.file, a.args})
	case shape.Map:
		return "{" + list(s.Args) + "}" + t.canonical(at{s.X, a.file, a.args})
	case shape.Func:
		return "(" + list(s.Params()) + ")(" + list(s.Results()) + ")"
	}
	return shape.Unknown
}
