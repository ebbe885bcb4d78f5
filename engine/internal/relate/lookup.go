package relate

import (
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// search is for a member of a type without type arguments.
type search struct {
	of   decl
	name string
}

// member is what lookUp gives.
type member struct {
	found  []decl
	args   []at
	hidden bool
}

// maxLooked is how many of them are remembered.
const maxLooked = 200_000

// lookUp finds a member of a type: its own, else that of what it embeds, the
// least deeply embedded first. args are for the shape of what was found. hidden
// says that something less deep is not in the tree, which may have it too.
func (t *tree) lookUp(v value, name string) (found []decl, args []at, hidden bool) {
	if v.kind == named && v.decl.family != golang && (v.decl.Kind == link.Method || v.decl.Kind == link.Abstract || v.decl.Kind == link.Function && v.decl.Shape != "") {
		v = t.call(v, 0) // a property
	}
	if v.kind != named || len(v.args) > 0 {
		return t.descend(v, name)
	}
	key := search{v.decl, name}
	m, ok := t.looked[key]
	if !ok {
		t.looked[key] = member{} // for types that embed each other in a circle
		m.found, m.args, m.hidden = t.descend(v, name)
		if t.looked[key] = m; len(t.looked) > maxLooked {
			delete(t.looked, key)
		}
	}
	return m.found, m.args, m.hidden
}

// unnamed reports whether a member has a name that it is not called by: that of
// a base, or of the type that a constructor makes, which means the type.
func unnamed(d decl) bool {
	switch d.family {
	case golang:
		return false
	case "Java", "C#":
		return d.Kind == link.Embedded || makes(d) && !makers[d.Name.Name]
	}
	return d.Kind == link.Embedded
}

// descend goes down level by level.
func (t *tree) descend(v value, name string) (found []decl, args []at, hidden bool) {
	type step struct {
		value
		fields bool // its methods do not count
	}
	level := []step{{v, false}}
	seen := map[ofType]bool{}
	outer, first := false, true
	for len(level) > 0 && len(found) == 0 {
		var next []step
		hidden = outer
		for _, s := range level {
			if len(found) > 0 && found[0].family != golang {
				break // the first of the bases counts
			}
			if s.kind != named {
				outer = outer || s.kind != built
				continue
			}
			key := typeOf(s.decl)
			if seen[key] {
				continue
			}
			seen[key] = true
			for _, m := range t.members(key) {
				switch {
				case m.Name.Name == name && (!s.fields || m.Kind != link.Method) && !unnamed(m):
					found, args = append(found, m), s.args
				case m.Kind == link.Embedded:
					next = append(next, step{t.valueOf(m, s.args), false})
				}
			}
			if shape := t.parse(s.decl.Shape); shape != nil && s.decl.Kind == link.Type {
				// type T U has the fields of U, and its methods if U is an interface
				under := t.eval(at{shape, s.decl.file, s.args})
				if under.kind == named {
					next = append(next, step{under, under.decl.Kind != link.Interface})
				}
			}
		}
		// A single type takes part with what is known of it, so that a chain of
		// them is not gone down from each.
		if first && len(found) == 0 && len(next) == 1 && next[0].kind == named && len(next[0].args) == 0 && !next[0].fields {
			return t.lookUp(next[0].value, name)
		}
		level, first = next, false
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(found, func(d decl) bool { return d.Kind == link.Embedded })
		if slices.ContainsFunc(found, func(d decl) bool { return d.Kind == link.Method }) { // declared and defined
			found = slices.DeleteFunc(found, func(d decl) bool { return d.Kind == link.Abstract && t.defined(d, found) })
		}
	}
	return found, args, hidden
}
