package relate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// spacing says how a family looks names up whose types lie in namespaces. What
// a type or namespace declares has its full name as owner.
type spacing struct {
	climbs bool // what lies around is in sight
	outer  bool // so are the members of types around, inherited ones first
	global bool // functions of no namespace are in sight
}

var spaced = map[string]*spacing{
	"C#":   {climbs: true, outer: true},
	"Ruby": {climbs: true},
	"PHP":  {global: true},
}

// outward gives a full name and those of what it lies in, if a family's names
// see that.
func (s *spacing) outward(name string) (all []string) {
	for ; name != ""; name = name[:max(0, strings.LastIndexByte(name, '.'))] {
		if all = append(all, name); !s.climbs {
			break
		}
	}
	return all
}

func joined(space, name string) string {
	if space == "" {
		return name
	}
	return space + "." + name
}

// typeIn finds what a name means where it can be no member of an object: a
// type, or what else is declared like one.
func (t *tree) typeIn(v value, name string) ([]decl, value) {
	rules := spaced[v.from.family]
	around := rules.outward(v.path)
	for _, space := range around {
		decls := slices.DeleteFunc(t.declaredIn(v.from, space, name), func(d decl) bool { return d.Kind == link.Method })
		if len(decls) > 0 {
			return decls, value{}
		}
		if rules.outer {
			if decls := t.inherited(v.from, space, name); len(decls) > 0 {
				return decls, value{}
			}
		}
	}
	if rules.climbs && !rules.outer && len(around) > 0 {
		if decls := t.inherited(v.from, around[0], name); len(decls) > 0 {
			return decls, value{}
		}
	}
	return t.atTop(v, name)
}

// nameIn finds what a name means where members of the type at hand need no
// qualifier; hidden says that a type outside of the tree may have it too.
func (t *tree) nameIn(v value, name string) (decls []decl, m value, hidden bool) {
	rules := spaced[v.from.family]
	for i, owner := range rules.outward(v.path) {
		if i > 0 && !rules.outer {
			break
		}
		concealed := false
		if types := t.inPackage(v.from.dir, "", owner); len(types) > 0 {
			if types[0].Name.Name == name {
				return types, value{}, false
			}
			decls, _, concealed = t.lookUp(value{kind: named, decl: types[0]}, name)
		} else {
			decls = t.declaredIn(v.from, owner, name)
		}
		if len(decls) > 0 {
			return decls, value{}, concealed
		}
		hidden = hidden || concealed
	}
	decls, m = t.atTop(v, name)
	if len(decls) == 0 && m.kind == unknown && !hidden {
		m = value{kind: outside}
	}
	return decls, m, hidden
}

// atTop finds a name of no namespace, or of those that a file takes over.
func (t *tree) atTop(v value, name string) ([]decl, value) {
	rules := spaced[v.from.family]
	decls := t.declaredIn(v.from, "", name)
	if !rules.climbs && v.path != "" {
		decls = slices.DeleteFunc(decls, func(d decl) bool { return d.Kind != link.Function && d.Kind != link.Value })
	}
	if len(decls) > 0 && decls[0].Kind == link.Function {
		decls = t.nearest(v.from, decls)
	}
	if len(decls) > 0 {
		return decls, value{}
	}
	for _, p := range v.from.dots {
		if decls, _ := t.inSpace(value{kind: space, path: p, in: v.path, from: v.from}, name); len(decls) > 0 {
			return decls, value{}
		}
	}
	if rules.climbs && capital(name) {
		return nil, value{kind: space, path: name, in: v.path, from: v.from}
	}
	if !rules.climbs {
		return nil, value{kind: outside}
	}
	return nil, value{}
}

// inSpace finds a name in what may be a namespace, wherever that lies.
func (t *tree) inSpace(v value, name string) ([]decl, value) {
	for _, in := range append(spaced[v.from.family].outward(v.in), "") {
		if decls := t.declaredIn(v.from, joined(in, v.path), name); len(decls) > 0 {
			return decls, value{}
		}
	}
	if !capital(name) {
		return nil, value{kind: outside}
	}
	v.path += "." + name
	return nil, v
}

// declaredIn finds what a namespace or type declares under a name. A constant
// of Ruby may be a field.
func (t *tree) declaredIn(f *file, space, name string) []decl {
	decls := slices.Clone(t.inPackage(f.dir, "", joined(space, name)))
	if rules := spaced[f.family]; len(decls) == 0 && rules.climbs && !rules.outer && capital(name) && space != "" {
		for _, m := range t.members(ofType{f.dir, "", space}) {
			if m.Name.Name == name && m.Kind == link.Field {
				decls = append(decls, m)
			}
		}
	}
	return decls
}

// inherited finds what a type takes over from those that it is derived from,
// methods apart.
func (t *tree) inherited(f *file, owner, name string) []decl {
	types := t.inPackage(f.dir, "", owner)
	if len(types) == 0 {
		return nil
	}
	decls, _, _ := t.lookUp(value{kind: named, decl: types[0]}, name)
	return slices.DeleteFunc(slices.Clone(decls), func(d decl) bool {
		return d.Kind == link.Method || d.Kind == link.Abstract || d.Kind == link.Field && spaced[f.family].outer
	})
}

// extensions finds the methods of C# that are called on a type, though another
// declares them.
func (t *tree) extensions(of ofType) (all []decl) {
	name := of.name[strings.LastIndexByte(of.name, '.')+1:]
	for _, f := range t.find(link.Owns("~" + name)) {
		for d := range f.owned("~" + name) {
			for _, n := range f.of(d.doc) {
				if n.Name.Name != d.Name.Name || n.Owner == d.Owner {
					continue
				}
				if v := t.eval(at{shape.Named("^:"+n.Owner, name), f, nil}); v.kind == named && typeOf(v.decl) == of {
					all = append(all, d)
				}
				break
			}
		}
	}
	return all
}

func capital(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}
