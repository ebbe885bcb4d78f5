package relate

import (
	"cmp"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// file is a file with its links.
type file struct {
	id      int64
	path    string
	family  string // of its language
	dir     string // the directory; in languages other than Go, the unit whose names it sees, see unit
	pkg     string // as its package clause says, in Go
	flags   int
	first   int64              // id of the first document
	imports []string           // paths, each once, as shapes number them
	dots    []string           // paths whose names the file takes over
	bound   map[string]binding // names that stand for what is imported
	aliases map[string]string  // other names for its own, under which they are imported
	own     link.Stored
	docs    map[int]link.Stored // their names are in names
	numbers []int               // of docs, in order
	names   []decl              // by document

	// Numbers of names, sorted when first asked for: files with very many
	// names are asked for each of them.
	byName, byOwner []int32
}

// decl is a declared name.
type decl struct {
	*file
	doc int // number in the file
	link.Name
}

func (d decl) id() int64 { return d.first + int64(d.doc) }

func read(f store.LinkedFile) *file {
	r := &file{id: f.ID, path: f.Path, family: familyOf(f.Path), dir: path.Dir(f.Path), flags: f.Flags, first: f.FirstDoc}
	r.own, r.docs = link.Parse(f.Text)
	for _, n := range r.own.Names {
		switch n.Kind {
		case link.Package:
			r.pkg = n.Name
		case link.Alias:
			if r.aliases == nil {
				r.aliases = map[string]string{}
			}
			r.aliases[n.Name] = n.Shape
		}
	}
	if r.family != golang {
		r.dir, r.pkg = unit(r.family, r.path, r.pkg), ""
	}
	r.bound = map[string]binding{}
	seen := map[string]bool{}
	for _, i := range r.own.Refs("") {
		module, name, _ := strings.Cut(i.Qual, "#")
		if !seen[module] {
			seen[module] = true
			r.imports = append(r.imports, module)
		}
		if i.Name == "." {
			r.dots = append(r.dots, module)
		} else if i.Name != "" && r.family != golang {
			r.bound[i.Name] = binding{module, name}
		}
	}
	r.numbers = slices.Sorted(maps.Keys(r.docs))
	n := 0
	for _, d := range r.docs {
		n += len(d.Names)
	}
	r.names = make([]decl, 0, n)
	for _, number := range r.numbers {
		d := r.docs[number]
		for _, n := range d.Names {
			r.names = append(r.names, decl{r, number, n})
		}
		d.Names = nil
		r.docs[number] = d
	}
	return r
}

// of are the names that a document declares.
func (f *file) of(number int) []decl {
	from, _ := slices.BinarySearchFunc(f.names, number, func(d decl, n int) int { return cmp.Compare(d.doc, n) })
	to, _ := slices.BinarySearchFunc(f.names, number+1, func(d decl, n int) int { return cmp.Compare(d.doc, n) })
	return f.names[from:to]
}

// named are the declarations of a name, fields and embedded types too.
func (f *file) named(name string) iter.Seq[decl] {
	return f.sorted(&f.byName, name, func(d decl) string { return d.Name.Name })
}

// owned are the names that belong to a type.
func (f *file) owned(typ string) iter.Seq[decl] {
	return f.sorted(&f.byOwner, typ, func(d decl) string { return d.Owner })
}

func (f *file) sorted(by *[]int32, want string, key func(decl) string) iter.Seq[decl] {
	if *by == nil {
		*by = make([]int32, len(f.names))
		for i := range *by {
			(*by)[i] = int32(i)
		}
		slices.SortStableFunc(*by, func(a, b int32) int { return cmp.Compare(key(f.names[a]), key(f.names[b])) })
	}
	return func(yield func(decl) bool) {
		at, _ := slices.BinarySearchFunc(*by, want, func(i int32, want string) int { return cmp.Compare(key(f.names[i]), want) })
		for _, i := range (*by)[at:] {
			if d := f.names[i]; key(d) != want || !yield(d) {
				return
			}
		}
	}
}
