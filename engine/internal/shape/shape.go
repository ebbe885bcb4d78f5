// Package shape writes down what a source text says of an expression's type,
// without looking outside of its file: `s.New().items[0]` in a file where s has
// the type Store becomes Store.New().items[]. What the names in it mean is
// found out later, against the whole tree.
//
// A shape is a path of steps that begins at a name, or a type put together:
//
//	Name, 2#Name, $0             a declaration of this package, one of the file's
//	                             third import, a type parameter
//	X.name X() X()1 X[A,B]       member, first and second result, instance
//	X[] X{k} X{v}                element, and what a loop over X gives first and second
//	[]X <-X {K}X                 list, channel, map
//	(P,P)(R,R) <a X,b X>         function, structure
//
// A type and a value of it have the same shape, as have a value and a pointer
// to it: members are found alike.
package shape

// Op is what a shape is.
type Op int

// The kinds of shapes.
const (
	Root Op = iota
	Param
	Member
	Call
	Instance
	Elem
	Key
	Value
	List
	Chan
	Map
	Func
	Struct
)

// Shape is one shape; nil means that nothing is known.
type Shape struct {
	Op     Op
	Path   string   // Root: the number of the file's import, "" for this package
	Name   string   // Root, Member; a Root without one is a package
	N      int      // Call: which result; Param: which one; Func: how many of Args are parameters
	X      *Shape   // what a step starts from; the element of a list, channel or map
	Args   []*Shape // Instance: arguments; Map: the key; Func: parameters, results; Struct: fields
	Fields []string // Struct: names of Args

	depth int
}

// maxDepth bounds what is written down of one expression.
const maxDepth = 12

func grow(s *Shape) *Shape {
	if s.X != nil {
		s.depth = s.X.depth
	}
	for _, a := range s.Args {
		if a != nil {
			s.depth = max(s.depth, a.depth)
		}
	}
	if s.depth++; s.depth > maxDepth {
		return nil
	}
	return s
}

// path reports whether steps can be put behind s; other shapes take them at once.
func (s *Shape) path() bool { return s != nil && s.Op < List }

// Named is a declaration of the package with this path, which may be a number
// that stands for it; "" is the file's own.
func Named(path, name string) *Shape { return &Shape{Op: Root, Path: path, Name: name} }

// Parameter is the n-th type parameter of the declaration around.
func Parameter(n int) *Shape { return &Shape{Op: Param, N: n} }

// Member is a field or method of s, or a declaration of the package s.
func (s *Shape) Member(name string) *Shape {
	switch {
	case s.path():
		return grow(&Shape{Op: Member, X: s, Name: name})
	case s != nil && s.Op == Struct:
		for i, f := range s.Fields {
			if f == name {
				return s.Args[i]
			}
		}
	}
	return nil
}

// Call is the n-th result of calling s.
func (s *Shape) Call(n int) *Shape {
	switch {
	case s.path():
		return grow(&Shape{Op: Call, X: s, N: n})
	case s == nil:
		return nil
	case s.Op != Func: // a conversion
		return s
	case s.N+n < len(s.Args):
		return s.Args[s.N+n]
	}
	return nil
}

// Instance is s with type arguments.
func (s *Shape) Instance(args ...*Shape) *Shape {
	if !s.path() {
		return nil
	}
	return grow(&Shape{Op: Instance, X: s, Args: args})
}

// Elem is what indexing s, or receiving from it, gives.
func (s *Shape) Elem() *Shape {
	switch {
	case s.path():
		return grow(&Shape{Op: Elem, X: s})
	case s != nil && (s.Op == List || s.Op == Chan || s.Op == Map):
		return s.X
	}
	return nil
}

// Key is the first value of a loop over s.
func (s *Shape) Key() *Shape {
	switch {
	case s.path():
		return grow(&Shape{Op: Key, X: s})
	case s == nil:
		return nil
	case s.Op == Chan:
		return s.X
	case s.Op == Map:
		return s.Args[0]
	case s.Op == List:
		return Named("", "int")
	}
	return s.yields(0)
}

// Value is the second value of a loop over s.
func (s *Shape) Value() *Shape {
	switch {
	case s.path():
		return grow(&Shape{Op: Value, X: s})
	case s != nil && (s.Op == List || s.Op == Map):
		return s.X
	}
	return s.yields(1)
}

// yields is what an iterator, a function that takes a function, hands out.
func (s *Shape) yields(n int) *Shape {
	if s == nil || s.Op != Func || s.N != 1 || s.Args[0] == nil || s.Args[0].Op != Func || s.Args[0].N <= n {
		return nil
	}
	return s.Args[0].Args[n]
}

// ListOf is a list of x. It and the functions below put types together.
func ListOf(x *Shape) *Shape { return grow(&Shape{Op: List, X: x}) }

// ChanOf is a channel of x.
func ChanOf(x *Shape) *Shape { return grow(&Shape{Op: Chan, X: x}) }

// MapOf is a map from k to x.
func MapOf(k, x *Shape) *Shape { return grow(&Shape{Op: Map, X: x, Args: []*Shape{k}}) }

// FuncOf is a function.
func FuncOf(params, results []*Shape) *Shape {
	return grow(&Shape{Op: Func, N: len(params), Args: append(params[:len(params):len(params)], results...)})
}

// StructOf is a structure without a name of its own.
func StructOf(fields []string, types []*Shape) *Shape {
	return grow(&Shape{Op: Struct, Fields: fields, Args: types})
}

// Params are the parameters of a function, Results its results.
func (s *Shape) Params() []*Shape { return s.Args[:s.N] }

// Results are the results of a function.
func (s *Shape) Results() []*Shape { return s.Args[s.N:] }
