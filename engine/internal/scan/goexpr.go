package scan

import (
	"go/ast"
	"go/token"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// expr notes what an expression refers to and gives its shape.
func (l *goLinks) expr(x ast.Expr) *shape.Shape {
	switch e := x.(type) {
	case *ast.Ident:
		return l.ident(e)
	case *ast.BasicLit:
		return basic(e.Kind)
	case *ast.ParenExpr:
		return l.expr(e.X)
	case *ast.StarExpr:
		return l.expr(e.X)
	case *ast.SelectorExpr:
		return l.selector(e, link.Use, false)
	case *ast.CallExpr:
		f, known := l.call(e)
		if known {
			return f
		}
		return f.Call(0)
	case *ast.IndexExpr:
		t := l.expr(e.X)
		l.value(e.Index)
		return t.Elem()
	case *ast.IndexListExpr:
		t := l.expr(e.X)
		for _, i := range e.Indices {
			l.typ(i)
		}
		return t
	case *ast.SliceExpr:
		for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
			l.expr(i)
		}
		return l.expr(e.X)
	case *ast.TypeAssertExpr:
		t := l.expr(e.X)
		if e.Type != nil {
			t = l.typ(e.Type)
		}
		return t
	case *ast.UnaryExpr:
		t := l.expr(e.X)
		if e.Op == token.ARROW {
			return t.Elem()
		}
		return t
	case *ast.BinaryExpr:
		return l.binary(e)
	case *ast.CompositeLit:
		return l.composite(e, nil)
	case *ast.FuncLit:
		l.push()
		params, results := l.signature(e.Type, true)
		l.block(e.Body)
		l.pop()
		return shape.FuncOf(params, results)
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.StructType, *ast.InterfaceType:
		return l.typ(e)
	case *ast.KeyValueExpr:
		l.value(e.Value)
	}
	return nil
}

func basic(kind token.Token) *shape.Shape {
	switch kind {
	case token.STRING:
		return shape.Named("", "string")
	case token.FLOAT:
		return shape.Named("", "float64")
	}
	return shape.Named("", "int")
}

// value is an expression whose value goes somewhere: a selector there may be a
// method that is handed on, to be called later.
func (l *goLinks) value(x ast.Expr) *shape.Shape {
	if s, ok := x.(*ast.SelectorExpr); ok {
		return l.selector(s, link.Use, true)
	}
	return l.expr(x)
}

func (l *goLinks) ident(id *ast.Ident) *shape.Shape {
	if t, ok := l.local(id.Name); ok {
		return t
	}
	if _, ok := l.imports[id.Name]; ok && !l.own[id.Name] || id.Name == "_" {
		return nil
	}
	if !l.builtin(id.Name) {
		l.note(link.Use, id.Name, "", id)
	}
	return shape.Named("", id.Name)
}

func (l *goLinks) builtin(name string) bool { return predeclared[name] && !l.own[name] }

// pkg is the number of the import that x names.
func (l *goLinks) pkg(x ast.Expr) (string, bool) {
	id, ok := x.(*ast.Ident)
	if !ok || l.own[id.Name] {
		return "", false
	}
	if _, ok := l.local(id.Name); ok {
		return "", false
	}
	path, ok := l.imports[id.Name]
	return path, ok
}

// selector notes a member. Outside of calls and values handed on, those of a
// package alone are worth noting: what is left are fields.
func (l *goLinks) selector(e *ast.SelectorExpr, kind link.RefKind, noted bool) *shape.Shape {
	name := e.Sel.Name
	if path, ok := l.pkg(e.X); ok {
		l.note(kind, name, qual(path), e.Sel)
		return shape.Named(path, name)
	}
	t := l.expr(e.X)
	if noted && (kind == link.Call || t != nil) {
		if text := t.String(); text != "error" || l.own["error"] {
			l.note(kind, name, text, e.Sel)
		}
	}
	return t.Member(name)
}

// call notes a call and its arguments. It gives the function's shape or, when
// known, that of the result.
func (l *goLinks) call(e *ast.CallExpr) (s *shape.Shape, known bool) {
	fun := ast.Unparen(e.Fun)
	args := e.Args
	switch f := fun.(type) {
	case *ast.IndexExpr:
		if l.named(f.X) { // an instance of a function
			fun = f.X
			l.typ(f.Index)
		}
	case *ast.IndexListExpr:
		fun = f.X
		for _, i := range f.Indices {
			l.typ(i)
		}
	}
	switch f := fun.(type) {
	case *ast.Ident:
		t, ok := l.local(f.Name)
		switch {
		case ok:
			s = t
		case l.builtin(f.Name):
			return l.built(f.Name, args), true
		default:
			l.note(link.Call, f.Name, "", f)
			s = shape.Named("", f.Name)
		}
	case *ast.SelectorExpr:
		s = l.selector(f, link.Call, true)
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.StructType, *ast.InterfaceType:
		s, known = l.typ(f), true
	default:
		s = l.expr(fun)
	}
	for _, a := range args {
		l.value(a)
	}
	return s, known
}

// named reports whether x can name a function of a package.
func (l *goLinks) named(x ast.Expr) bool {
	switch e := x.(type) {
	case *ast.Ident:
		_, local := l.local(e.Name)
		return !local
	case *ast.SelectorExpr:
		_, ok := l.pkg(e.X)
		return ok
	}
	return false
}

// built is a call of one of the language's own functions, or a conversion.
func (l *goLinks) built(name string, args []ast.Expr) (t *shape.Shape) {
	for i, a := range args {
		var s *shape.Shape
		if i == 0 && (name == "new" || name == "make") {
			s = l.typ(a)
		} else {
			s = l.value(a)
		}
		if i == 0 {
			t = s
		}
	}
	switch name {
	case "new", "make", "append":
		return t
	case "len", "cap":
		return shape.Named("", "int")
	case "delete", "panic":
		return nil
	}
	return shape.Named("", name)
}

func (l *goLinks) binary(e *ast.BinaryExpr) *shape.Shape {
	x, y := l.expr(e.X), l.expr(e.Y)
	switch e.Op {
	case token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ, token.LAND, token.LOR:
		return shape.Named("", "bool")
	}
	if _, literal := e.X.(*ast.BasicLit); literal || x == nil {
		return y
	}
	return x
}

// composite is a literal of a list, map or structure; the type of an inner one
// may be left out, and is then that of the outer one's elements.
func (l *goLinks) composite(e *ast.CompositeLit, t *shape.Shape) *shape.Shape {
	if e.Type != nil {
		t = l.typ(e.Type)
	}
	keyed := t != nil && (t.Op == shape.List || t.Op == shape.Map)
	for _, x := range e.Elts {
		elem := t.Elem()
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			switch k := kv.Key.(type) {
			case *ast.Ident: // of a structure, it is a field
				if keyed {
					l.ident(k)
				}
				if t != nil && t.Op == shape.Struct {
					elem = t.Member(k.Name)
				}
			case *ast.CompositeLit:
				l.composite(k, t.Key())
			default:
				l.value(k)
			}
			x = kv.Value
		}
		if lit, ok := x.(*ast.CompositeLit); ok {
			l.composite(lit, elem)
		} else {
			l.value(x)
		}
	}
	return t
}
