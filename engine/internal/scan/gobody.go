package scan

import (
	"go/ast"
	"go/token"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// scope holds the variables and types of one block.
type scope struct {
	up    *scope
	names map[string]*shape.Shape
}

func (l *goLinks) push() { l.vars = &scope{up: l.vars} }
func (l *goLinks) pop()  { l.vars = l.vars.up }

// define puts a name in sight. A second declaration in one block can only
// repeat the type of the first.
func (l *goLinks) define(name string, t *shape.Shape) {
	if name == "_" {
		return
	}
	if l.vars.names == nil {
		l.vars.names = map[string]*shape.Shape{}
	}
	if l.vars.names[name] == nil {
		l.vars.names[name] = t
	}
}

func (l *goLinks) local(name string) (*shape.Shape, bool) {
	for s := l.vars; s != nil; s = s.up {
		if t, ok := s.names[name]; ok {
			return t, true
		}
	}
	return nil, false
}

func (l *goLinks) block(b *ast.BlockStmt) {
	if b == nil {
		return
	}
	l.push()
	l.all(b.List)
	l.pop()
}

func (l *goLinks) all(list []ast.Stmt) {
	for _, s := range list {
		l.stmt(s)
	}
}

func (l *goLinks) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		l.block(s)
	case *ast.ExprStmt:
		l.expr(s.X)
	case *ast.AssignStmt:
		l.assign(s)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			l.declare(d)
		}
	case *ast.ReturnStmt:
		for _, x := range s.Results {
			l.value(x)
		}
	case *ast.GoStmt:
		l.expr(s.Call)
	case *ast.DeferStmt:
		l.expr(s.Call)
	case *ast.SendStmt:
		l.expr(s.Chan)
		l.value(s.Value)
	case *ast.IncDecStmt:
		l.expr(s.X)
	case *ast.LabeledStmt:
		l.stmt(s.Stmt)
	default:
		l.push()
		l.branch(s)
		l.pop()
	}
}

// branch is a statement with a scope of its own around its blocks.
func (l *goLinks) branch(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.IfStmt:
		l.stmt(s.Init)
		l.expr(s.Cond)
		l.block(s.Body)
		l.stmt(s.Else)
	case *ast.ForStmt:
		l.stmt(s.Init)
		l.expr(s.Cond)
		l.stmt(s.Post)
		l.block(s.Body)
	case *ast.RangeStmt:
		l.loop(s)
	case *ast.SwitchStmt:
		l.stmt(s.Init)
		l.expr(s.Tag)
		l.block(s.Body)
	case *ast.TypeSwitchStmt:
		l.stmt(s.Init)
		l.typeSwitch(s)
	case *ast.SelectStmt:
		l.block(s.Body)
	case *ast.CaseClause:
		for _, x := range s.List {
			l.value(x)
		}
		l.all(s.Body)
	case *ast.CommClause:
		l.stmt(s.Comm)
		l.all(s.Body)
	}
}

func (l *goLinks) loop(s *ast.RangeStmt) {
	over := l.expr(s.X)
	for i, x := range []ast.Expr{s.Key, s.Value} {
		id, ok := x.(*ast.Ident)
		switch {
		case x == nil:
		case s.Tok != token.DEFINE || !ok:
			l.expr(x)
		case i == 0:
			l.define(id.Name, over.Key())
		default:
			l.define(id.Name, over.Value())
		}
	}
	l.block(s.Body)
}

func (l *goLinks) typeSwitch(s *ast.TypeSwitchStmt) {
	name, subject := "", (*shape.Shape)(nil)
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		if id, ok := a.Lhs[0].(*ast.Ident); ok && len(a.Rhs) > 0 {
			name, subject = id.Name, l.expr(a.Rhs[0])
		}
	default:
		l.stmt(a)
	}
	for _, c := range s.Body.List {
		clause, ok := c.(*ast.CaseClause)
		if !ok {
			continue
		}
		var t *shape.Shape
		for _, x := range clause.List {
			t = l.typ(x)
		}
		if len(clause.List) != 1 || isNil(clause.List[0]) {
			t = subject
		}
		l.push()
		if name != "" {
			l.define(name, t)
		}
		l.all(clause.Body)
		l.pop()
	}
}

func isNil(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "nil"
}

func (l *goLinks) assign(s *ast.AssignStmt) {
	result := func(int) *shape.Shape { return nil }
	if len(s.Rhs) == 1 && len(s.Lhs) > 1 {
		result = l.several(s.Rhs[0])
	} else {
		types := make([]*shape.Shape, len(s.Rhs))
		for i, x := range s.Rhs {
			types[i] = l.value(x)
		}
		if len(types) == len(s.Lhs) {
			result = func(i int) *shape.Shape { return types[i] }
		}
	}
	for i, x := range s.Lhs {
		if id, ok := x.(*ast.Ident); ok && s.Tok == token.DEFINE {
			l.define(id.Name, result(i))
		} else {
			l.expr(x)
		}
	}
}

// several gives the values of an expression that has more than one.
func (l *goLinks) several(x ast.Expr) func(int) *shape.Shape {
	var first *shape.Shape
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		s, known := l.call(call)
		if !known {
			return s.Call
		}
		first = s
	} else {
		first = l.expr(x)
	}
	return func(i int) *shape.Shape {
		if i == 0 {
			return first
		}
		return shape.Named("", "bool") // v, ok := m[k]
	}
}

// declare is a declaration inside of a function.
func (l *goLinks) declare(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.ValueSpec:
			types := l.valueSpec(s)
			for i, n := range s.Names {
				l.define(n.Name, types[i])
			}
		case *ast.TypeSpec:
			l.push()
			l.define(s.Name.Name, nil) // may refer to itself
			l.constraints(s.TypeParams)
			t := l.typ(s.Type)
			l.pop()
			l.define(s.Name.Name, t)
		}
	}
}
