package scan

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// function gives the links of a function or method.
func (l *goLinks) function(d *ast.FuncDecl) link.Links {
	l.document()
	l.push()
	name := link.Name{Name: d.Name.Name}
	if d.Recv != nil && len(d.Recv.List) > 0 {
		recv := d.Recv.List[0]
		name.Kind, name.Owner = link.Method, receiver(recv.Type)
		for i, p := range receiverParams(recv.Type) {
			l.define(p, shape.Parameter(i))
		}
		for _, n := range recv.Names {
			l.define(n.Name, shape.Named("", name.Owner))
		}
	}
	l.constraints(d.Type.TypeParams)
	params, results := l.signature(d.Type, true)
	name.Shape = shape.FuncOf(params, results).String()
	if name.Kind == link.Function || name.Owner != "" {
		l.out.AddName(name)
	}
	l.block(d.Body)
	return *l.out
}

func receiverParams(x ast.Expr) (names []string) {
	ast.Inspect(x, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.IndexExpr:
			if id, ok := e.Index.(*ast.Ident); ok {
				names = []string{id.Name}
			}
		case *ast.IndexListExpr:
			for _, x := range e.Indices {
				if id, ok := x.(*ast.Ident); ok {
					names = append(names, id.Name)
				}
			}
		}
		return true
	})
	return names
}

// constraints puts a function's type parameters in sight. A value of such a
// type has the methods of its constraint.
func (l *goLinks) constraints(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		for _, n := range f.Names {
			l.define(n.Name, nil)
		}
	}
	for _, f := range list.List {
		t := l.typ(f.Type)
		for _, n := range f.Names {
			l.define(n.Name, t)
		}
	}
}

// declaredType gives the links of a type.
func (l *goLinks) declaredType(s *ast.TypeSpec) link.Links {
	l.document()
	l.push()
	if s.TypeParams != nil {
		i := 0
		for _, f := range s.TypeParams.List {
			for _, n := range f.Names {
				l.define(n.Name, shape.Parameter(i))
				i++
			}
		}
		for _, f := range s.TypeParams.List {
			l.typ(f.Type)
		}
	}
	name := link.Name{Name: s.Name.Name, Kind: link.Type}
	if s.Assign.IsValid() {
		name.Kind = link.Alias
	}
	switch t := s.Type.(type) {
	case *ast.StructType:
		l.out.AddName(name)
		l.fields(s.Name.Name, t.Fields)
	case *ast.InterfaceType:
		if name.Kind == link.Type {
			name.Kind = link.Interface
		}
		l.out.AddName(name)
		l.demands(s.Name.Name, t.Methods)
	default:
		name.Shape = l.typ(s.Type).String()
		l.out.AddName(name)
	}
	return *l.out
}

func (l *goLinks) fields(owner string, list *ast.FieldList) {
	for _, f := range list.List {
		if len(f.Names) == 0 {
			l.embedded(owner, f.Type)
			continue
		}
		t := l.typ(f.Type).String()
		for _, n := range f.Names {
			if n.Name != "_" {
				l.out.AddName(link.Name{Owner: owner, Name: n.Name, Kind: link.Field, Shape: t})
			}
		}
	}
}

// demands notes the methods of an interface. One that lists types as well is
// noted to embed something unknown: nothing can be said to implement it.
func (l *goLinks) demands(owner string, list *ast.FieldList) {
	for _, f := range list.List {
		if t, ok := f.Type.(*ast.FuncType); ok && len(f.Names) > 0 {
			params, results := l.signature(t, false)
			sig := shape.FuncOf(params, results).String()
			for _, n := range f.Names {
				l.out.AddName(link.Name{Owner: owner, Name: n.Name, Kind: link.Abstract, Shape: sig})
			}
			continue
		}
		l.embedded(owner, f.Type)
	}
}

func (l *goLinks) embedded(owner string, x ast.Expr) {
	l.mute = true
	s := l.typ(x)
	l.mute = false
	root := s
	if s != nil && s.Op == shape.Instance {
		root = s.X
		l.typ(x) // the arguments are uses
	}
	if root == nil || root.Op != shape.Root {
		l.typ(x)
		l.out.AddName(link.Name{Owner: owner, Name: "~", Kind: link.Embedded, Shape: shape.Unknown})
		return
	}
	l.note(link.Inherit, root.Name, qual(root.Path), x)
	l.out.AddName(link.Name{Owner: owner, Name: root.Name, Kind: link.Embedded, Shape: s.String()})
}

func qual(path string) string {
	if path == "" {
		return ""
	}
	return path + "#" // a package as a whole
}

// values gives the links of a group of constants or variables.
func (l *goLinks) values(d *ast.GenDecl) link.Links {
	l.document()
	l.push()
	var carried *shape.Shape // constants without a value have the type of those before
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		types := l.valueSpec(s)
		if d.Tok == token.CONST && len(s.Values) == 0 {
			types = slices.Repeat([]*shape.Shape{carried}, len(s.Names))
		} else if len(types) > 0 {
			carried = types[0]
		}
		for i, n := range s.Names {
			if n.Name != "_" {
				l.out.AddName(link.Name{Name: n.Name, Kind: link.Value, Shape: types[i].String()})
			}
		}
	}
	return *l.out
}

// valueSpec gives the types of the names that a line declares.
func (l *goLinks) valueSpec(s *ast.ValueSpec) []*shape.Shape {
	types := make([]*shape.Shape, len(s.Names))
	var declared *shape.Shape
	if s.Type != nil {
		declared = l.typ(s.Type)
	}
	switch {
	case len(s.Values) == 1 && len(s.Names) > 1:
		result := l.several(s.Values[0])
		for i := range types {
			types[i] = result(i)
		}
	default:
		for i, v := range s.Values {
			if t := l.value(v); i < len(types) {
				types[i] = t
			}
		}
	}
	if s.Type != nil {
		for i := range types {
			types[i] = declared
		}
	}
	return types
}
