package scan

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// splitGo makes a document of each function, method, type and group of
// constants or variables, and windows of other lines worth keeping. Files with
// errors give what could be parsed, and windows for the rest.
func splitGo(t *text) []Doc {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "", t.src, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil || fset.File(file.FileStart) == nil {
		return windows(t, 1, t.lines())
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if len(c.Text) < len("/**/") && strings.HasPrefix(c.Text, "/*") { // at the end of a broken file; package ast takes it for a whole one
				c.Text = "//"
			}
		}
	}
	g := &goFile{text: t, file: fset.File(file.FileStart)}
	if t.linked {
		g.links = newGoLinks(g, file)
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			g.function(d)
		case *ast.GenDecl:
			g.general(d)
		}
	}
	g.clause(file)
	g.docs = append(g.docs, g.rest(g.text, worthKeeping)...)
	slices.SortStableFunc(g.docs, func(a, b Doc) int { return a.From - b.From })
	return g.docs
}

type goFile struct {
	*text
	file  *token.File
	links *goLinks // nil when nobody wants them
	docs  []Doc
	covered
}

func (g *goFile) offsets(n ast.Node) (from, to int) {
	from, to = g.file.Offset(n.Pos()), g.file.Offset(n.End())
	return min(from, len(g.src)), min(max(from, to), len(g.src))
}

func (g *goFile) source(n ast.Node) string {
	from, to := g.offsets(n)
	return string(g.src[from:to])
}

func (g *goFile) add(kind, name, part, sig string, doc *ast.CommentGroup, n ast.Node, links func(*goLinks) link.Links) {
	from, to := g.offsets(n)
	d := Doc{Kind: kind, Name: name, Part: part, Sig: sig, From: from, To: to}
	if doc != nil {
		d.Comment = doc.Text()
		d.About = sentence(d.Comment)
	}
	if from < to {
		if g.links != nil {
			d.Links = links(g.links)
		}
		g.docs = append(g.docs, d)
	}
}

// cover marks a declaration and its comment as dealt with.
func (g *goFile) cover(doc *ast.CommentGroup, n ast.Node) {
	from, to := g.offsets(n)
	if doc != nil {
		from, _ = g.offsets(doc)
	}
	first, _ := g.position(from)
	last, _ := g.position(to)
	g.covered.add(first, last)
}

func (g *goFile) function(d *ast.FuncDecl) {
	kind, name := KindFunc, d.Name.Name
	if d.Recv != nil && len(d.Recv.List) > 0 {
		kind = KindMethod
		if recv := receiver(d.Recv.List[0].Type); recv != "" {
			name = recv + "." + name
		}
	}
	params := "()"
	if d.Type.Params != nil {
		params = parameters(g.source(d.Type.Params))
	}
	sig := params
	if d.Type.Results != nil {
		sig += " " + safe.Line(g.source(d.Type.Results), 400)
	}
	g.add(kind, name, name+params, sig, d.Doc, d, func(l *goLinks) link.Links { return l.function(d) })
	g.cover(d.Doc, d)
	if d.Doc != nil && len(g.docs) > 0 { // the range begins at the func keyword
		last := &g.docs[len(g.docs)-1]
		last.From = max(last.From, min(g.file.Offset(d.Type.Func), last.To))
	}
}

// receiver is the name of a receiver's type, without star and type parameters.
func receiver(x ast.Expr) string {
	for {
		switch e := x.(type) {
		case *ast.StarExpr:
			x = e.X
		case *ast.ParenExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.IndexListExpr:
			x = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

func (g *goFile) general(d *ast.GenDecl) {
	g.cover(d.Doc, d)
	switch d.Tok {
	case token.TYPE:
		for _, spec := range d.Specs {
			s, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			kind := KindType
			switch s.Type.(type) {
			case *ast.StructType:
				kind = KindStruct
			case *ast.InterfaceType:
				kind = KindInterface
			}
			links := func(l *goLinks) link.Links { return l.declaredType(s) }
			if d.Lparen.IsValid() {
				g.add(kind, s.Name.Name, s.Name.Name, "", firstOf(s.Doc, s.Comment), s, links)
			} else {
				g.add(kind, s.Name.Name, s.Name.Name, "", firstOf(d.Doc, s.Doc), d, links)
			}
		}
	case token.CONST, token.VAR:
		kind := KindConst
		if d.Tok == token.VAR {
			kind = KindVar
		}
		var names []string
		for _, spec := range d.Specs {
			if s, ok := spec.(*ast.ValueSpec); ok {
				for _, n := range s.Names {
					names = append(names, n.Name)
				}
			}
		}
		if len(names) == 0 || len(names) == 1 && names[0] == "_" {
			return
		}
		// A group is found by the names in it, and called by its first.
		g.add(kind, names[0], names[0], strings.Join(names[1:], " "), d.Doc, d, func(l *goLinks) link.Links { return l.values(d) })
	}
}

func firstOf(a, b *ast.CommentGroup) *ast.CommentGroup {
	if a != nil {
		return a
	}
	return b
}

// clause deals with the lines down to the package clause: the package comment
// is kept, a licence above it is not.
func (g *goFile) clause(file *ast.File) {
	if !file.Package.IsValid() || file.Name == nil {
		return
	}
	if c := file.Doc; c != nil && !licence([]byte(c.Text())) && len(strings.Fields(c.Text())) > 3 {
		from, to := g.offsets(c)
		g.docs = append(g.docs, Doc{Kind: KindChunk, From: from, To: to, About: sentence(c.Text())})
	}
	last, _ := g.position(min(g.file.Offset(file.Name.End()), len(g.src)))
	g.covered.add(1, last)
}

// worthKeeping is true of comments outside of declarations and of lines the
// parser gave up on.
func worthKeeping(body []byte) bool {
	words := 0
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if bytes.HasPrefix(line, []byte("//go:")) || bytes.HasPrefix(line, []byte("// Code generated")) {
			continue
		}
		words += len(bytes.Fields(line))
	}
	return words > 3 && !licence(body)
}
