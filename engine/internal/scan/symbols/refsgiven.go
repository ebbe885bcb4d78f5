package symbols

import (
	"bytes"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// called is a call whose arguments have not been read yet.
type called struct {
	name   string
	at     int          // the token of its name
	shape  *shape.Shape // what is called
	of     *shape.Shape // what it is a member of
	member bool
}

// maxGiven is of how many parameters or arguments the types are told.
const maxGiven = 12

// given writes the types of the arguments between two brackets, which tell
// functions of one name apart: (String,?,int[]).
func (r *refs) given(open, closed int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, n := open+1, 0; i < closed; n++ {
		e := r.comma(i, closed)
		if n > 0 {
			b.WriteByte(',')
		}
		if n < maxGiven && e > i {
			b.WriteString(simply(r.valueOf(i, e-1)).String())
		}
		i = e + 1
	}
	if r.trailing && r.sign(closed+1) == '{' && !r.tokens[closed+1].first { // f(a) { … }
		if closed > open+1 {
			b.WriteByte(',')
		}
		b.WriteByte('?')
	}
	b.WriteByte(')')
	return b.String()
}

// simply is a type by its last name alone.
func simply(s *shape.Shape) *shape.Shape {
	switch {
	case s == nil:
		return nil
	case s.Op == shape.List:
		return shape.ListOf(simply(s.X))
	case s.Op == shape.Call && s.N == 0 && s.X != nil && s.X.Op == shape.Root && s.X.Name != "" && s.X.Name[0] >= 'A' && s.X.Name[0] <= 'Z': // one that was made
		return simply(s.X)
	case (s.Op == shape.Root || s.Op == shape.Member) && s.Name != "":
		name := strings.TrimPrefix(s.Name, `"`)
		if c := s.Name[0]; s.Op == shape.Member && (c < 'A' || c > 'Z') || s.Op == shape.Root && s.Path != "" && (c < 'A' || c > 'Z') || len(name) > 40 || name == "" {
			return nil
		}
		return shape.Named("", name)
	}
	return nil
}

// literal is the shape of the number or string at token i.
func (r *refs) literal(i int) *shape.Shape {
	if !r.arity {
		return outsider
	}
	text := r.src[r.from(i):r.to(i)]
	switch {
	case r.kind(i) == str && text[0] == '\'':
		return r.outsideType("char")
	case r.kind(i) == str:
		return r.outsideType("String")
	case bytes.ContainsAny(text, ".") && !bytes.ContainsAny(text, "xX"):
		return r.outsideType("double")
	case bytes.HasSuffix(text, []byte("L")) || bytes.HasSuffix(text, []byte("l")):
		return r.outsideType("long")
	}
	return r.outsideType("int")
}
