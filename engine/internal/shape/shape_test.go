package shape

import "testing"

func TestShapesAreReadAsTheyWereWritten(t *testing.T) {
	t1 := Named("", "T")
	pair := StructOf([]string{"a", "b"}, []*Shape{t1, ListOf(Named("example.org/x.v2", "U"))})
	for want, s := range map[string]*Shape{
		"?":                             nil,
		"T":                             t1,
		"example.org/x.v2#U":            Named("example.org/x.v2", "U"),
		"example.org/x.v2#":             Named("example.org/x.v2", ""),
		"example.org/x.v2#New().a.b[]":  Named("example.org/x.v2", "New").Call(0).Member("a").Member("b").Elem(),
		"T.f()1{k}":                     t1.Member("f").Call(1).Key(),
		"T{v}":                          t1.Value(),
		"List[T,?].get()":               Named("", "List").Instance(t1, nil).Member("get").Call(0),
		"[]T.f":                         ListOf(t1.Member("f")),
		"{string}[]<-T":                 MapOf(Named("", "string"), ListOf(ChanOf(t1))),
		"()()":                          FuncOf(nil, nil),
		"(T,(?)())([]T,error)":          FuncOf([]*Shape{t1, FuncOf([]*Shape{nil}, nil)}, []*Shape{ListOf(t1), Named("", "error")}),
		"<a T,b []example.org/x.v2#U>":  pair,
		"<>":                            StructOf(nil, nil),
		"{$1}Привет.é":                  MapOf(Parameter(1), Named("", "Привет").Member("é")),
		"x#F[<a T,b []a.b#U>,(T)()][]":  Named("x", "F").Instance(StructOf([]string{"a", "b"}, []*Shape{t1, ListOf(Named("a.b", "U"))}), FuncOf([]*Shape{t1}, nil)).Elem(),
		"T.a.b.c.d.e.f.g.h.i.j.k":       t1.Member("a").Member("b").Member("c").Member("d").Member("e").Member("f").Member("g").Member("h").Member("i").Member("j").Member("k"),
		"(?)(<a (T)(),b {T}T>,[][]<-T)": FuncOf([]*Shape{nil}, []*Shape{StructOf([]string{"a", "b"}, []*Shape{FuncOf([]*Shape{t1}, nil), MapOf(t1, t1)}), ListOf(ListOf(ChanOf(t1)))}),
	} {
		if got := s.String(); got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
		if got := Parse(want).String(); got != want {
			t.Errorf("read %q as %q", want, got)
		}
	}
}

func TestStepsIntoKnownTypesAreTakenAtOnce(t *testing.T) {
	tt, u := Named("", "T"), Named("", "U")
	seq := FuncOf([]*Shape{FuncOf([]*Shape{tt, u}, []*Shape{Named("", "bool")})}, nil)
	for want, s := range map[string]*Shape{
		"T":    ListOf(tt).Elem(),
		"int":  ListOf(tt).Key(),
		"U":    MapOf(tt, u).Value(),
		"U.x":  StructOf([]string{"a"}, []*Shape{u}).Member("a").Member("x"),
		"T.x":  FuncOf([]*Shape{u}, []*Shape{u, tt}).Call(1).Member("x"),
		"[]T":  ListOf(tt).Call(0),
		"T[]":  tt.Elem(),
		"T.k":  seq.Key().Member("k"),
		"U.v":  seq.Value().Member("v"),
		"U.ch": ChanOf(u).Key().Member("ch"),
	} {
		if got := s.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for i, s := range []*Shape{ListOf(tt).Member("x"), FuncOf(nil, nil).Call(0), FuncOf(nil, nil).Elem(), ChanOf(tt).Value(), FuncOf(nil, nil).Key(), (*Shape)(nil).Call(0), ListOf(tt).Instance(u)} {
		if s != nil {
			t.Errorf("%d: %s", i, s)
		}
	}
}

func TestLongShapesAreUnknown(t *testing.T) {
	s := Named("", "T")
	for range 40 {
		s = s.Member("x")
	}
	if s != nil {
		t.Error("a shape can grow without bound")
	}
	wide := make([]*Shape, 300)
	if got := FuncOf(wide, nil).String(); got != Unknown {
		t.Errorf("%d bytes", len(got))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"T.f()1{k}", "{string}[]<-T", "(T)(U)", "<a T>", "x/y#Z[A]", "(((", "[", "$9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Parse(text)
		if again := Parse(s.String()); again.String() != s.String() {
			t.Errorf("%q is read as %q, then as %q", text, s, again)
		}
	})
}
