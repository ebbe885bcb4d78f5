package relate

import (
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// calls fills in who calls whom, and collects other uses on the way.
func (q *question) calls() Related {
	return Related{
		Symbol:   Symbol{q.doc, q.file.path, q.file.flags},
		Outgoing: q.edges(q.outgoing()),
		Incoming: q.edges(q.incoming()),
	}
}

// called reports whether a reference to d is a call. In Go, naming a type like a
// function is a conversion, and a variable may hold any function; elsewhere a
// type is called to make one.
func called(r link.Ref, d decl) bool {
	if d.family != golang && (d.Kind == link.Type || d.Kind == link.Interface || d.Kind == link.Value) {
		return r.Kind == link.Call
	}
	return r.Kind == link.Call && (d.Kind == link.Function || d.Kind == link.Method || d.Kind == link.Abstract)
}

func (q *question) outgoing() found {
	out := found{}
	for _, r := range q.links.Refs("") {
		for _, c := range q.resolve(q.file, r) {
			if !called(r, c.decl) {
				continue
			}
			out.add(place{c.file, c.doc}, c.confidence, Site{q.file.path, r.Line, c.confidence})
			for _, m := range q.dispatch(c.decl) {
				out.add(place{m.file, m.doc}, dispatched*c.confidence, Site{q.file.path, r.Line, dispatched * c.confidence})
			}
		}
	}
	return out
}

// dispatch finds the methods that a call of an interface's method may reach.
func (t *tree) dispatch(d decl) []decl {
	if d.family != golang {
		return t.overriders(d)
	}
	if d.Kind != link.Abstract {
		return nil
	}
	owner := t.inPackage(d.dir, d.pkg, d.Owner)
	if len(owner) == 0 {
		return nil
	}
	types, ok := t.fewImplementers(owner[0])
	if !ok {
		return nil
	}
	var all []decl
	for _, typ := range types {
		found, _, _ := t.lookUp(value{kind: named, decl: typ}, d.Name.Name)
		for _, m := range found {
			if m.Kind == link.Method {
				all = append(all, m)
			}
		}
	}
	return all
}

// incoming looks at everything that refers to a name of the document.
func (q *question) incoming() found {
	in := found{}
	seen := map[string]bool{}
	for _, d := range q.declared() {
		if name := d.Name.Name; !seen[name] {
			seen[name] = true
			q.referring(name, in)
		}
		if makes(d) {
			q.making(d, in)
		}
	}
	return in
}

func (q *question) referring(name string, in found) {
	through := q.through(name)
	for _, f := range q.find(link.Refers(name)) {
		for _, n := range f.numbers {
			from := place{f, n}
			for _, r := range f.docs[n].Refs(name) {
				for _, c := range q.resolve(f, r) {
					site := Site{f.path, r.Line, c.confidence}
					switch {
					case through[place{c.file, c.doc}] && called(r, c.decl):
						site.Confidence *= dispatched
						in.add(from, site.Confidence, site)
					case c.id() != q.id():
					case called(r, c.decl):
						in.add(from, c.confidence, site)
					case r.Kind != link.Inherit && from != place{q.file, q.number}:
						q.uses.add(from, c.confidence, site)
					}
				}
			}
		}
	}
}

// through are the interfaces by whose method of this name the document, itself
// a method, may be called.
func (q *question) through(name string) map[place]bool {
	places := map[place]bool{}
	if q.file.family != golang {
		q.overridden(name, places)
		return places
	}
	for _, d := range q.declared() {
		if d.Kind != link.Method || d.Name.Name != name {
			continue
		}
		types := slices.Collect(q.spread(typeOf(d), map[ofType]bool{}))
		for _, i := range q.asking(name) {
			if _, ok := q.fewImplementers(i); !ok {
				continue
			}
			asked := q.demands(value{kind: named, decl: i})
			if slices.ContainsFunc(types, func(typ decl) bool { return q.implements(value{kind: named, decl: typ}, asked) }) {
				places[place{i.file, i.doc}] = true
			}
		}
	}
	return places
}
