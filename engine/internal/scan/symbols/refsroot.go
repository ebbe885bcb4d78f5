package symbols

import (
	"cmp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// outsider is the shape of what is certainly none of the tree's.
var outsider = shape.Named("", `"`)

// outsiders have a name where functions differ in the types of what they take.
func (r *refs) outsideType(name string) *shape.Shape {
	if !r.arity {
		return outsider
	}
	return shape.Named("", `"`+name)
}

func isOutside(s *shape.Shape) bool {
	return s != nil && s.Op == shape.Root && s.Path == "" && strings.HasPrefix(s.Name, `"`)
}

// typeNamed is the shape of a type of this file.
func (r *refs) typeNamed(name string) *shape.Shape {
	if r.spacing {
		return spaced(name)
	}
	parts := strings.Split(name, ".")
	s := shape.Named("", parts[0])
	for _, p := range parts[1:] {
		s = s.Member(p)
	}
	return s
}

// root is what a bare name stands for; known is false for what is nobody's.
func (r *refs) root(name string) (s *shape.Shape, known bool) {
	if s, ok := r.local(name); ok {
		return s, true
	}
	if s, ok := r.imported[name]; ok {
		return s, true
	}
	if r.closed && !r.tops[name] && !r.star || r.ofLanguage(name) {
		return outsider, false
	}
	return shape.Named(r.namePath(name), name), true
}

// scopePath is the path of names that are looked for in what is around: the
// type at hand where its members need no qualifier, else the module.
func (r *refs) scopePath() string {
	around := cmp.Or(r.owner, r.space)
	for !r.bare && around != "" && !r.modules[around] {
		around = around[:max(0, strings.LastIndexByte(around, '.'))]
	}
	if around == "" {
		return ""
	}
	return "^" + around
}

func member(s *shape.Shape, name string) *shape.Shape {
	if isOutside(s) {
		return outsider
	}
	if s != nil && s.Op == shape.Root && s.Path != "" && s.Path[0] != '^' && s.Name == "" {
		return shape.Named(s.Path, name)
	}
	return s.Member(name)
}

func call(s *shape.Shape) *shape.Shape {
	if isOutside(s) {
		return outsider
	}
	return s.Call(0)
}
