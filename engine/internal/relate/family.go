package relate

import (
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
)

// golang is the family of Go, which has rules of its own for nearly everything.
const golang = "Go"

func familyOf(name string) string {
	lang := scan.Language(name)
	if family := symbols.Family(lang); family != "" {
		return family
	}
	return golang // or something without any names
}

// modular are the families where a file sees its own names alone, and what it
// imports.
var modular = map[string]bool{"Python": true, "TypeScript": true, "Rust": true}

// unit is what takes the place of Go's directories elsewhere: the names of a
// unit see each other. It is a file, or a package of Java, or the tree.
func unit(family, name, pkg string) string {
	switch {
	case modular[family]:
		return family + ":" + name
	case family == "Java":
		return family + ":" + pkg
	}
	return family + ":"
}

// binding is what an imported name stands for: a member of a module, "" for
// all of it.
type binding struct{ module, name string }

// bringing is the question what a module brings under a name.
type bringing struct{ unit, name string }

// rootOf is the value of a name that stands alone.
func (t *tree) rootOf(a at) value {
	p, f := a.shape.Path, a.file
	if long := f.imported(p); strings.HasPrefix(long, "^") {
		p = long
	}
	switch {
	case strings.HasPrefix(p, "^^"):
		return value{kind: above, path: p[2:], from: f}
	case strings.HasPrefix(p, "^:"):
		v := value{kind: scope, path: p[2:], from: f}
		if a.shape.Name != "" {
			return t.memberIn(v, a.shape.Name)
		}
		return v
	case strings.HasPrefix(p, "^"):
		v := value{kind: around, path: p[1:], from: f}
		if a.shape.Name != "" {
			return t.memberIn(v, a.shape.Name)
		}
		return v
	case p == "":
		decls, v := t.inSight(f, a.shape.Name)
		if len(decls) > 0 {
			return t.valueOf(decls[0], nil)
		}
		if v.kind == unknown {
			v = value{kind: outside, name: a.shape.Name}
		}
		return v
	}
	v := t.module(f, f.imported(p))
	if a.shape.Name == "" {
		return v
	}
	return t.importedAs(f, p, v, a.shape.Name)
}

// importedAs is a member of an import. The name that a file gives to what a
// module exports by default need not be known there.
func (t *tree) importedAs(f *file, number string, v value, name string) value {
	if b, ok := f.bound[name]; ok && b.name == "default" && b.module == f.imported(number) {
		name = "default"
	}
	return t.memberOf(v, name)
}

// memberIn is a member of a module, or a name in sight of a type.
func (t *tree) memberIn(v value, name string) value {
	decls, m, _ := t.within(v, name)
	if len(decls) > 0 {
		return t.valueOf(decls[0], nil)
	}
	return m
}

// within finds the members of a module, or the names in sight of a type; what
// is found may be a module too, which m is then.
func (t *tree) within(v value, name string) (decls []decl, m value, hidden bool) {
	switch v.kind {
	case scope:
		decls, m = t.typeIn(v, name)
		return decls, m, false
	case space:
		decls, m = t.inSpace(v, name)
		return decls, m, false
	case pack:
		for _, u := range v.dirs {
			if decls, m = t.exports(u, name, 0); len(decls) > 0 || m.kind != unknown {
				return decls, m, false
			}
		}
		if modular[v.from.family] && v.path != "" {
			return nil, t.module(v.from, v.path+"."+name), false
		}
		return nil, value{kind: outside}, false
	case around:
		if spaced[v.from.family] != nil {
			return t.nameIn(v, name)
		}
		for owner := v.path; owner != ""; owner = owner[:max(0, strings.LastIndexByte(owner, '.'))] {
			var concealed bool
			for _, typ := range t.owners(v.from, owner) {
				if name == typ.Name.Name && (typ.Kind == link.Type || typ.Kind == link.Interface) {
					return []decl{typ}, value{}, false
				}
				decls, _, concealed = t.lookUp(value{kind: named, decl: typ}, name)
				if len(decls) > 0 {
					return decls, value{}, concealed
				}
				hidden = hidden || concealed
			}
		}
		decls, m = t.inSight(v.from, name)
		if len(decls) == 0 && m.kind == unknown && !hidden {
			m = value{kind: outside}
		}
		return decls, m, hidden
	case above:
		for _, typ := range t.inPackage(v.from.dir, "", v.path) {
			for _, b := range t.members(typeOf(typ)) {
				if b.Kind != link.Embedded {
					continue
				}
				var concealed bool
				decls, _, concealed = t.lookUp(t.valueOf(b, nil), name)
				if hidden = hidden || concealed; len(decls) > 0 {
					return decls, value{}, hidden
				}
			}
		}
	}
	return nil, value{}, hidden
}

// owners are the types that a file's members of this owner belong to. Kotlin
// extends types of other packages.
func (t *tree) owners(f *file, owner string) []decl {
	types := t.inPackage(f.dir, "", owner)
	if len(types) == 0 && f.family == "Java" && !strings.Contains(owner, ".") {
		types, _ = t.inSight(f, owner)
	}
	return types
}

// inSight finds what a bare name means in a file.
func (t *tree) inSight(f *file, name string) ([]decl, value) {
	if spaced[f.family] != nil {
		return t.atTop(value{kind: scope, from: f}, name)
	}
	if decls := t.nearest(f, t.inPackage(f.dir, "", name)); len(decls) > 0 {
		return decls, value{}
	}
	if b, ok := f.bound[name]; ok {
		v := t.module(f, b.module)
		if b.name == "" {
			return nil, v
		}
		if v.from == nil {
			return nil, t.memberOf(v, b.name)
		}
		decls, m, _ := t.within(v, b.name)
		return decls, m
	}
	for _, p := range f.dots {
		v := t.module(f, p)
		if v.kind != pack {
			if decls, _, _ := t.lookUp(v, name); len(decls) > 0 {
				return decls, value{}
			}
			continue
		}
		for _, u := range v.dirs {
			if decls, m := t.exports(u, name, 0); len(decls) > 0 || m.kind != unknown {
				return decls, m
			}
		}
	}
	if !modular[f.family] && f.family != "Java" && len(t.names(name)) == 0 {
		return nil, value{kind: pack, dirs: []string{f.dir}, from: f} // of a namespace nothing is known
	}
	return nil, value{}
}

// maxExports bounds a chain of modules that hand on what others export.
const maxExports = 8

// exports finds what a unit gives to those that import it.
func (t *tree) exports(u, name string, depth int) (decls []decl, m value) {
	if decls = t.inPackage(u, "", name); len(decls) > 0 || depth > maxExports || t.over() {
		return decls, value{}
	}
	_, file, _ := strings.Cut(u, ":")
	f := t.at(file)
	if f == nil || !modular[f.family] {
		return nil, value{}
	}
	key := bringing{u, name}
	if _, asked := t.brought[key]; asked {
		return nil, value{} // in a circle, or in vain
	}
	t.brought[key] = value{}
	if of, ok := f.aliases[name]; ok && of != name {
		decls, m = t.exports(u, of, depth+1)
	} else if b, ok := f.bound[name]; ok {
		v := t.module(f, b.module)
		switch {
		case b.name == "":
			m = v
		case v.kind == pack:
			for _, other := range v.dirs {
				if decls, m = t.exports(other, b.name, depth+1); len(decls) > 0 || m.kind != unknown {
					break
				}
			}
			if len(decls) == 0 && m.kind == unknown {
				if m = t.module(f, b.module+"."+b.name); m.kind == outside {
					m = value{}
				}
			}
		}
	}
	for _, p := range f.dots {
		if len(decls) > 0 || m.kind != unknown {
			break
		}
		for _, other := range t.module(f, p).dirs {
			if decls, m = t.exports(other, name, depth+1); len(decls) > 0 || m.kind != unknown {
				break
			}
		}
	}
	if len(decls) > 0 || m.kind != unknown {
		delete(t.brought, key)
	}
	return decls, m
}

// extends reports whether a file has members for a type of another: in Rust
// they may stand anywhere in the crate, in Kotlin in any package.
func (t *tree) extends(f *file, of ofType) bool {
	if f.family != "Rust" && scan.Language(f.path) != "Kotlin" || !strings.HasPrefix(of.dir, f.family+":") || strings.Contains(of.name, ".") {
		return false
	}
	if len(t.inPackage(f.dir, "", of.name)) > 0 {
		return false
	}
	decls, _ := t.inSight(f, of.name)
	return slices.ContainsFunc(decls, func(d decl) bool { return d.dir == of.dir })
}
