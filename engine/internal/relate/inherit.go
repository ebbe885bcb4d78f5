package relate

import "github.com/codealive-mcp/codealive-mcp/engine/internal/link"

// partly is how sure it is that a type implements an interface of which part is
// not in the tree.
const partly = 0.6

func (q *question) demandOf(i decl) float64 {
	if q.demands(value{kind: named, decl: i}).partly {
		return partly
	}
	return 1
}

// ancestors are what a type embeds and the interfaces it implements; of a
// method, the interfaces that ask for it.
func (q *question) ancestors() found {
	up := found{}
	for _, d := range q.declared() {
		if d.Kind != link.Method {
			continue
		}
		if d.family != golang {
			q.overrides(d, up)
			continue
		}
		for _, owner := range q.inPackage(d.dir, d.pkg, d.Owner) {
			for _, i := range q.interfaces(value{kind: named, decl: owner}, d.Name.Name) {
				up.add(place{i.file, i.doc}, q.demandOf(i))
			}
		}
	}
	typ, ok := q.typ()
	if !ok {
		return up
	}
	for _, r := range q.links.Refs("") {
		if r.Kind != link.Inherit {
			continue
		}
		for _, c := range q.resolve(q.file, r) {
			if c.id() == q.id() || c.Kind == link.Field { // another type of the name, or what a constant stands for
				continue
			}
			up.add(place{c.file, c.doc}, c.confidence, Site{q.file.path, r.Line, c.confidence})
		}
	}
	if typ.decl.Kind != link.Interface {
		for _, i := range q.interfaces(typ, "") {
			up.add(place{i.file, i.doc}, q.demandOf(i))
		}
	}
	return up
}

// descendants are the types that embed a type, and those that implement an
// interface.
func (q *question) descendants() found {
	down := found{}
	typ, ok := q.typ()
	if !ok {
		return down
	}
	for _, f := range q.find(link.Refers(typ.decl.Name.Name)) {
		for _, n := range f.numbers {
			for _, r := range f.docs[n].Refs(typ.decl.Name.Name) {
				if r.Kind != link.Inherit {
					continue
				}
				for _, c := range q.resolve(f, r) {
					if c.id() == q.id() && (place{f, n}) != (place{q.file, q.number}) {
						down.add(place{f, n}, c.confidence, Site{f.path, r.Line, c.confidence})
					}
				}
			}
		}
	}
	if typ.decl.Kind == link.Interface {
		confidence := q.demandOf(typ.decl)
		for _, d := range q.implementers(typ, 0) {
			down.add(place{d.file, d.doc}, confidence)
		}
	}
	return down
}
