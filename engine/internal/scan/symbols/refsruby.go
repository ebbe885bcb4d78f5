package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// rubyWord takes a word of Ruby that is no member, and gives the token to go on
// with; 0 when it is nothing of Ruby's own.
func (r *refs) rubyWord(i, end int, w string) int {
	switch {
	case w == "new" && r.owner != "": // in a method of the class itself
		s := r.selfShape()
		r.noteRoot(link.Call, s, w, i, "")
		r.values[i] = value{s, int32(i), ended}
		if r.sign(i+1) == '(' {
			r.values[i+1] = value{s, int32(i), again}
		}
		return i + 1
	case r.super[w] && r.owner != "" && r.sym.Kind == Method:
		s := shape.Named("^^"+r.owner, "")
		r.note(link.Call, r.sym.Name[strings.LastIndexByte(r.sym.Name, '.')+1:], s, i, "")
		return i + 1
	case !r.inType() || !r.starting(i):
		return 0
	case w == "include" || w == "extend" || w == "prepend":
		return r.included(i, end)
	case strings.HasPrefix(w, "attr_"):
		return r.attributesOf(i, end)
	}
	return 0
}

// included takes the modules whose methods a type takes over.
func (r *refs) included(i, end int) int {
	for {
		if r.is(i+1, "self") {
			return i + 2
		}
		next := r.base(r.around(), i+1, end)
		if next == i+1 || r.sign(next) != ',' {
			return max(next, i+1)
		}
		i = next
	}
}

// attributesOf notes the methods that attr_reader and the like make of fields.
func (r *refs) attributesOf(i, end int) int {
	at := i + 1
	for ; at < end && (r.kind(at) == str || r.sign(at) == ',' || r.sign(at) == ':' || r.named(at) && r.sign(at-1) == ':'); at++ {
		if name := strings.TrimPrefix(r.word(at), ":"); simple(name) {
			r.fieldName(at, name, shape.Named("^"+r.around(), "@"+name))
		}
	}
	return at
}

// rubyCalled reports whether a bare name at token i calls a method, which needs
// no brackets.
func (r *refs) rubyCalled(i int) bool {
	c := r.src[r.from(i)]
	if c != '_' && (c < 'a' || c > 'z') {
		return false
	}
	label := r.sign(i+1) == ':' && r.to(i) == r.from(i+1) && r.sign(i+2) != ':'
	return !label && (r.sign(i+1) != '=' || r.sign(i+2) == '=')
}

// constantIn takes a type that is named by what it lies in: A::B.
func (r *refs) constantIn(i, left int, w string) int {
	s, from := spaced(w), int32(i)
	if !r.absolute(i) {
		s = nil
		if left >= 0 && r.values[left].is == ended {
			s, from = member(r.values[left].shape, w), r.values[left].from
		}
	}
	r.noteRoot(link.Use, s, w, i, "")
	r.values[i] = value{s, from, ended}
	return i + 1
}
