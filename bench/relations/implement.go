package main

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

type iface struct {
	identifier string
	types      map[place]bool
}

type method struct {
	name string
	recv types.Type
}

// carries reports whether a type, or one that embeds it, implements i.
func (f *facts) carries(t types.Type, i *types.Interface) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if offers(t, i) {
		return true
	}
	for _, outer := range f.embedders[types.TypeString(t, nil)] {
		if offers(outer, i) {
			return true
		}
	}
	return false
}

// offers is types.Implements by what types are called: a package under test is
// there twice, and its types differ then.
func offers(t types.Type, i *types.Interface) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	have := map[string]string{}
	for s := range set.Methods() {
		have[s.Obj().Name()] = spelled(s.Type())
	}
	for m := range i.Methods() {
		if have[m.Name()] != spelled(m.Type()) {
			return false
		}
	}
	return true
}

// spelled is a signature without the names of its parameters.
func spelled(t types.Type) string {
	var b strings.Builder
	s, ok := t.(*types.Signature)
	if !ok {
		return ""
	}
	for _, tuple := range []*types.Tuple{s.Params(), s.Results()} {
		for v := range tuple.Variables() {
			b.WriteString(types.TypeString(v.Type(), nil) + ",")
		}
		b.WriteByte(';')
	}
	return b.String()
}

// throughInterface reports whether f calls an interface's method of the name
// that the method at to has.
func (f *facts) throughInterface(from *function, to place) bool {
	for _, fn := range from.dynamic {
		for _, m := range f.methods[to] {
			if fn.Name() == m.name {
				return true
			}
		}
	}
	return false
}

// reached reports whether the type of the method at to also implements the
// interface.
func (f *facts) reached(from *function, to place) bool {
	for _, fn := range from.dynamic {
		i, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
		for _, m := range f.methods[to] {
			if ok && fn.Name() == m.name && f.carries(m.recv, i) {
				return true
			}
		}
	}
	return false
}

// implementations finds what implements or embeds each interface, tests apart.
func (f *facts) implementations(pkgs []*packages.Package) {
	var all []*types.TypeName
	for _, p := range pkgs {
		if strings.Contains(p.ID, " [") || strings.HasSuffix(p.ID, ".test") || strings.HasSuffix(p.Name, "_test") {
			continue
		}
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			if t, ok := scope.Lookup(name).(*types.TypeName); ok && !t.IsAlias() {
				if n, ok := t.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
					all = append(all, t)
				}
			}
		}
	}
	fset := pkgs[0].Fset
	for _, t := range all {
		i, ok := t.Type().Underlying().(*types.Interface)
		at, known := f.begins[f.key(fset, t.Pos())]
		if !ok || !known || !i.IsMethodSet() || i.NumMethods() == 0 {
			continue
		}
		entry := &iface{identifier: identifier(f.dir, at.path, t.Name()), types: map[place]bool{}}
		f.interfaces[at] = entry
		for _, c := range all {
			to, known := f.begins[f.key(fset, c.Pos())]
			if !known || c == t {
				continue
			}
			if other, ok := c.Type().Underlying().(*types.Interface); ok {
				for e := range other.EmbeddedTypes() {
					if types.Identical(e, t.Type()) {
						entry.types[to] = true
					}
				}
			} else if types.Implements(c.Type(), i) || types.Implements(types.NewPointer(c.Type()), i) {
				entry.types[to] = true
			}
		}
	}
}

func (f *facts) embedding(p *packages.Package) {
	for _, name := range p.Types.Scope().Names() {
		t, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		seen := map[string]bool{}
		var visit func(of types.Type)
		visit = func(of types.Type) {
			if ptr, ok := of.(*types.Pointer); ok {
				of = ptr.Elem()
			}
			s, ok := of.Underlying().(*types.Struct)
			if name := types.TypeString(of, nil); ok && !seen[name] {
				seen[name] = true
				if of != t.Type() {
					f.embedders[name] = append(f.embedders[name], t.Type())
				}
				for field := range s.Fields() {
					if field.Embedded() {
						visit(field.Type())
					}
				}
			}
		}
		visit(t.Type())
	}
}
