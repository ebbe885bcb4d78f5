package link

import (
	"reflect"
	"strings"
	"testing"
)

func TestLinksAreReadAsTheyWereWritten(t *testing.T) {
	own := Links{Names: []Name{{Name: "pkg", Kind: Package}}, Refs: []Ref{{Import, "", "a/b", 3, ""}, {Import, "x", "c", 4, ""}}}
	docs := []Links{
		{},
		{
			Names: []Name{{"", "T", Type, ""}, {"T", "a", Field, "[]U"}, {"T", "U", Embedded, "U"}, {"", "x", Value, "?"}},
			Refs:  []Ref{{Call, "f", "", 9, ""}, {Call, "f", "", 7, ""}, {Use, "f", "", 7, ""}, {Call, "Привет", "a/b#", 12, ""}, {Call, "_", "T.a[]", 1, ""}},
		},
		{},
		{Refs: []Ref{{Inherit, "Base", "", 5, ""}, {Call, "f", "", 9, "(A,?)"}, {Call, "f", "", 9, "()"}}},
	}
	text := Text(own, docs)
	gotOwn, got := Parse(text)
	check := func(of string, s Stored, want Links) {
		t.Helper()
		if !reflect.DeepEqual(s.Names, want.Names) {
			t.Errorf("%s: names %+v", of, s.Names)
		}
		refs := s.Refs("")
		if len(refs) != len(want.Refs) {
			t.Fatalf("%s: refs %+v of\n%s", of, refs, text)
		}
		for _, r := range want.Refs {
			found := false
			for _, g := range refs {
				found = found || g == r
			}
			if !found {
				t.Errorf("%s: %+v is missing from %+v", of, r, refs)
			}
		}
	}
	check("file", gotOwn, own)
	check("1", got[1], docs[1])
	check("3", got[3], docs[3])
	if len(got) != 2 {
		t.Errorf("%d documents with links", len(got))
	}
	if f := got[1].Refs("Привет"); len(f) != 1 || f[0].Line != 12 || f[0].Qual != "a/b#" {
		t.Errorf("by name: %+v", f)
	}
	if own, docs := Parse(""); own.Names != nil || len(docs) != 0 {
		t.Error("something is read from nothing")
	}
}

func TestLinesCannotBeForged(t *testing.T) {
	var l Links
	l.AddName(Name{Name: "a\nBb"})
	l.AddName(Name{Name: "a", Shape: "x\t1"})
	l.AddName(Name{Name: "a", Owner: "b\n"})
	l.AddRef(Ref{Name: "a\n#1"})
	l.AddRef(Ref{Name: "a", Qual: "b\nb"})
	if len(l.Names)+len(l.Refs) != 0 {
		t.Errorf("%+v", l)
	}
}

func TestADocumentHasAMostOfLinks(t *testing.T) {
	var l Links
	for range 2 * limit {
		l.AddName(Name{Name: "x"})
		l.AddRef(Ref{Name: "x"})
	}
	if len(l.Names) != limit || len(l.Refs) != limit {
		t.Errorf("%d, %d", len(l.Names), len(l.Refs))
	}
}

func TestTermsAreWordsOfTheTokenizer(t *testing.T) {
	got := Terms(Links{Names: []Name{{"", "pkg", Package, ""}}}, []Links{{
		Names: []Name{{"T", "my_name", Method, ""}, {"T", "f", Field, ""}, {"T", "B", Embedded, ""}},
		Refs:  []Ref{{Call, "empty?", "", 1, ""}, {Call, "empty?", "x", 2, ""}, {Use, "é", "", 3, ""}},
	}})
	if got != "ppkg oT dmyǁname eB remptyǁ ré " {
		t.Errorf("%q", got)
	}
	for _, name := range []string{"a b", `"`, "x*", "col:on", "-"} {
		if s := Refers(name); strings.ContainsAny(s, ` "*:-`) {
			t.Errorf("%q", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Ipkg\nd\ta\n#1\nDT\n@T\nFa\t[]U\n=\naf\t9\t-2\n")
	f.Fuzz(func(_ *testing.T, text string) {
		own, docs := Parse(text)
		own.Refs("")
		for _, d := range docs {
			d.Refs("x")
		}
	})
}
