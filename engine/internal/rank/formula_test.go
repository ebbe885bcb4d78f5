package rank

import (
	"fmt"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// Each rule puts z.go first; without it, it comes behind the others.
func TestEachRuleOfTheFormulaCounts(t *testing.T) {
	long := strings.Repeat(" filler text", 100)
	for rule, c := range map[string]struct {
		question string
		docs     []doc
		base     func(w *weights) // what would hide the rule
		without  func(w *weights)
	}{
		"fields": {
			"zeta", []doc{{"a.go", "f", "zeta zeta zeta x", 0}, {"z.go", "zeta", "x", 0}}, nil,
			func(w *weights) { w.field[store.FieldName] = w.field[store.FieldBody] },
		},
		"saturation": {
			"zeta omega", []doc{{"a.go", "zetaZetaZetaZeta", "x", 0}, {"z.go", "zetaOmega", "x", 0}}, nil,
			func(w *weights) { w.k1 = 1e9 },
		},
		"length": {
			"zeta", []doc{{"a.go", "f", "zeta" + long, 0}, {"z.go", "f", "zeta", 0}}, nil,
			func(w *weights) { w.norm[store.FieldBody] = 0 },
		},
		"rareness": {
			"common zeta", []doc{{"a.go", "f", "common", 0}, {"b.go", "f", "common", 0}, {"z.go", "f", "zeta", 0}}, nil,
			func(w *weights) { w.rare = 0 },
		},
		"meaning": {
			"delete the ledger", []doc{{"a.go", "bigLedger", "x", 0}, {"z.go", "removeLedger", "x", 0}},
			func(w *weights) { w.meaning, w.name = 2, 0 }, func(w *weights) { w.meaning = 0 },
		},
		"meaning of all": {
			"delete the ledger", []doc{{"a.go", "bigLedger", "x", 0}, {"z.go", "removeLedger", "x", 0}},
			func(w *weights) { w.about, w.name = 2, 0 }, func(w *weights) { w.about = 0 },
		},
		"names alike": {
			"delete the ledger", []doc{{"a.go", "bigLedger", "x", 0}, {"z.go", "removeLedger", "x", 0}},
			nil, func(w *weights) { w.name = 0 },
		},
		"whole names": {
			"ledger", []doc{{"a.go", "ledgerOfAll", "x", 0}, {"z.go", "ledger", "x", 0}},
			func(w *weights) { w.norm[store.FieldName] = 0 }, func(w *weights) { w.name = 0 },
		},
		"own names": {
			"ledger", []doc{{"a.go", "ledger.Entry", "x", 0}, {"z.go", "entry.Ledger", "x", 0}}, nil,
			func(w *weights) { w.name = 0 },
		},
		"short names": {
			"ledger directory", []doc{{"a.go", "ledgerOther", "x", 0}, {"z.go", "ledgerDirect", "x", 0}}, nil,
			func(w *weights) { w.name = 0 },
		},
		"neighbours": {
			"parse stream", []doc{{"a.go", "f", "stream x parse", 0}, {"z.go", "f", "parse stream x", 0}}, nil,
			func(w *weights) { w.pair = 0 },
		},
		"files": {
			"zeta", []doc{{"a.go", "f", "zeta", 0}, {"z.go", "f", "zeta", 0}, {"z.go", "g", "zeta", 0}}, nil,
			func(w *weights) { w.file = 0 },
		},
	} {
		db := index(t, append(c.docs, doc{"other.go", "unrelated", "nothing of it", 0})...)
		w := tuned
		w.meaning, w.about = 0, 0 // they would make up for the others
		if c.base != nil {
			c.base(&w)
		}
		first := func() string {
			hits, err := w.search(t.Context(), db, Parse(c.question, ""), store.Filter{}, 10)
			if err != nil || len(hits) < 2 {
				t.Fatalf("%s: %+v, %v", rule, hits, err)
			}
			return hits[0].Path
		}
		if got := first(); got != "z.go" {
			t.Errorf("%s: %s is first", rule, got)
		}
		c.without(&w)
		if got := first(); got == "z.go" {
			t.Errorf("%s: makes no difference", rule)
		}
	}
}

func TestScoresTellMuchFromLittleInATinyRepository(t *testing.T) {
	db := index(t, doc{"a.go", "openLedger", "open the ledger", 0}, doc{"b.go", "f", "keep one ledger among many others of all kinds in some large table", 0})
	hits, err := Search(t.Context(), db, Parse("open ledger", ""), store.Filter{}, 10)
	if err != nil || len(hits) != 2 {
		t.Fatalf("%+v, %v", hits, err)
	}
	if good, poor := hits[0].Score(), hits[1].Score(); good < 0.5 || poor > 0.35 || poor < 0.02 {
		t.Errorf("a good hit has %v, a poor one %v", good, poor)
	}
}

func TestScoresDoNotHangOnTheSizeOfTheRepository(t *testing.T) {
	var scores []float64
	for _, n := range []int{1, 50, 500} {
		docs := []doc{{"a.go", "openLedger", "open the ledger", 0}}
		for i := range n {
			docs = append(docs, doc{fmt.Sprintf("d/%d.go", i), fmt.Sprint("g", i), "nothing of it", 0})
		}
		hits, err := Search(t.Context(), index(t, docs...), Parse("open ledger", ""), store.Filter{}, 10)
		if err != nil || len(hits) == 0 {
			t.Fatalf("%+v, %v", hits, err)
		}
		scores = append(scores, hits[0].Score())
	}
	if scores[0] < 0.95*scores[2] || scores[2] < 0.95*scores[0] {
		t.Errorf("got %v", scores)
	}
}

func TestScoresAreExplainedByTheirParts(t *testing.T) {
	h := Hit{Parts: Parts{Words: 1.2, Meaning: 0.3, File: 0.5, Name: 1.25, Pairs: 1.2, Kind: 0.5, Sort: 0.6}}
	h.S = h.Parts.S()
	want := "score 0.15: 0.90 = (words 1.20 + meaning 0.30 + file 0.50) × name 1.25 × neighbours 1.20 × kind 0.50 × sort of file 0.60"
	if got := h.Explain(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestAFileHasNoMoreThanItsShareOfTheAnswer(t *testing.T) {
	var docs []doc
	for range 8 {
		docs = append(docs, doc{"a.go", "word", "word", 0}, doc{"b.go", "other", "word of another kind", 0})
	}
	hits := found(t, index(t, docs...), "word", 10)
	n := 0
	for _, h := range hits {
		if strings.HasPrefix(h, "a.go") {
			n++
		}
	}
	if n != 6 || len(hits) != 10 {
		t.Errorf("%d of %q", n, hits)
	}
}
