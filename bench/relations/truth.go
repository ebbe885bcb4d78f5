package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"
)

// facts are what the type checker knows of a module.
type facts struct {
	dir        string
	files      map[string]bool // that belong to this build, tests included
	functions  map[place]*function
	interfaces map[place]*iface
	embedders  map[string][]types.Type // by the name of what they embed, directly or not
	begins     map[string]place        // where the declaration of a type or function begins, by the place of its name
	methods    map[place][]method      // by where the method begins; a package is there once for itself and once for its tests
}

type function struct {
	identifier string
	calls      map[place]bool
	dynamic    []*types.Func // interface methods called
}

type iface struct {
	identifier string
	types      map[place]bool
}

type method struct {
	name string
	recv types.Type
}

// carries reports whether a type, or one that embeds it, implements i.
func (f *facts) carries(t types.Type, i *types.Interface) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if offers(t, i) {
		return true
	}
	for _, outer := range f.embedders[types.TypeString(t, nil)] {
		if offers(outer, i) {
			return true
		}
	}
	return false
}

// offers is types.Implements by what types are called: a package under test is
// there twice, and its types differ then.
func offers(t types.Type, i *types.Interface) bool {
	set := types.NewMethodSet(types.NewPointer(t))
	have := map[string]string{}
	for s := range set.Methods() {
		have[s.Obj().Name()] = spelled(s.Type())
	}
	for m := range i.Methods() {
		if have[m.Name()] != spelled(m.Type()) {
			return false
		}
	}
	return true
}

// spelled is a signature without the names of its parameters.
func spelled(t types.Type) string {
	var b strings.Builder
	s, ok := t.(*types.Signature)
	if !ok {
		return ""
	}
	for _, tuple := range []*types.Tuple{s.Params(), s.Results()} {
		for v := range tuple.Variables() {
			b.WriteString(types.TypeString(v.Type(), nil) + ",")
		}
		b.WriteByte(';')
	}
	return b.String()
}

func (f *facts) total() (n int) {
	for _, fn := range f.functions {
		n += len(fn.calls)
	}
	return n
}

func load(ctx context.Context, dir string) (*facts, error) {
	const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
		packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedModule
	fset := token.NewFileSet()
	cfg := &packages.Config{Context: ctx, Mode: mode, Dir: dir, Tests: true, Fset: fset, Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")}
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil {
		return nil, err
	}
	f := &facts{dir: dir, files: map[string]bool{}, functions: map[place]*function{}, interfaces: map[place]*iface{}, embedders: map[string][]types.Type{}, begins: map[string]place{}, methods: map[place][]method{}}
	broken := 0
	for _, p := range pkgs {
		broken += len(p.Errors)
		f.declarations(p)
		f.embedding(p)
	}
	if broken > 0 {
		fmt.Printf("%d errors while loading, e.g. %v\n", broken, firstError(pkgs))
	}
	for _, p := range pkgs {
		f.bodies(p)
	}
	f.implementations(pkgs)
	return f, nil
}

func firstError(pkgs []*packages.Package) error {
	for _, p := range pkgs {
		for _, e := range p.Errors {
			return e
		}
	}
	return nil
}

// rel is the path of a position in the module, "" outside of it.
func (f *facts) rel(fset *token.FileSet, pos token.Pos) (string, token.Position) {
	at := fset.PositionFor(pos, false)
	path, err := filepath.Rel(f.dir, at.Filename)
	if err != nil || !filepath.IsLocal(path) {
		return "", at
	}
	return filepath.ToSlash(path), at
}

func (f *facts) key(fset *token.FileSet, pos token.Pos) string {
	path, at := f.rel(fset, pos)
	return fmt.Sprintf("%s:%d:%d", path, at.Line, at.Column)
}

// declarations notes where functions and types begin. Methods of an interface
// belong to its declaration.
func (f *facts) declarations(p *packages.Package) {
	for _, file := range p.Syntax {
		path, _ := f.rel(p.Fset, file.Package)
		if path == "" {
			continue
		}
		f.files[path] = true
		src, err := os.ReadFile(filepath.Join(f.dir, path))
		if err != nil {
			continue
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				_, at := f.rel(p.Fset, d.Type.Func)
				here := place{path, at.Line}
				f.begins[f.key(p.Fset, d.Name.Pos())] = here
				if fn, ok := p.TypesInfo.Defs[d.Name].(*types.Func); ok {
					if recv := fn.Signature().Recv(); recv != nil {
						f.methods[here] = append(f.methods[here], method{fn.Name(), recv.Type()})
					}
				}
				if f.functions[here] == nil {
					f.functions[here] = &function{identifier: identifier(f.dir, path, part(p.Fset, src, d)), calls: map[place]bool{}}
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					s, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					begin := d.Pos()
					if d.Lparen.IsValid() {
						begin = s.Pos()
					}
					_, at := f.rel(p.Fset, begin)
					here := place{path, at.Line}
					f.begins[f.key(p.Fset, s.Name.Pos())] = here
					if i, ok := s.Type.(*ast.InterfaceType); ok {
						for _, m := range i.Methods.List {
							for _, n := range m.Names {
								f.begins[f.key(p.Fset, n.Pos())] = here
							}
						}
					}
				}
			}
		}
	}
}

// part is the last part of a function's identifier.
func part(fset *token.FileSet, src []byte, d *ast.FuncDecl) string {
	name := d.Name.Name
	if d.Recv != nil && len(d.Recv.List) > 0 {
		x := d.Recv.List[0].Type
		for {
			switch e := x.(type) {
			case *ast.StarExpr:
				x = e.X
				continue
			case *ast.ParenExpr:
				x = e.X
				continue
			case *ast.IndexExpr:
				x = e.X
				continue
			case *ast.IndexListExpr:
				x = e.X
				continue
			case *ast.Ident:
				name = e.Name + "." + name
			}
			break
		}
	}
	from, to := fset.PositionFor(d.Type.Params.Pos(), false).Offset, fset.PositionFor(d.Type.Params.End(), false).Offset
	params := strings.Join(strings.Fields(string(src[from:to])), " ")
	params = strings.Replace(params, "( ", "(", 1)
	if cut, ok := strings.CutSuffix(params, ", )"); ok {
		params = cut + ")"
	}
	return name + params
}

func identifier(dir, path, part string) string {
	return "local/" + filepath.Base(dir) + "::" + path + "::" + part
}

// bodies notes the calls in functions, those in closures with the function
// around them.
func (f *facts) bodies(p *packages.Package) {
	for _, file := range p.Syntax {
		path, _ := f.rel(p.Fset, file.Package)
		if path == "" {
			continue
		}
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok || d.Body == nil {
				continue
			}
			_, at := f.rel(p.Fset, d.Type.Func)
			from := f.functions[place{path, at.Line}]
			if from == nil {
				continue
			}
			ast.Inspect(d.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				fn, ok := typeutil.Callee(p.TypesInfo, call).(*types.Func)
				if !ok {
					return true
				}
				fn = fn.Origin()
				if to, ok := f.begins[f.key(p.Fset, fn.Pos())]; ok {
					from.calls[to] = true
					if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
						from.dynamic = append(from.dynamic, fn)
					}
				}
				return true
			})
		}
	}
}

// throughInterface reports whether f calls an interface's method of the name
// that the method at to has.
func (f *facts) throughInterface(from *function, to place) bool {
	for _, fn := range from.dynamic {
		for _, m := range f.methods[to] {
			if fn.Name() == m.name {
				return true
			}
		}
	}
	return false
}

// reached reports whether the type of the method at to also implements the
// interface.
func (f *facts) reached(from *function, to place) bool {
	for _, fn := range from.dynamic {
		i, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
		for _, m := range f.methods[to] {
			if ok && fn.Name() == m.name && f.carries(m.recv, i) {
				return true
			}
		}
	}
	return false
}

// implementations finds what implements or embeds each interface, tests apart.
func (f *facts) implementations(pkgs []*packages.Package) {
	var all []*types.TypeName
	for _, p := range pkgs {
		if strings.Contains(p.ID, " [") || strings.HasSuffix(p.ID, ".test") || strings.HasSuffix(p.Name, "_test") {
			continue
		}
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			if t, ok := scope.Lookup(name).(*types.TypeName); ok && !t.IsAlias() {
				if n, ok := t.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
					all = append(all, t)
				}
			}
		}
	}
	fset := pkgs[0].Fset
	for _, t := range all {
		i, ok := t.Type().Underlying().(*types.Interface)
		at, known := f.begins[f.key(fset, t.Pos())]
		if !ok || !known || !i.IsMethodSet() || i.NumMethods() == 0 {
			continue
		}
		entry := &iface{identifier: identifier(f.dir, at.path, t.Name()), types: map[place]bool{}}
		f.interfaces[at] = entry
		for _, c := range all {
			to, known := f.begins[f.key(fset, c.Pos())]
			if !known || c == t {
				continue
			}
			if other, ok := c.Type().Underlying().(*types.Interface); ok {
				for e := range other.EmbeddedTypes() {
					if types.Identical(e, t.Type()) {
						entry.types[to] = true
					}
				}
			} else if types.Implements(c.Type(), i) || types.Implements(types.NewPointer(c.Type()), i) {
				entry.types[to] = true
			}
		}
	}
}

func (f *facts) embedding(p *packages.Package) {
	for _, name := range p.Types.Scope().Names() {
		t, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		seen := map[string]bool{}
		var visit func(of types.Type)
		visit = func(of types.Type) {
			if ptr, ok := of.(*types.Pointer); ok {
				of = ptr.Elem()
			}
			s, ok := of.Underlying().(*types.Struct)
			if name := types.TypeString(of, nil); ok && !seen[name] {
				seen[name] = true
				if of != t.Type() {
					f.embedders[name] = append(f.embedders[name], t.Type())
				}
				for field := range s.Fields() {
					if field.Embedded() {
						visit(field.Type())
					}
				}
			}
		}
		visit(t.Type())
	}
}
