package symbols

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// Linked is a text with what its declarations say of names.
type Linked struct {
	Symbols []Symbol
	Dull    []Span
	Links   []link.Links // of each symbol
	File    link.Links   // its package and imports
	Loose   []Loose      // what stands outside of all symbols
}

// Loose is a name or a reference outside of all symbols.
type Loose struct {
	Line int // 1-based
	link.Links
}

// FindLinked does what Find does, and finds the links of each symbol.
func FindLinked(lang string, src []byte) Linked {
	t := tableOf(lang)
	if t == nil || len(src) > maxFile {
		return Linked{}
	}
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	f := &file{table: t, text: lexInto(t, src, room.tokens)}
	room.tokens = f.tokens
	t.walk(f)
	f.trim()
	l := Linked{Symbols: f.found, Dull: f.dull, Links: make([]link.Links, len(f.found))}
	if u := usages[lang]; u != nil {
		room.values = slices.Grow(room.values[:0], len(f.tokens))[:len(f.tokens)]
		r := &refs{file: f, usage: u, linked: &l, values: room.values}
		r.all()
		clear(room.values)
	}
	return l
}

// room is what a text needs while its links are found, and the next one too.
type room struct {
	tokens []token
	values []value
}

var rooms = sync.Pool{New: func() any { return &room{} }}

// refs collects the links of a text. It goes over the tokens once, and notes
// of each at which an expression ends what is known of its value.
type refs struct {
	*file
	*usage
	linked *Linked

	starts   []int // offset of each line
	tops     map[string]bool
	imported map[string]*shape.Shape // what a name stands for
	paths    map[string]int          // of the imports, with their numbers
	star     bool                    // some import brings names that are not listed
	values   []value                 // by the token that ends an expression
	brought  map[int]int             // the token behind each import
	bases    map[string]*shape.Shape // what each type is derived from, the first of them
	calls    map[int]called          // that wait for the types of their arguments, by their bracket
	due      map[int][]due           // assignments, by the last token of what is assigned
	modules  map[string]bool         // that lie within the file
	spaces   []space                 // the namespaces that it declares
	enclosed int                     // the end of the type at hand, while imports are read

	// Of the symbol at hand.
	sym     *Symbol // nil outside of all
	owner   string  // the type that its members belong to
	space   string  // the namespace around
	vars    *scope
	scopes  int // open, one for each brace
	seen    map[link.Ref]bool
	depth   int          // of the type being read
	result  *shape.Shape // of the function at hand
	returns int          // how many values it gives back
	mute    bool         // note no uses
}

// value is what is known of an expression.
type value struct {
	shape *shape.Shape
	from  int32 // its first token
	is    state
}

// state says what a value is kept for at a token.
type state uint8

const (
	ended  state = iota + 1 // an expression ends here
	callee                  // it is called by the bracket here
	again                   // so too, and the call gives it again
	made                    // it is a type, and the brace here makes one of it
)

type scope struct {
	up    *scope
	names map[string]variable
}

type variable struct {
	shape *shape.Shape
	typed bool // its type is written down
}

func (r *refs) all() {
	r.starts = []int{0}
	for i, c := range r.src {
		if c == '\n' {
			r.starts = append(r.starts, i+1)
		}
	}
	r.tops, r.imported, r.due, r.modules = map[string]bool{}, map[string]*shape.Shape{}, map[int][]due{}, map[string]bool{}
	r.paths = map[string]int{}
	r.brought, r.bases, r.calls = map[int]int{}, map[string]*shape.Shape{}, map[int]called{}
	for _, s := range r.found {
		if s.Kind == Module {
			r.modules[s.Name] = true
		}
		if i := strings.LastIndexByte(s.Name, '.'); i < 0 || r.modules[s.Name[:i]] {
			r.tops[s.Name[i+1:]] = true
		}
	}
	if r.imports != nil {
		r.findImports()
	}
	// Of symbols that begin in each other, each has the tokens between its members.
	r.enter(nil)
	r.walk(0, len(r.tokens), 0)
	// What a value tells of a name is noted when the value ends.
	slices.SortStableFunc(r.linked.Loose, func(a, b Loose) int { return a.Line - b.Line })
	for i := range r.found {
		s := &r.found[i]
		r.enter(s)
		r.symbol(s, i+1)
	}
}

// enter begins with a symbol.
func (r *refs) enter(s *Symbol) {
	r.sym, r.owner, r.seen = s, "", link.Emptied(r.seen)
	r.vars, r.scopes = &scope{}, 0
	if s == nil {
		r.space = r.spaceAt(len(r.src) - 1)
		return
	}
	r.space = r.spaceAt(s.From)
	if i := strings.LastIndexByte(s.Name, '.'); i > 0 {
		r.owner = r.flatten(s.Name[:i])
	}
}

// flatten is the name of a type as its language has it.
func (r *refs) flatten(name string) string {
	if r.flat {
		return name[strings.LastIndexByte(name, '.')+1:]
	}
	return joined(r.space, strings.TrimSuffix(name, r.companion))
}

// token is the first token at or behind an offset.
func (r *refs) token(offset int) int {
	return sort.Search(len(r.tokens), func(i int) bool { return r.from(i) >= offset })
}

func (r *refs) line(i int) int {
	n, found := slices.BinarySearch(r.starts, r.from(i))
	if found {
		n++
	}
	return n
}

// out is where the links of the token at hand go.
func (r *refs) out(i int) *link.Links {
	if r.sym == nil {
		r.linked.Loose = append(r.linked.Loose, Loose{Line: r.line(i)})
		return &r.linked.Loose[len(r.linked.Loose)-1].Links
	}
	return &r.linked.Links[r.current()]
}

func (r *refs) current() int {
	return sort.Search(len(r.found), func(i int) bool { return r.found[i].From >= r.sym.From })
}

// name notes a declaration at token i.
func (r *refs) name(i int, n link.Name) {
	if len(r.linked.Loose) < maxLoose {
		n.Shape = r.brief(n.Shape, i)
		r.out(i).AddName(n)
	}
}

// maxAngle is how many tokens type arguments may have.
const maxAngle = 60

// maxLoose is how many links outside of symbols a file may have.
const maxLoose = 4000

// note keeps a reference at token i: calls once a line, all else once a symbol.
func (r *refs) note(kind link.RefKind, name string, qual *shape.Shape, i int, args string) {
	if qual == nil && kind != link.Call {
		return
	}
	r.keep(link.Ref{Kind: kind, Name: name, Qual: qual.String(), Args: args}, i)
}

func (r *refs) keep(ref link.Ref, i int) {
	if ref.Kind == link.Call || r.sym == nil {
		ref.Line = r.line(i)
	}
	if ref.Name == "_" || r.mute && ref.Kind == link.Use || r.seen[ref] || len(r.linked.Loose) > maxLoose {
		return
	}
	r.seen[ref] = true
	ref.Line, ref.Qual = r.line(i), r.brief(ref.Qual, i)
	r.out(i).AddRef(ref)
}

// define puts a variable in sight.
func (r *refs) define(name string, s *shape.Shape, typed bool) {
	if r.vars.names == nil {
		r.vars.names = map[string]variable{}
	}
	if old := r.vars.names[name]; s == nil && old.typed {
		return
	}
	r.vars.names[name] = variable{s, typed}
}

func (r *refs) local(name string) (*shape.Shape, bool) {
	for s := r.vars; s != nil; s = s.up {
		if v, ok := s.names[name]; ok {
			return v.shape, true
		}
	}
	return nil, false
}
