package relate

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// demand is what an interface asks for.
type demand struct {
	methods []signature
	partly  bool // it embeds something that is not in the tree
	never   bool // it is a constraint, or one that nothing can be said of
}

type signature struct {
	name string
	decl decl   // where it is asked for
	args []at   // for its shape
	text string // instead of both: canonical, of a known interface
}

// demands collects the methods of an interface, embedded ones too.
func (t *tree) demands(v value) demand {
	if v.decl.family != golang {
		return demand{never: true} // what is derived from it says so
	}
	d := demand{}
	t.collect(v, &d, map[ofType]bool{})
	own := slices.ContainsFunc(d.methods, func(m signature) bool { return m.text == "" })
	if len(d.methods) == 0 || d.partly && !own { // too little to go by
		d.never = true
	}
	return d
}

func (t *tree) collect(v value, d *demand, seen map[ofType]bool) {
	key := typeOf(v.decl)
	if seen[key] || t.over() {
		return
	}
	seen[key] = true
	for _, m := range t.members(key) {
		switch m.Kind {
		case link.Abstract:
			d.methods = append(d.methods, signature{name: m.Name.Name, decl: m, args: v.args})
		case link.Embedded:
			e := t.valueOf(m, v.args)
			switch {
			case e.kind == named && e.decl.Kind == link.Interface:
				t.collect(e, d, seen)
			case e.kind == outside:
				methods, ok := known[e.name]
				for name, text := range methods {
					d.methods = append(d.methods, signature{name: name, text: text})
				}
				d.partly = d.partly || !ok
			default:
				d.never = true
			}
		}
	}
}

// implements reports whether a type has all methods of an interface, with
// parameters and results that look the same.
func (t *tree) implements(typ value, d demand) bool {
	if d.never || typ.decl.Kind == link.Interface || typ.decl.family != golang {
		return false
	}
	for _, m := range d.methods {
		found, args, _ := t.lookUp(typ, m.name)
		if t.over() || len(found) == 0 || found[0].Kind != link.Method && found[0].Kind != link.Abstract {
			return false
		}
		have := at{t.parse(found[0].Shape), found[0].file, args}
		t.steps = maxSteps
		if m.text != "" {
			if text := t.canonical(have); text != m.text && !strings.Contains(text, shape.Unknown) {
				return false
			}
			continue
		}
		if !exported(m.name) && (m.decl.dir != found[0].dir || m.decl.pkg != found[0].pkg) {
			return false
		}
		if !t.same(at{t.parse(m.decl.Shape), m.decl.file, m.args}, have) {
			return false
		}
	}
	return true
}

// fewImplementers are the types that implement an interface; ok is false when
// they are too many for a call to be said to reach them.
func (t *tree) fewImplementers(i decl) (all []decl, ok bool) {
	all, known := t.few[typeOf(i)]
	if !known {
		all = t.implementers(value{kind: named, decl: i}, maxImplementers)
		t.few[typeOf(i)] = all
	}
	return all, len(all) <= maxImplementers
}

// implementers finds the types that implement an interface; with a most, it
// ends above that.
func (t *tree) implementers(v value, most int) []decl {
	d := t.demands(v)
	if d.never {
		return nil
	}
	// The method that is declared least often leads to the fewest types.
	rare := slices.MinFunc(d.methods, func(a, b signature) int {
		return cmp.Or(len(t.names(a.name))-len(t.names(b.name)), cmp.Compare(a.name, b.name))
	})
	var all []decl
	for typ := range t.having(rare.name) {
		if t.implements(value{kind: named, decl: typ}, d) {
			all = append(all, typ)
		}
		if most > 0 && len(all) > most {
			break
		}
	}
	return all
}

// having finds the types with a method of this name, their own or an embedded one.
func (t *tree) having(method string) iter.Seq[decl] {
	return func(yield func(decl) bool) {
		seen := map[ofType]bool{}
		for _, d := range t.names(method) {
			if d.Owner == "" {
				continue
			}
			for typ := range t.spread(typeOf(d), seen) {
				if !yield(typ) {
					return
				}
			}
		}
	}
}

// spread gives a type and those that embed it, in turn, without those seen.
func (t *tree) spread(of ofType, seen map[ofType]bool) iter.Seq[decl] {
	return func(yield func(decl) bool) {
		for todo := []ofType{of}; len(todo) > 0 && !t.over(); {
			next := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if seen[next] {
				continue
			}
			seen[next] = true
			if all := t.inPackage(next.dir, next.pkg, next.name); len(all) > 0 && !yield(all[0]) {
				return
			}
			for _, e := range t.embedders(next) {
				todo = append(todo, typeOf(e))
			}
		}
	}
}

// interfaces finds the interfaces that a type implements; with a method, only
// those that ask for it.
func (t *tree) interfaces(typ value, method string) []decl {
	var all []decl
	seen := map[ofType]bool{}
	for name := range t.methodNames(typ) {
		if method != "" && name != method {
			continue
		}
		for _, i := range t.asking(name) {
			if key := typeOf(i); !seen[key] {
				seen[key] = true
				if t.implements(typ, t.demands(value{kind: named, decl: i})) {
					all = append(all, i)
				}
			}
		}
	}
	return all
}

// asking finds the interfaces that ask for a method of this name.
func (t *tree) asking(name string) []decl {
	all, ok := t.demanded[name]
	if ok {
		return all
	}
	seen := map[ofType]bool{}
	add := func(i decl) {
		for i := range t.spread(typeOf(i), seen) {
			if i.Kind == link.Interface {
				all = append(all, i)
			}
		}
	}
	for _, d := range t.names(name) {
		if d.Kind == link.Abstract && d.family == golang {
			add(d)
		}
	}
	for of, methods := range known {
		if _, ok := methods[name]; !ok {
			continue
		}
		for _, e := range t.embedding(of[strings.IndexByte(of, '#')+1:], func(v value) bool { return v.kind == outside && v.name == of }) {
			add(e)
		}
	}
	t.demanded[name] = all
	return all
}

// methodNames are the names of a type's methods, embedded ones too.
func (t *tree) methodNames(typ value) map[string]bool {
	names := map[string]bool{}
	seen := map[ofType]bool{}
	var visit func(v value)
	visit = func(v value) {
		if v.kind != named || seen[typeOf(v.decl)] || t.over() {
			return
		}
		seen[typeOf(v.decl)] = true
		for _, m := range t.members(typeOf(v.decl)) {
			switch m.Kind {
			case link.Method, link.Abstract:
				names[m.Name.Name] = true
			case link.Embedded:
				visit(t.valueOf(m, v.args))
			}
		}
	}
	visit(typ)
	return names
}

// embedders finds the types that embed one.
func (t *tree) embedders(of ofType) []decl {
	all, ok := t.embedded[of]
	if !ok {
		all = t.embedding(of.name[strings.LastIndexByte(of.name, '.')+1:], func(v value) bool { return v.kind == named && typeOf(v.decl) == of })
		t.embedded[of] = all
	}
	return all
}

// embedding finds the types that embed something of this name, if it is meant.
func (t *tree) embedding(name string, meant func(value) bool) []decl {
	var all []decl
	for _, f := range t.find(link.Embeds(name)) {
		for m := range f.named(name) {
			if m.Kind == link.Embedded && meant(t.valueOf(m, nil)) {
				types := t.inPackage(f.dir, f.pkg, m.Owner)
				all = append(all, types[:min(1, len(types))]...)
			}
		}
	}
	return all
}
