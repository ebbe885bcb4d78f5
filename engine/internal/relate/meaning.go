package relate

import (
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// meansIn is means for languages other than Go.
func (t *tree) meansIn(f *file, r link.Ref) []candidate {
	if r.Qual == "" {
		return t.fitting(f, t.visible(f, r.Name), r, false)
	}
	name, s := r.Name, t.parse(r.Qual)
	if s != nil && s.Op == shape.Root && s.Path != "" && s.Name == "" {
		if b, ok := f.bound[name]; ok && b.name == "default" && b.module == f.imported(s.Path) {
			name = "default"
		}
	}
	v := t.eval(at{s, f, nil})
	if v.from != nil {
		decls, m, hidden := t.within(v, name)
		if len(decls) == 0 && v.kind == pack && m.kind != pack && f.family == "TypeScript" && f.bound[name].name == "" { // the module itself is called
			decls, _, hidden = t.within(v, "default")
		}
		return t.fitting(f, decls, r, hidden)
	}
	switch v.kind {
	case named:
		found, _, hidden := t.lookUp(v, name)
		return t.fitting(f, found, r, hidden)
	case unknown:
		return t.guessIn(f, r)
	}
	return nil
}

// fitting are the declarations that a reference may mean. Of several methods of
// one name, those count that take as many arguments as are given.
func (t *tree) fitting(f *file, decls []decl, r link.Ref, hidden bool) []candidate {
	if r.Args != "" && len(decls) > 0 {
		decls = t.taking(decls, r.Args)
	}
	if r.Kind == link.Call && len(decls) > 1 { // an interface may share its name with what makes it
		made := slices.DeleteFunc(slices.Clone(decls), func(d decl) bool { return d.Kind == link.Interface || d.Kind == link.Alias })
		if len(made) > 0 {
			decls = made
		}
	}
	// An interface may ask for several methods of one name.
	seen := map[place]bool{}
	decls = slices.DeleteFunc(slices.Clone(decls), func(d decl) bool {
		p := place{d.file, d.doc}
		twice := seen[p]
		seen[p] = true
		return twice
	})
	if spaced[f.family] != nil && len(decls) > 1 && decls[0].Kind != link.Method && decls[0].Kind != link.Abstract {
		decls = t.nearest(f, decls) // a type that several files declare
	}
	all := sure(decls)
	for i := range all {
		if hidden || len(all) > 1 && (all[i].Owner != "" && all[i].Kind != link.Type && all[i].Kind != link.Interface || t.overloaded(decls)) { // one of them, by types that nobody has compared
			all[i].confidence *= shadowed
		}
	}
	return all
}

// maxGuessed is how many methods of one name may be guessed among.
const maxGuessed = 3

// guessIn goes by the name of a method alone, when there are few.
func (t *tree) guessIn(f *file, r link.Ref) []candidate {
	if r.Kind != link.Call {
		return nil
	}
	var all []candidate
	seen := map[place]bool{} // an extension is a method of two types
	for _, d := range t.names(r.Name) {
		p := place{d.file, d.doc}
		if (d.Kind == link.Method || d.Kind == link.Abstract) && d.family == f.family && (d.family != "C#" || !seen[p]) {
			seen[p] = true
			all = append(all, candidate{d, guessed})
		}
	}
	if len(all) > maxGuessed {
		return nil
	}
	for i := range all {
		all[i].confidence /= float64(len(all))
	}
	return all
}

// overriders finds the methods that a call of a method may reach instead,
// because a type derived from its own has one of the name.
func (t *tree) overriders(d decl) []decl {
	if d.Kind != link.Method && d.Kind != link.Abstract || d.Owner == "" || makes(d) {
		return nil
	}
	types, ok := t.fewDerived(typeOf(d))
	if !ok {
		return nil
	}
	var all []decl
	for _, typ := range types {
		for _, m := range t.members(typeOf(typ)) {
			if m.Name.Name == d.Name.Name && m.Kind == link.Method {
				all = append(all, m)
			}
		}
	}
	return all
}

// fewDerived are the types derived from one; ok is false when they are too
// many for a call to be said to reach them.
func (t *tree) fewDerived(of ofType) (all []decl, ok bool) {
	all, known := t.few[of]
	if !known {
		for typ := range t.spread(of, map[ofType]bool{}) {
			if typeOf(typ) != of {
				all = append(all, typ)
			}
			if len(all) > maxImplementers {
				break
			}
		}
		t.few[of] = all
	}
	return all, len(all) <= maxImplementers
}

// overridden collects the methods of this name that types above the document's
// have: it may be called by their calls.
func (q *question) overridden(name string, places map[place]bool) {
	for _, d := range q.declared() {
		if d.Kind != link.Method || d.Name.Name != name || d.Owner == "" || makes(d) {
			continue
		}
		for _, m := range q.above(d) {
			if _, ok := q.fewDerived(typeOf(m)); ok {
				places[place{m.file, m.doc}] = true
			}
		}
	}
}

// above are the methods that one overrides, those of the types above all.
func (t *tree) above(d decl) []decl {
	var all []decl
	seen := map[ofType]bool{}
	for todo := []ofType{typeOf(d)}; len(todo) > 0 && !t.over(); {
		of := todo[0]
		todo = todo[1:]
		if seen[of] {
			continue
		}
		seen[of] = true
		for _, m := range t.members(of) {
			switch {
			case m.Kind == link.Embedded:
				if v := t.valueOf(m, nil); v.kind == named {
					todo = append(todo, typeOf(v.decl))
				}
			case m.Name.Name == d.Name.Name && of != typeOf(d) && (m.Kind == link.Method || m.Kind == link.Abstract):
				all = append(all, m)
			}
		}
	}
	return all
}

// overrides notes the methods that one overrides, next above first.
func (q *question) overrides(d decl, up found) {
	for _, m := range q.above(d) {
		up.add(place{m.file, m.doc}, 1)
	}
}

var makers = map[string]bool{"__init__": true, "constructor": true, "initialize": true, "__construct": true}

// makes reports whether a method makes the objects of its type: it is called by
// the name of that.
func makes(d decl) bool {
	if d.Kind != link.Method || d.family == golang {
		return false
	}
	typ := typeOf(d).name
	return makers[d.Name.Name] || d.Name.Name == typ[strings.LastIndexByte(typ, '.')+1:]
}

// making finds who makes objects with the method d, which is who calls its type.
func (q *question) making(d decl, in found) {
	of := typeOf(d)
	types := q.inPackage(of.dir, of.pkg, of.name)
	if len(types) == 0 {
		return
	}
	name := types[0].Name.Name
	for _, f := range q.find(link.Refers(name)) {
		for _, n := range f.numbers {
			for _, r := range f.docs[n].Refs(name) {
				if r.Kind != link.Call {
					continue
				}
				for _, c := range q.resolve(f, r) {
					if (c.Kind == link.Type || c.Kind == link.Interface) && typeOf(c.decl) == of {
						in.add(place{f, n}, c.confidence, Site{f.path, r.Line, c.confidence})
					}
				}
			}
		}
	}
}
