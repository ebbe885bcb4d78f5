package relate

import (
	"slices"
	"strconv"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// kind is what an expression turned out to be.
type kind int

const (
	unknown kind = iota
	outside      // something that is not in the tree
	pack         // a package, or a module
	around       // what is in sight in a type
	above        // what a type is derived from
	scope        // the types in sight in a namespace, or in a type
	space        // what may be a namespace
	named        // a type, function or method of the tree, or a value of the type
	built        // of a type put together
)

// value is what an expression means.
type value struct {
	kind kind
	decl decl     // named
	args []at     // named: type arguments
	at   at       // built
	dirs []string // pack
	path string   // pack: as it is imported, in languages other than Go; of what is around, above, or a namespace
	in   string   // space: where it is said, the namespace or type
	from *file    // pack, around, above, scope, space: the file where it is said
	name string   // outside: as known has it, if that is known
}

// at is a shape in the file that it was written in.
type at struct {
	shape *shape.Shape
	file  *file
	args  []at // for the type parameters in it
}

// query is an expression without type arguments, for remembering its value.
type query struct {
	file  *file
	shape *shape.Shape
}

// maxDepth ends chases in a circle, such as var a = b, b = a.
const maxDepth = 30

func (t *tree) eval(a at) (v value) {
	if a.shape == nil || t.depth > maxDepth || t.over() {
		return value{}
	}
	q := query{a.file, a.shape}
	if len(a.args) == 0 {
		if v, ok := t.values[q]; ok {
			return v
		}
		defer func() { t.values[q] = v }()
	}
	t.depth++
	defer func() { t.depth-- }()
	s := a.shape
	sub := at{s.X, a.file, a.args}
	switch s.Op {
	case shape.Root:
		return t.root(a)
	case shape.Param:
		if s.N < len(a.args) {
			return t.eval(a.args[s.N])
		}
	case shape.Member:
		return t.memberOf(t.eval(sub), s.Name)
	case shape.Call:
		return t.call(t.eval(sub), s.N)
	case shape.Instance:
		v := t.eval(sub)
		v.args = nil
		for _, x := range s.Args {
			v.args = append(v.args, at{x, a.file, a.args})
		}
		return v
	case shape.Elem, shape.Key, shape.Value:
		return t.element(t.eval(sub), s.Op)
	default:
		return value{kind: built, at: a}
	}
	return value{}
}

// root is a name of a package.
func (t *tree) root(a at) value {
	if a.file.family != golang {
		return t.rootOf(a)
	}
	if a.shape.Path == "" {
		decls := t.visible(a.file, a.shape.Name)
		if len(decls) > 0 {
			return t.valueOf(decls[0], nil)
		}
		// A package may be called otherwise than its path makes one think.
		for _, p := range a.file.imports {
			for _, dir := range t.dirs(p, a.file) {
				if t.called(dir, a.shape.Name) {
					return value{kind: pack, dirs: []string{dir}}
				}
			}
		}
		return value{kind: outside, name: a.shape.Name}
	}
	path := a.file.imported(a.shape.Path)
	v := value{kind: pack, dirs: t.dirs(path, a.file)}
	if a.shape.Name != "" {
		if v = t.memberOf(v, a.shape.Name); v.kind == outside {
			v.name = path + "#" + a.shape.Name
		}
	}
	return v
}

// imported is the path of the import with this number.
func (f *file) imported(number string) string {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(f.imports) {
		return ""
	}
	return f.imports[n]
}

// called reports whether the package in a directory has this name.
func (t *tree) called(dir, name string) bool {
	return slices.ContainsFunc(t.find(link.InPackage(name)), func(f *file) bool { return f.dir == dir })
}

// visible finds what a bare name means in a file.
func (t *tree) visible(f *file, name string) []decl {
	if f.family != golang {
		decls, _ := t.inSight(f, name)
		return decls
	}
	all := t.inPackage(f.dir, f.pkg, name)
	for _, p := range f.dots {
		for _, dir := range t.dirs(p, f) {
			if len(all) == 0 {
				all = t.inPackage(dir, "", name)
			}
		}
	}
	return all
}

// valueOf is what a declared name stands for: variables stand for their type.
func (t *tree) valueOf(d decl, args []at) value {
	if d.Kind == link.Value && d.Shape == "" { // an object, whose functions are its members
		if len(t.members(typeOf(d))) == 0 {
			return value{}
		}
		return value{kind: named, decl: d}
	}
	switch d.Kind {
	case link.Value, link.Field, link.Embedded, link.Alias:
		return t.eval(at{t.parse(d.Shape), d.file, args})
	}
	return value{kind: named, decl: d, args: args}
}

func (t *tree) memberOf(v value, name string) value {
	if v.from != nil {
		return t.memberIn(v, name)
	}
	switch v.kind {
	case pack:
		for _, dir := range v.dirs {
			if decls := t.inPackage(dir, "", name); len(decls) > 0 {
				return t.valueOf(decls[0], nil)
			}
		}
		return value{kind: outside}
	case named:
		if found, args, _ := t.lookUp(v, name); len(found) > 0 {
			return t.valueOf(found[0], args)
		}
	case built:
		return t.eval(at{v.at.shape.Member(name), v.at.file, v.at.args})
	case outside:
		return value{kind: outside}
	}
	return value{}
}

// call is the n-th result of calling v. A type gives itself, by conversion;
// only a function type without methods is taken for a function.
func (t *tree) call(v value, n int) value {
	if v.kind == pack && v.from != nil && v.from.family == "TypeScript" {
		v = t.memberIn(v, "default")
	}
	switch v.kind {
	case space:
		return value{kind: outside}
	case named:
		s := t.parse(v.decl.Shape)
		switch v.decl.Kind {
		case link.Function, link.Method, link.Abstract:
			if v.decl.family != golang && v.decl.Shape == "" && len(t.members(typeOf(v.decl))) > 0 && v.decl.Owner == "" {
				return v // a function that makes objects
			}
			if v.decl.Shape == "" {
				return value{}
			}
		default:
			if s == nil || s.Op != shape.Func || len(t.members(typeOf(v.decl))) > 0 {
				return v
			}
		}
		return t.eval(at{s.Call(n), v.decl.file, v.args})
	case built:
		return t.eval(at{v.at.shape.Call(n), v.at.file, v.at.args})
	}
	return v
}

// element is a step into a list, map, channel or iterator. Functions and types
// without elements are being given type arguments.
func (t *tree) element(v value, op shape.Op) value {
	if v.kind == named {
		s := t.parse(v.decl.Shape)
		if v.decl.family != golang {
			return value{}
		}
		if s == nil || v.decl.Kind != link.Type {
			return v
		}
		v = t.eval(at{s, v.decl.file, v.args})
	}
	if v.kind == outside {
		return t.iterated(v, op)
	}
	if v.kind != built {
		return v
	}
	s := v.at.shape
	if s.Op == shape.Map && op == shape.Value && v.at.file.family != golang {
		op = shape.Key
	}
	switch op {
	case shape.Key:
		s = s.Key()
	case shape.Value:
		s = s.Value()
	default:
		s = s.Elem()
	}
	return t.eval(at{s, v.at.file, v.at.args})
}

// iterated is what a loop over an iterator of Go's library gives.
func (t *tree) iterated(v value, op shape.Op) value {
	n := 0
	if op == shape.Value {
		n = 1
	}
	if (v.name == "iter#Seq" || v.name == "iter#Seq2") && op != shape.Elem && n < len(v.args) {
		return t.eval(v.args[n])
	}
	return value{kind: outside}
}

// typeOf is the type that a name belongs to, or that it is itself.
func typeOf(d decl) ofType {
	switch {
	case d.Owner == "":
	case d.family != golang && (d.Kind == link.Type || d.Kind == link.Interface || d.Kind == link.Value && spaced[d.family] != nil):
		return ofType{d.dir, d.pkg, d.Owner + "." + d.Name.Name}
	default:
		return ofType{d.dir, d.pkg, d.Owner}
	}
	return ofType{d.dir, d.pkg, d.Name.Name}
}
