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
		name = receiver(d.Recv.List[0].Type) + "." + name
	}
	from, to := fset.PositionFor(d.Type.Params.Pos(), false).Offset, fset.PositionFor(d.Type.Params.End(), false).Offset
	params := strings.Join(strings.Fields(string(src[from:to])), " ")
	params = strings.Replace(params, "( ", "(", 1)
	if cut, ok := strings.CutSuffix(params, ", )"); ok {
		params = cut + ")"
	}
	return name + params
}

// receiver is the name of a receiver's type, without star and type parameters.
func receiver(x ast.Expr) string {
	switch e := x.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.ParenExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
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
