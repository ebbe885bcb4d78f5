// Package link holds what a document says of names: those it declares and those
// it refers to. It is what the text says and no more; what a name means is
// found out when somebody asks, see package relate.
package link

// NameKind says what a name stands for.
type NameKind int

// The kinds of names. Their numbers are stored.
const (
	Function NameKind = iota
	Method            // of a type, with a body
	Abstract          // a method that an interface demands
	Type
	Interface
	Alias    // a type that is another one
	Field    // of a type
	Embedded // a type whose members another takes over
	Value    // variable or constant
	Package  // of a file
	Module   // import path of the directory a file lies in
)

// RefKind says how a name is referred to.
type RefKind int

// The kinds of references. Their numbers are stored.
const (
	Call RefKind = iota
	Use
	Inherit
	Import
)

// Name is something declared.
type Name struct {
	Owner string // the type it belongs to, "" for a name of the package
	Name  string
	Kind  NameKind
	Shape string // of its type, as package shape writes it; "" when its members say it all
}

// Ref is a reference to a name. Qual is the shape that it is a member of, with
// "" it is a name of the file's own package. An import has its path there, and
// as name the alias, if any.
type Ref struct {
	Kind RefKind
	Name string
	Qual string
	Line int    // 1-based; of repeated uses only the first is kept
	Args string // of a call, what is known of the types of its arguments, in parentheses; "" where they tell nothing
}

// Links are the names and references of a document, or of a file apart from
// its documents.
type Links struct {
	Names []Name
	Refs  []Ref
}

// limit bounds the names, and the references, of one document: data written as
// code would have no end of them.
const limit = 4000

// AddName keeps a name.
func (l *Links) AddName(n Name) {
	if len(l.Names) < limit && plain(n.Owner) && plain(n.Name) && plain(n.Shape) {
		l.Names = append(l.Names, n)
	}
}

// AddRef keeps a reference.
func (l *Links) AddRef(r Ref) {
	if len(l.Refs) < limit && plain(r.Name) && plain(r.Qual) && plain(r.Args) {
		l.Refs = append(l.Refs, r)
	}
}

// Emptied is a set of references without any, in the place of one that is no
// longer needed. Emptying a large set takes longer than making a new one.
func Emptied(set map[Ref]bool) map[Ref]bool {
	if set == nil || len(set) > 100 {
		return map[Ref]bool{}
	}
	clear(set)
	return set
}
