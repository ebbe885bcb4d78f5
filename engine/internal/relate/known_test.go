package relate

import (
	"fmt"
	"hash"
	"io"
	"net/http"
	"reflect"
	"sort"
	"strings"
	"testing"
)

// The table says what Go's library says.
func TestKnownInterfaces(t *testing.T) {
	types := []reflect.Type{
		reflect.TypeFor[io.Reader](), reflect.TypeFor[io.Writer](), reflect.TypeFor[io.Closer](), reflect.TypeFor[io.Seeker](),
		reflect.TypeFor[io.ReaderAt](), reflect.TypeFor[io.WriterAt](), reflect.TypeFor[io.ReaderFrom](), reflect.TypeFor[io.WriterTo](),
		reflect.TypeFor[io.ByteReader](), reflect.TypeFor[io.ByteWriter](), reflect.TypeFor[io.StringWriter](), reflect.TypeFor[io.ByteScanner](),
		reflect.TypeFor[io.ReadWriter](), reflect.TypeFor[io.ReadCloser](), reflect.TypeFor[io.WriteCloser](), reflect.TypeFor[io.ReadSeeker](),
		reflect.TypeFor[io.WriteSeeker](), reflect.TypeFor[io.ReadWriteCloser](), reflect.TypeFor[io.ReadWriteSeeker](), reflect.TypeFor[io.ReadSeekCloser](),
		reflect.TypeFor[hash.Hash](), reflect.TypeFor[hash.Hash32](), reflect.TypeFor[hash.Hash64](), reflect.TypeFor[sort.Interface](),
		reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[http.Handler](), reflect.TypeFor[error](),
	}
	for _, typ := range types {
		methods := known[spell(typ)]
		if len(methods) != typ.NumMethod() {
			t.Errorf("%s has %d methods, the table %v", typ, typ.NumMethod(), methods)
		}
		for i := range typ.NumMethod() {
			m := typ.Method(i)
			if want := signatureOf(m.Type); methods[m.Name] != want {
				t.Errorf("%s.%s is %s, in the table %q", typ, m.Name, want, methods[m.Name])
			}
		}
	}
	if len(known) != len(types) {
		t.Errorf("%d interfaces are in the table, %d here", len(known), len(types))
	}
}

func signatureOf(f reflect.Type) string {
	var in, out []string
	for p := range f.Ins() {
		in = append(in, spell(p))
	}
	for r := range f.Outs() {
		out = append(out, spell(r))
	}
	return "(" + strings.Join(in, ",") + ")(" + strings.Join(out, ",") + ")"
}

func spell(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return spell(t.Elem())
	case t.Kind() == reflect.Slice:
		return "[]" + spell(t.Elem())
	case t.PkgPath() != "":
		return t.PkgPath() + "#" + t.Name()
	}
	return t.Name()
}
