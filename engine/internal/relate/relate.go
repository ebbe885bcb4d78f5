package relate

import (
	"cmp"
	"context"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// Symbol is a document of the tree.
type Symbol struct {
	store.Doc
	Path  string
	Flags int // of its file, see package scan
}

// Edge leads to or comes from a symbol.
type Edge struct {
	Symbol
	Confidence float64 // 0 to 1; 1 when the text leaves no other meaning
	Sites      []Site  // where, the surest first, then by path and line
}

// Site is a line that refers to something.
type Site struct {
	Path       string
	Line       int
	Confidence float64
}

// Related is what one symbol has to do with others, each list by confidence,
// then path and line.
type Related struct {
	Symbol
	Outgoing    []Edge
	Incoming    []Edge
	Ancestors   []Edge
	Descendants []Edge
	References  []Edge
}

// Find relates the symbol with this part of an identifier in a file; ok is
// false when there is no such symbol.
func Find(ctx context.Context, db *store.DB, path, part string) (r Related, ok bool, err error) {
	t := newTree(ctx, db)
	q := t.question(path, part)
	if q == nil {
		return r, false, t.err
	}
	r = q.calls()
	r.References = t.edges(q.uses)
	r.Ancestors, r.Descendants = t.edges(q.ancestors()), t.edges(q.descendants())
	return r, t.err == nil, t.err
}

// Calls gives a function that finds what Find does about functions and methods,
// calls only. It remembers what it has read from one to the next.
func Calls(ctx context.Context, db *store.DB) func(path, part string) (r Related, ok bool, err error) {
	t := newTree(ctx, db)
	return func(path, part string) (r Related, ok bool, err error) {
		q := t.question(path, part)
		if q == nil || !q.callable() {
			return r, false, t.err
		}
		r = q.calls()
		return r, t.err == nil, t.err
	}
}

// question is about one document.
type question struct {
	*tree
	file   *file
	number int // of the document
	doc    store.Doc
	names  []decl
	links  link.Stored
	uses   found // references to it other than calls, collected with them
}

func (t *tree) question(path, part string) *question {
	files := t.open(t.db.LinkedAt(t.ctx, path))
	if len(files) == 0 || part == "" {
		return nil
	}
	f := files[0]
	for _, d := range t.documents(f) {
		n := int(d.ID - f.first)
		if names := f.of(n); d.Part == part && len(names) > 0 {
			return &question{tree: t, file: f, number: n, doc: d, names: names, links: f.docs[n], uses: found{}}
		}
	}
	return nil
}

func (t *tree) documents(f *file) []store.Doc {
	docs, ok := t.docs[f.id]
	if !ok && t.err == nil {
		var err error
		if docs, err = t.db.Docs(t.ctx, f.id); err != nil {
			t.fail(err)
		}
		t.docs[f.id] = docs
	}
	return docs
}

func (q *question) id() int64 { return q.file.first + int64(q.number) }

func (q *question) callable() bool {
	return slices.ContainsFunc(q.names, func(n decl) bool { return n.Kind == link.Function || n.Kind == link.Method })
}

// declared are the names of the document that stand for it.
func (q *question) declared() []decl {
	var all []decl
	for _, d := range q.names {
		if d.Kind != link.Field && d.Kind != link.Embedded {
			all = append(all, d)
		}
	}
	return all
}

// typ is the type that the document declares, if it does.
func (q *question) typ() (value, bool) {
	for _, d := range q.declared() {
		switch d.Kind {
		case link.Type, link.Interface:
			return value{kind: named, decl: d}, true
		}
	}
	return value{}, false
}

// place is a document.
type place struct {
	file *file
	doc  int
}

// found collects edges by the document at their other end.
type found map[place]*Edge

func (f found) add(p place, confidence float64, sites ...Site) {
	e := f[p]
	if e == nil {
		e = &Edge{}
		f[p] = e
	}
	e.Confidence = max(e.Confidence, confidence)
	for _, s := range sites {
		i := slices.IndexFunc(e.Sites, func(o Site) bool { return o.Path == s.Path && o.Line == s.Line })
		if i < 0 {
			e.Sites = append(e.Sites, s)
		} else {
			e.Sites[i].Confidence = max(e.Sites[i].Confidence, s.Confidence)
		}
	}
}

// edges sorts what was found.
func (t *tree) edges(f found) []Edge {
	var all []Edge
	for p, e := range f {
		docs := t.documents(p.file)
		if p.doc >= len(docs) { // the index has changed meanwhile
			continue
		}
		e.Symbol = Symbol{docs[p.doc], p.file.path, p.file.flags}
		slices.SortFunc(e.Sites, func(a, b Site) int {
			return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Path, b.Path), a.Line-b.Line)
		})
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Path, b.Path), a.First-b.First, cmp.Compare(a.Part, b.Part))
	})
	return all
}
