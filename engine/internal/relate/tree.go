// Package relate finds out what the names in a tree mean: who calls whom, what
// a type is made of, and who implements an interface. It works on what the
// index has noted of each file, when somebody asks, and says how sure it is.
package relate

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// tree looks names up. It lives as long as one question and remembers what it
// has read. Its first error ends the question: after it nothing is found.
type tree struct {
	ctx context.Context
	db  *store.DB
	err error

	files    map[int64]*file
	terms    map[string][]*file // by term of package link
	whole    bool               // terms holds all that declare something
	declared map[string][]decl  // names of packages and methods
	owned    map[ofType][]decl
	modules  []module // longest path first
	parsed   map[string]*shape.Shape
	values   map[query]value
	depth    int // of the evaluation under way
	steps    int // left for the comparison under way
	meant    map[target][]candidate
	docs     map[int64][]store.Doc
	looked   map[search]member
	embedded map[ofType][]decl // types by what they embed
	demanded map[string][]decl // interfaces by method
	few      map[ofType][]decl // types by the interface they implement, see fewImplementers
	places   *places           // of all files, when first asked for
	brought  map[bringing]value
}

func newTree(ctx context.Context, db *store.DB) *tree {
	return &tree{
		ctx: ctx, db: db, files: map[int64]*file{}, terms: map[string][]*file{}, declared: map[string][]decl{},
		owned: map[ofType][]decl{}, parsed: map[string]*shape.Shape{}, values: map[query]value{},
		meant: map[target][]candidate{}, docs: map[int64][]store.Doc{},
		looked: map[search]member{}, embedded: map[ofType][]decl{}, demanded: map[string][]decl{}, few: map[ofType][]decl{}, brought: map[bringing]value{},
	}
}

// module is a directory with an import path.
type module struct{ path, dir string }

func (t *tree) fail(err error) {
	if ended := t.ctx.Err(); ended != nil {
		err = ended // whatever the database calls it
	}
	if t.err == nil {
		t.err = err
	}
}

// over reports whether the question has ended, because of an error or because
// nobody waits any more. Every loop asks that a tree of files can make long.
func (t *tree) over() bool {
	if t.err == nil {
		t.err = t.ctx.Err()
	}
	return t.err != nil
}

// open takes files as they come from the store.
func (t *tree) open(all []store.LinkedFile, err error) []*file {
	if err != nil {
		t.fail(err)
		return nil
	}
	list := make([]*file, len(all))
	for i, f := range all {
		if t.over() {
			return nil
		}
		if t.files[f.ID] == nil {
			t.files[f.ID] = read(f)
		}
		list[i] = t.files[f.ID]
	}
	return list
}

// find gives the files that a term leads to.
func (t *tree) find(term string) []*file {
	found, ok := t.terms[term]
	if ok || t.whole || t.over() {
		return found
	}
	// A large file is found by thousands of terms, but its text is read once.
	ids, err := t.db.LinkedIDs(t.ctx, term)
	if err != nil {
		t.fail(err)
		return nil
	}
	for _, id := range ids {
		found = append(found, t.files[id])
	}
	if slices.Contains(found, nil) {
		found = t.open(t.db.Linked(t.ctx, term))
	}
	t.terms[term] = found
	return found
}

// all reads every file without certain flags, unless they are more than most,
// so that no term has to be looked up any more.
func (t *tree) all(without, most int) []*file {
	n, err := t.db.CountLinked(t.ctx, without)
	if err == nil && n > most {
		err = ErrTooMany
	}
	if err != nil {
		t.fail(err)
		return nil
	}
	files := t.open(t.db.LinkedWithout(t.ctx, without))
	for _, f := range files {
		if t.over() {
			return nil
		}
		var links link.Links
		for _, d := range f.names {
			links.Names = append(links.Names, d.Name)
		}
		for term := range strings.FieldsSeq(link.Terms(link.Links{Names: f.own.Names}, []link.Links{links})) {
			t.terms[term] = append(t.terms[term], f)
		}
	}
	t.whole = true
	return files
}

// names finds all declarations of a name, fields apart.
func (t *tree) names(name string) []decl {
	all, ok := t.declared[name]
	if ok {
		return all
	}
	for _, f := range t.find(link.Declares(name)) {
		for d := range f.named(name) {
			if d.Kind != link.Field && d.Kind != link.Embedded {
				all = append(all, d)
			}
		}
	}
	t.declared[name] = all
	return all
}

// inPackage finds what a package declares under a name, which is that of a type
// before it for a type in another. There is more than one where files exclude
// each other.
func (t *tree) inPackage(dir, pkg, name string) []decl {
	var all []decl
	owner := ""
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		owner, name = name[:i], name[i+1:]
	}
	for _, d := range t.names(name) {
		if d.Owner == owner && d.dir == dir && (d.pkg == pkg || pkg == "" && !strings.HasSuffix(d.pkg, "_test")) {
			all = append(all, d)
		}
	}
	return all
}

type ofType struct{ dir, pkg, name string }

// members finds what is declared for a type: fields, methods, embedded types.
func (t *tree) members(of ofType) []decl {
	all, ok := t.owned[of]
	if ok || t.over() {
		return all
	}
	for _, f := range t.find(link.Owns(of.name)) {
		if (f.dir != of.dir || f.pkg != of.pkg) && !t.extends(f, of) {
			continue
		}
		all = slices.AppendSeq(all, f.owned(of.name))
	}
	if t.owned[of] = all; strings.HasPrefix(of.dir, "C#:") {
		all = append(all, t.extensions(of)...)
		t.owned[of] = all
	}
	return all
}

// dirs are the directories that an import path may mean here: the one that the
// modules of the tree say, else where vendored packages and those of a
// workspace from before modules lie.
func (t *tree) dirs(imported string, from *file) []string {
	if t.modules == nil {
		t.modules = []module{{}}
		for _, f := range t.open(t.db.LinkedIn(t.ctx, scan.GoModule)) {
			for _, n := range f.own.Names {
				if n.Kind == link.Module {
					t.modules = append(t.modules, module{n.Name, f.dir})
				}
			}
		}
		slices.SortFunc(t.modules, func(a, b module) int { return len(b.path) - len(a.path) })
	}
	for _, m := range t.modules {
		rest, ok := strings.CutPrefix(imported, m.path)
		if m.path == "std" { // Go's own library, which is imported without a name before it
			rest, ok = "/"+imported, !strings.Contains(strings.Split(imported, "/")[0], ".")
		}
		if ok && m.path != "" && (rest == "" || rest[0] == '/') {
			return []string{path.Join(m.dir, rest)}
		}
	}
	all := []string{path.Join("vendor", imported)}
	if before, _, ok := strings.Cut("/"+from.dir+"/", "/src/"); ok {
		all = append(all, path.Join(strings.TrimPrefix(before, "/"), "src", imported))
	}
	return all
}

func (t *tree) parse(text string) *shape.Shape {
	s, ok := t.parsed[text]
	if !ok {
		s = shape.Parse(text)
		t.parsed[text] = s
	}
	return s
}
