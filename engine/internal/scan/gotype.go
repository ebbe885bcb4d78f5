package scan

import (
	"go/ast"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// typ notes what a type refers to and gives its shape.
func (l *goLinks) typ(x ast.Expr) *shape.Shape {
	switch e := x.(type) {
	case *ast.StarExpr:
		return l.typ(e.X)
	case *ast.ParenExpr:
		return l.typ(e.X)
	case *ast.SelectorExpr:
		return l.selector(e, link.Use, false)
	case *ast.ArrayType:
		l.expr(e.Len)
		return shape.ListOf(l.typ(e.Elt))
	case *ast.Ellipsis:
		return shape.ListOf(l.typ(e.Elt))
	case *ast.MapType:
		return shape.MapOf(l.typ(e.Key), l.typ(e.Value))
	case *ast.ChanType:
		return shape.ChanOf(l.typ(e.Value))
	case *ast.FuncType:
		return shape.FuncOf(l.signature(e, false))
	case *ast.IndexExpr:
		return l.typ(e.X).Instance(l.typ(e.Index))
	case *ast.IndexListExpr:
		args := make([]*shape.Shape, len(e.Indices))
		for i, a := range e.Indices {
			args[i] = l.typ(a)
		}
		return l.typ(e.X).Instance(args...)
	case *ast.StructType:
		return l.structure(e)
	case *ast.InterfaceType: // without a name, nothing can be found of it
		for _, f := range e.Methods.List {
			l.typ(f.Type)
		}
		return nil
	case *ast.UnaryExpr:
		l.typ(e.X)
		return nil
	case *ast.BinaryExpr:
		l.typ(e.X)
		l.typ(e.Y)
		return nil
	}
	return l.expr(x)
}

// signature gives the types of parameters and results, and on request puts
// their names in sight.
func (l *goLinks) signature(t *ast.FuncType, define bool) (params, results []*shape.Shape) {
	read := func(list *ast.FieldList) (all []*shape.Shape) {
		if list == nil {
			return nil
		}
		for _, f := range list.List {
			s := l.typ(f.Type)
			for range max(1, len(f.Names)) {
				all = append(all, s)
			}
		}
		return all
	}
	params, results = read(t.Params), read(t.Results)
	if define {
		for i, list := range []*ast.FieldList{t.Params, t.Results} {
			types := params
			if i == 1 {
				types = results
			}
			n := 0
			for _, f := range fieldsOf(list) {
				for _, id := range f.Names {
					l.define(id.Name, types[n])
					n++
				}
				if len(f.Names) == 0 {
					n++
				}
			}
		}
	}
	return params, results
}

func fieldsOf(list *ast.FieldList) []*ast.Field {
	if list == nil {
		return nil
	}
	return list.List
}

func (l *goLinks) structure(e *ast.StructType) *shape.Shape {
	var names []string
	var types []*shape.Shape
	for _, f := range e.Fields.List {
		t := l.typ(f.Type)
		for _, n := range f.Names {
			names, types = append(names, n.Name), append(types, t)
		}
		if len(f.Names) == 0 && t != nil && t.Op == shape.Root {
			names, types = append(names, t.Name), append(types, t)
		}
	}
	return shape.StructOf(names, types)
}
