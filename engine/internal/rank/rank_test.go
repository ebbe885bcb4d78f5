package rank

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

type doc struct {
	path, name, body string
	flags            scan.Flags
}

func index(t testing.TB, docs ...doc) *store.DB {
	t.Helper()
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string][]doc{}
	var order []string
	for _, d := range docs {
		if byPath[d.path] == nil {
			order = append(order, d.path)
		}
		byPath[d.path] = append(byPath[d.path], d)
	}
	s := terms.New()
	words := func(text string) string { return string(s.Append(nil, text)) }
	for _, path := range order {
		var ds []store.Doc
		var ws []store.Words
		for i, d := range byPath[path] {
			ds = append(ds, store.Doc{Kind: scan.KindFunc, Name: d.name, First: i + 1, Last: i + 1})
			ws = append(ws, store.Words{Name: words(d.name), Path: words(path), Body: words(d.body)})
		}
		if err := b.Put(store.File{Path: path, Lines: 1, Flags: int(byPath[path][0].flags)}, ds, ws, store.Links{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(len(order), true); err != nil {
		t.Fatal(err)
	}
	return db
}

func found(t testing.TB, db *store.DB, question string, limit int) []string {
	t.Helper()
	hits, err := Search(t.Context(), db, Parse(question, ""), store.Filter{}, limit)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	last := 2.0
	for _, h := range hits {
		list = append(list, h.Path+":"+h.Name)
		if s := h.Score(); s > last || s < 0 || s > 1 {
			t.Errorf("score %v after %v", s, last)
		} else {
			last = s
		}
	}
	return list
}

func TestTestsAndForeignCodeComeLater(t *testing.T) {
	db := index(t,
		doc{"a_test.go", "parseStream", "x", scan.Test},
		doc{"vendor/b.go", "parseStream", "x", scan.Vendored},
		doc{"z.go", "parseStream", "x", 0},
		doc{"other.go", "unrelated", "y", 0})
	if got := found(t, db, "parse a stream", 10); !slices.Equal(got, []string{"z.go:parseStream", "a_test.go:parseStream", "vendor/b.go:parseStream"}) {
		t.Errorf("got %q", got)
	}
	if got := found(t, db, "tests of parse stream", 10); got[0] != "a_test.go:parseStream" {
		t.Errorf("a question about tests finds %q", got)
	}
}

func TestEqualHitsComeInOrderOfPathAndLine(t *testing.T) {
	db := index(t, doc{"c.go", "f", "word", 0}, doc{"a.go", "f", "word", 0}, doc{"a.go", "f", "word", 0}, doc{"b.go", "f", "word", 0})
	if got := found(t, db, "word", 10); !slices.Equal(got, []string{"a.go:f", "a.go:f", "b.go:f", "c.go:f"}) {
		t.Errorf("got %q", got)
	}
}

func TestOneFileDoesNotFillTheAnswer(t *testing.T) {
	docs := []doc{{"b.go", "other", "word of another kind", 0}}
	for range 6 {
		docs = append(docs, doc{"a.go", "word", "word", 0})
	}
	db := index(t, docs...)
	if got := found(t, db, "word", 4); !slices.Contains(got, "b.go:other") || len(got) != 4 {
		t.Errorf("got %q", got)
	}
	if got := found(t, db, "word", 10); len(got) != 7 || got[6] != "b.go:other" {
		t.Errorf("with room for all: %q", got)
	}
}

func TestQuestionsAreParsed(t *testing.T) {
	for question, want := range map[string]string{
		"where is the chat stream parsed": "chat stream pars",
		"the of and":                      "",
		"":                                "",
		"parse, parse; PARSING":           "pars",
		strings.Repeat("lots ", 1e5):      "lot",
	} {
		if got := strings.Join(Parse(question, "").Terms, " "); got != want {
			t.Errorf("%.40q: %q", question, got)
		}
	}
	if q := Parse("who calls it", "book a refund"); strings.Join(q.Terms, " ") != "call book refund" {
		t.Errorf("with a question before: %q", q.Terms)
	}
	long := ""
	for i := range 100 {
		long += " w" + strings.Repeat("x", i+1)
	}
	if n := len(Parse(long, "").Terms); n != maxTerms {
		t.Errorf("%d terms", n)
	}
}

// Whatever is asked must be a valid query that finds no more than its words.
func FuzzQuery(f *testing.F) {
	f.Add(`a" OR "b`)
	f.Add(`NEAR(a b, 3) AND NOT name : ^c* {x y} : (z)`)
	f.Add("\x00\xff'; DROP TABLE files; --")
	f.Add(`ft : "`)
	f.Add("解析 〸 ǅ")
	db := index(f, doc{"unrelated/path.go", "qqqqzzzz", "qqqqzzzz", 0})
	f.Fuzz(func(t *testing.T, question string) {
		hits, err := Search(t.Context(), db, Parse(question, question), store.Filter{}, 5)
		if err != nil {
			t.Errorf("%q: %v", question, err)
		}
		known := []string{"unrel", "path", "go", "qqqqzzzz"}
		if len(hits) > 0 && !slices.ContainsFunc(Parse(question, "").Terms, func(q string) bool { return slices.Contains(known, q) }) {
			t.Errorf("%q finds %+v", question, hits)
		}
	})
}

func TestWhatMeansTheSameIsFoundWhereTheWordsAreNot(t *testing.T) {
	db := index(t, doc{"a.go", "removeDir", "entries", 0}, doc{"b.go", "encrypt", "xor block", 0})
	if got := found(t, db, "delete a directory", 10); !slices.Equal(got, []string{"a.go:removeDir"}) {
		t.Errorf("got %v", got)
	}
	if got := found(t, db, "zyzzyva", 10); len(got) != 0 {
		t.Errorf("an unknown word: %v", got)
	}
}

func TestAnIdentifierIsNotDrownedByItsParts(t *testing.T) {
	docs := []doc{{"z.go", "f", "okapi28changed " + strings.Repeat("filler ", 40), 0}}
	for i := range 400 {
		docs = append(docs, doc{fmt.Sprintf("d%d.go", i), "g", "nothing of it", 0})
	}
	for i := range 20 {
		docs = append(docs, doc{fmt.Sprintf("c%d.go", i), "changed", "changed", 0})
	}
	db := index(t, docs...)
	first := func(w weights) string {
		hits, err := w.search(t.Context(), db, Parse("okapi28changed", ""), store.Filter{}, 10)
		if err != nil || len(hits) == 0 {
			t.Fatalf("%v, %v", hits, err)
		}
		return hits[0].Path
	}
	if got := first(tuned); got != "z.go" {
		t.Errorf("%s is first", got)
	}
	w := tuned
	if w.part = 1; first(w) == "z.go" {
		t.Error("part makes no difference")
	}
}

func TestMeaningCountsAsFarAsItIsKnown(t *testing.T) {
	have := map[string]int{"remov": 1, "zyzzyva": 1}
	if a := tuned.ask(Parse("remove zyzzyva", ""), have, 1000); a.known != 0.5 {
		t.Errorf("half is known: %v", a.known)
	}
	db := index(t, doc{"a.go", "remove", "x", 0})
	cosine := func(question string) float64 {
		hits, err := Search(t.Context(), db, Parse(question, ""), store.Filter{}, 10)
		if err != nil || len(hits) != 1 {
			t.Fatalf("%v, %v", hits, err)
		}
		return hits[0].Parts.Meaning
	}
	if all, half := cosine("remove"), cosine("remove zyzzyva"); half > 0.6*all || half == 0 {
		t.Errorf("%v of %v", half, all)
	}
}

func TestPartsOfIdentifiersAreKnown(t *testing.T) {
	for question, want := range map[string]map[string]string{
		"where is parseQuota called":  {"pars": "parsequota", "quota": "parsequota"},
		"the quota of parse_quota":    {"pars": "parsequota"},
		"a plain question of x and y": {},
		"函数调用关系":                      {},
	} {
		if got := Parse(question, "").whole; !maps.Equal(got, want) {
			t.Errorf("%s: %v", question, got)
		}
	}
}
