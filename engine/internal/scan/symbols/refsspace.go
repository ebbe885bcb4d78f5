package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// space is a namespace that a part of the file lies in.
type space struct {
	from, to int // offsets
	name     string
}

// maxSpaces is how many namespaces of one file are told apart.
const maxSpaces = 100

func (r *refs) addSpace(from, to int, name string) {
	if len(r.spaces) < maxSpaces && len(name) <= maxPath {
		r.spaces = append(r.spaces, space{from, to, name})
	}
}

// spaceAt is the innermost namespace around an offset.
func (r *refs) spaceAt(offset int) string {
	for n := len(r.spaces) - 1; n >= 0; n-- {
		if s := r.spaces[n]; s.from <= offset && offset < s.to {
			return s.name
		}
	}
	return ""
}

// joined is a name behind the namespace or type that it lies in.
func joined(space, name string) string {
	if space == "" || name == "" {
		return space + name
	}
	return space + "." + name
}

// spaced is the type with a full name.
func spaced(name string) *shape.Shape {
	dot := strings.LastIndexByte(name, '.')
	return shape.Named("^:"+name[:max(0, dot)], name[dot+1:])
}

// typePath is the path of types where they lie in namespaces: that of the
// namespace at hand, or of the type at hand where types lie in each other.
func (r *refs) typePath() string {
	if r.bare && r.owner != "" {
		return "^:" + r.owner
	}
	return "^:" + r.space
}

// namePath is the path of a bare name: of a type if it can be nothing else.
func (r *refs) namePath(name string) string {
	if r.spacing && (!r.bare || r.family == "Ruby" && name[0] >= 'A' && name[0] <= 'Z') {
		return r.typePath()
	}
	return r.scopePath()
}

// spacedAt is a bare name at token i that its neighbours say more of: what is
// made is a type, and what is called with brackets in Ruby is none.
func (r *refs) spacedAt(i int, s *shape.Shape) *shape.Shape {
	switch {
	case r.is(i-1, "new") && s.Path == r.scopePath():
		return shape.Named(r.typePath(), s.Name)
	case r.family == "Ruby" && r.sign(i+1) == '(' && s.Path == r.typePath():
		return shape.Named(r.scopePath(), s.Name)
	}
	return s
}

// brief writes numbers for the paths of a shape's names, which are long where
// they tell namespaces, as if they had been imported.
func (r *refs) brief(text string, i int) string {
	if !r.spacing || len(r.linked.File.Refs) > maxImports || !strings.Contains(text, "^") {
		return text
	}
	var b strings.Builder
	for {
		from := strings.IndexByte(text, '^')
		to := from + strings.IndexByte(text[max(0, from):], '#')
		if from < 0 || to < from {
			return b.String() + text
		}
		b.WriteString(text[:from] + r.module(text[from:to], i))
		text = text[to:]
	}
}

// absolute reports whether the name at token i begins with its outermost
// namespace, whatever it stands in: \A, ::A.
func (r *refs) absolute(i int) bool {
	switch r.family {
	case "PHP":
		return r.sign(i-1) == '\\'
	case "Ruby":
		return r.sign(i-1) == ':' && r.sign(i-2) == ':' && (i < 3 || r.to(i-3) < r.from(i-2) || r.kind(i-3) == sign && r.sign(i-3) != ')' && r.sign(i-3) != ']')
	}
	return false
}

// qualified reads a name of PHP with the namespaces before it, at token i, and
// gives its last token. What is imported may be one of the namespaces.
func (r *refs) qualified(i, end int) (s *shape.Shape, last int) {
	name := r.word(i)
	switch known := r.imported[name]; {
	case r.absolute(i):
	case known != nil:
		name = joined(strings.TrimPrefix(known.Path, "^:"), known.Name)
	case name == "namespace":
		name = r.space
	default:
		name = joined(r.space, name)
	}
	for i+2 < end && r.sign(i+1) == '\\' && r.named(i+2) && len(name) < maxPath {
		i += 2
		name = joined(name, r.word(i))
	}
	if name == "" { // of no namespace, and no name behind it
		name = r.word(i)
	}
	return spaced(name), i
}

// sharpImport takes namespaces and imports of C#.
func sharpImport(r *refs, i, end int) int {
	switch {
	case r.is(i, "namespace") && r.named(i+1):
		name, next := r.dotted(i+1, end)
		to := len(r.src)
		if r.sign(next) == '{' && r.pair(next) > next {
			to = r.from(r.pair(next))
		}
		r.addSpace(r.from(i), to, joined(r.spaceAt(r.from(i)), name))
		return next
	case !r.is(i, "using") || !r.starting(i) && !r.is(i-1, "global"):
		return 0
	}
	at, alias := i+1, "."
	if r.is(at, "static") {
		at++
	} else if r.named(at) && r.sign(at+1) == '=' {
		alias = r.word(at)
		at += 2
	}
	if r.is(at, "global") && r.adjoin(at+1, ':', ':') {
		at += 3
	}
	path, next := r.dotted(at, end)
	switch {
	case path == "" || r.sign(next) != ';':
		return 0
	case alias == ".":
		r.bind(alias, path, "", i)
	case len(r.imported) < maxImports:
		r.imported[alias] = spaced(path)
	}
	return next
}
