package shape

import (
	"strconv"
	"strings"
)

// maxText is how long a written shape may be; a longer one is not known.
const maxText = 400

// Unknown is how a shape of which nothing is known is written.
const Unknown = "?"

// String writes s as Parse reads it.
func (s *Shape) String() string {
	var b strings.Builder
	s.write(&b)
	if b.Len() > maxText {
		return Unknown
	}
	return b.String()
}

func (s *Shape) write(b *strings.Builder) {
	if b.Len() > maxText {
		return
	}
	if s == nil {
		b.WriteString(Unknown)
		return
	}
	if s.Op > Param && s.Op < List {
		s.X.write(b)
	}
	switch s.Op {
	case Root:
		if s.Path != "" {
			b.WriteString(s.Path + "#")
		}
		b.WriteString(s.Name)
	case Param:
		b.WriteString("$" + strconv.Itoa(s.N))
	case Member:
		b.WriteString("." + s.Name)
	case Call:
		b.WriteString("()")
		if s.N > 0 {
			b.WriteString(strconv.Itoa(s.N))
		}
	case Instance:
		list(b, "[", s.Args, "]")
	case Elem:
		b.WriteString("[]")
	case Key:
		b.WriteString("{k}")
	case Value:
		b.WriteString("{v}")
	case List:
		b.WriteString("[]")
		s.X.write(b)
	case Chan:
		b.WriteString("<-")
		s.X.write(b)
	case Map:
		list(b, "{", s.Args, "}")
		s.X.write(b)
	case Func:
		list(b, "(", s.Params(), ")")
		list(b, "(", s.Results(), ")")
	case Struct:
		b.WriteByte('<')
		for i, f := range s.Fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f + " ")
			s.Args[i].write(b)
		}
		b.WriteByte('>')
	}
}

func list(b *strings.Builder, open string, all []*Shape, end string) {
	b.WriteString(open)
	for i, s := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		s.write(b)
	}
	b.WriteString(end)
}

// Parse reads a written shape. What it cannot read is unknown.
func Parse(text string) *Shape {
	if len(text) > maxText {
		return nil
	}
	r := reader{rest: text}
	s := r.shape()
	if r.bad || r.rest != "" {
		return nil
	}
	return s
}

type reader struct {
	rest string
	bad  bool
}

func (r *reader) take(prefix string) bool {
	rest, ok := strings.CutPrefix(r.rest, prefix)
	if ok {
		r.rest = rest
	}
	return ok
}

func (r *reader) need(prefix string) {
	if !r.take(prefix) {
		r.bad, r.rest = true, ""
	}
}

// word reads up to one of the bytes in ends.
func (r *reader) word(ends string) string {
	i := strings.IndexAny(r.rest, ends)
	if i < 0 {
		i = len(r.rest)
	}
	w := r.rest[:i]
	r.rest = r.rest[i:]
	return w
}

func (r *reader) number() int {
	i := 0
	for i < len(r.rest) && r.rest[i] >= '0' && r.rest[i] <= '9' {
		i++
	}
	n, _ := strconv.Atoi(r.rest[:i])
	r.rest = r.rest[i:]
	return n
}

func (r *reader) shape() *Shape {
	switch {
	case r.take(Unknown):
		return nil
	case r.take("[]"):
		return ListOf(r.shape())
	case r.take("<-"):
		return ChanOf(r.shape())
	case r.take("{"):
		k := r.shape()
		r.need("}")
		return MapOf(k, r.shape())
	case r.take("("):
		params := r.list(")")
		r.need("(")
		return FuncOf(params, r.list(")"))
	case r.take("<"):
		return r.structure()
	}
	return r.steps(r.root())
}

func (r *reader) root() *Shape {
	if r.take("$") {
		return Parameter(r.number())
	}
	const ends = "()[]{}<>,? "
	stop := strings.IndexAny(r.rest, ends)
	if stop < 0 {
		stop = len(r.rest)
	}
	path := ""
	if i := strings.LastIndexByte(r.rest[:stop], '#'); i > 0 {
		path, r.rest = r.rest[:i], r.rest[i+1:]
	}
	return Named(path, r.word(ends+"."))
}

func (r *reader) steps(s *Shape) *Shape {
	for r.rest != "" {
		switch {
		case r.take("."):
			s = s.Member(r.word("()[]{}<>,. "))
		case r.take("()"):
			s = s.Call(r.number())
		case r.take("[]"):
			s = s.Elem()
		case r.take("{k}"):
			s = s.Key()
		case r.take("{v}"):
			s = s.Value()
		case r.take("["):
			s = s.Instance(r.list("]")...)
		default:
			return s
		}
	}
	return s
}

// list reads shapes up to end.
func (r *reader) list(end string) []*Shape {
	var all []*Shape
	if r.take(end) {
		return nil
	}
	for !r.bad {
		all = append(all, r.shape())
		if r.take(end) {
			break
		}
		r.need(",")
	}
	return all
}

func (r *reader) structure() *Shape {
	var names []string
	var types []*Shape
	for !r.take(">") && !r.bad {
		if len(names) > 0 {
			r.need(",")
		}
		names = append(names, r.word(" "))
		r.need(" ")
		types = append(types, r.shape())
	}
	return StructOf(names, types)
}
