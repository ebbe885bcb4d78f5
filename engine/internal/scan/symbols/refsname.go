package symbols

import (
	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

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
	if r.family == "Ruby" && isMember && name == "new" {
		r.noteRoot(link.Call, of, "", i, "")
		r.values[i] = value{of, v.from, ended}
		if open {
			r.values[at] = value{of, v.from, again}
		}
		return at
	}
	if r.family == "Ruby" && isMember && name == "class" { // its own, of an object
		r.values[i] = value{of, v.from, ended}
		return at
	}
	switch {
	case open && r.trailing && !isMember && (name == "get" || name == "set") && r.accessor(at):
		return at
	case r.trailing && at < end && r.sign(at) == '{' && r.pair(at) > at && !r.tokens[at].first && r.sign(i-1) != ':': // f { … }, where T { … } would be an object
		r.reference(link.Call, i, name, v.shape, of, isMember, "(?)")
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
	case r.family == "Ruby" && !isMember && r.rubyCalled(i):
		if _, local := r.local(name); !local {
			r.reference(link.Call, i, name, v.shape, of, isMember, "")
			r.values[i] = value{call(v.shape), v.from, ended}
		}
	case r.sign(at) == ':' && r.sign(at+1) != ':' && (r.sign(i-1) == '{' || r.sign(i-1) == ',') || r.sign(at) == '!' && r.family == "Rust" || name == "class": // a key
	case !isMember || of != nil && of.Op == shape.Root && of.Path != "":
		r.reference(link.Use, i, name, v.shape, of, isMember, "")
	case r.handed(i, at):
		r.reference(link.Use, i, name, v.shape, of, isMember, "")
	}
	return at
}

// accessor reports whether the bracket at token i is that of get() or set(value)
// of a property.
func (r *refs) accessor(i int) bool {
	closed := r.pair(i)
	return closed <= i+2 && (r.sign(closed+1) == '=' && r.sign(closed+2) != '=' || r.sign(closed+1) == '{' || r.sign(closed+1) == ':')
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
	if r.imported[name] == s {
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
	case s.Op == shape.Member:
		ref.Name, ref.Qual = s.Name, s.X.String()
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
