package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// maxUsed is the tokens of one import of PHP.
const maxUsed = 200

// phpImport passes namespaces and imports, and notes what is imported under
// another name. Names are looked for without their namespace.
func phpImport(r *refs, i, end int) int {
	if !r.starting(i) {
		return 0
	}
	if r.is(i, "namespace") {
		for i++; i < end && (r.kind(i) == word || r.sign(i) == '\\'); i++ {
		}
		return i
	}
	if !r.is(i, "use") || r.sign(i+1) == '(' {
		return 0
	}
	for at, n := i+1, 0; at < end && n < maxUsed; at, n = at+1, n+1 {
		switch c := r.sign(at); {
		case c == ';':
			return at
		case c == '{' && r.sign(at-1) != '\\': // a trait, and what of it is called otherwise
			return 0
		case r.is(at, "as") && r.named(at-1) && r.named(at+1) && len(r.imported) < maxImports:
			r.imported[r.word(at+1)] = shape.Named("", r.word(at-1))
		}
	}
	return 0
}

// traits takes those that a type of PHP uses, at token i.
func (r *refs) traits(i, end int) int {
	for {
		next := r.base(r.owner, i+1, end)
		if next == i+1 || r.sign(next) != ',' {
			return max(next, i+1)
		}
		i = next
	}
}

// promoted reports whether a parameter of a constructor of PHP is a field too.
func (r *refs) promoted(i int) bool {
	return r.family == "PHP" && (r.is(i, "public") || r.is(i, "private") || r.is(i, "protected") || r.is(i, "readonly"))
}

// fieldNamed is the name of a field, which PHP declares with a dollar.
func fieldNamed(name string) string { return strings.TrimPrefix(name, "$") }
