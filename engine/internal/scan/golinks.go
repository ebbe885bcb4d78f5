package scan

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// goLinks collects the links of a Go file. It goes through each declaration
// once, with the variables in sight and what can be told of their types.
type goLinks struct {
	*goFile
	imports map[string]string // the number of an import, by the name used here
	paths   []string          // of the imports
	own     map[string]bool   // names this file declares for its package
	vars    *scope
	out     *link.Links       // of the document at hand
	seen    map[link.Ref]bool // in it
	mute    bool              // note no uses
}

// predeclared are the names that mean the language's own, unless a file of the
// package declares them; those that packages do declare are not here.
var predeclared = set(`bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string
	uint uint8 uint16 uint32 uint64 uintptr any comparable true false iota nil
	append cap delete len make new panic recover`)

func newGoLinks(g *goFile, file *ast.File) *goLinks {
	l := &goLinks{goFile: g, imports: map[string]string{}, own: map[string]bool{}}
	l.document()
	if file.Name != nil {
		l.out.AddName(link.Name{Name: file.Name.Name, Kind: link.Package})
	}
	for _, spec := range file.Imports {
		l.imported(spec)
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				l.own[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					l.own[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range s.Names {
						l.own[n.Name] = true
					}
				}
			}
		}
	}
	g.fileLinks = *l.out
	return l
}

// document begins the links of the next document.
func (l *goLinks) document() {
	l.out, l.vars, l.seen = &link.Links{}, nil, link.Emptied(l.seen)
}

var (
	importPath = regexp.MustCompile(`^[\pL\pN_./~+@-]+$`)
	majorPath  = regexp.MustCompile(`^v[0-9]+$`)
	majorEnd   = regexp.MustCompile(`\.v[0-9]+$`)
)

// imported notes an import. Without an alias, the package's name is guessed
// from the path; see also relate, which knows the names of the tree's packages.
func (l *goLinks) imported(spec *ast.ImportSpec) {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil || !importPath.MatchString(p) {
		return
	}
	alias := ""
	if spec.Name != nil {
		alias = spec.Name.Name
	}
	l.out.AddRef(link.Ref{Kind: link.Import, Name: alias, Qual: p, Line: l.line(spec)})
	n := slices.Index(l.paths, p)
	if n < 0 {
		n, l.paths = len(l.paths), append(l.paths, p)
	}
	number := strconv.Itoa(n)
	if alias != "" {
		l.imports[alias] = number
		return
	}
	base := path.Base(p)
	if majorPath.MatchString(base) && path.Dir(p) != "." {
		base = path.Base(path.Dir(p))
	}
	base = majorEnd.ReplaceAllString(base, "")
	guesses := []string{base}
	if strings.ContainsAny(base, "-.") { // which no name does
		guesses = []string{strings.TrimPrefix(base, "go-"), strings.TrimSuffix(base, "-go"), base[strings.LastIndexAny(base, "-.")+1:]}
	}
	for _, name := range guesses {
		if _, taken := l.imports[name]; !taken {
			l.imports[name] = number
		}
	}
}

func (l *goLinks) line(n ast.Node) int {
	line, _ := l.position(min(l.file.Offset(n.Pos()), len(l.src)))
	return line
}

// note keeps a reference: calls once a line, anything else once a document.
func (l *goLinks) note(kind link.RefKind, name, qual string, at ast.Node) {
	if name == "_" || l.mute && kind == link.Use {
		return
	}
	r := link.Ref{Kind: kind, Name: name, Qual: qual}
	if kind == link.Call {
		r.Line = l.line(at)
	}
	if l.seen[r] {
		return
	}
	l.seen[r] = true
	r.Line = l.line(at)
	l.out.AddRef(r)
}
