package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

func TestQuestionsAreSentencesWithoutTheName(t *testing.T) {
	for comment, want := range map[string]string{
		"Post writes one line to the ledger. It may fail.": "writes one line to the ledger.",
		"Ledger.Post writes one line to the ledger.":       "writes one line to the ledger.",
		"Write one line to the open ledger":                "Write one line to the open ledger",
		"Post posts it.":                                   "",
		"Post":                                             "",
		"Deprecated: use the other function of the ledger": "",
	} {
		if got := sentence(comment, "Post"); got != want {
			t.Errorf("%q: got %q", comment, got)
		}
	}
}

func TestCommentsOfFunctionsAreTakenOutAndLinesStay(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	src := "package a\n\n// T is kept.\ntype T int\n\n// Post writes one line to\n// the ledger.\nfunc (T) Post() {\n\t// inner\n}\n"
	tested := "package a\n\n// helper opens one ledger for many tests.\nfunc helper() {}\n"
	for name, text := range map[string]string{"a.go": src, "a_test.go": tested} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	questions, err := strip(from, to)
	if err != nil || len(questions) != 1 || questions[0].text != "writes one line to the ledger." || !questions[0].answers[place{"a.go", 8}] {
		t.Fatalf("%+v, %v", questions, err)
	}
	got, err := os.ReadFile(filepath.Join(to, "a.go"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(got); strings.Count(text, "\n") != strings.Count(src, "\n") || strings.Contains(text, "ledger") ||
		!strings.Contains(text, "T is kept") || !strings.Contains(text, "inner") {
		t.Errorf("left:\n%s", text)
	}
}

func TestPlainRankings(t *testing.T) {
	c := newCorpus([]measure.Document{
		{Path: "a", First: 1, Terms: []string{"rare", "x"}},
		{Path: "b", First: 1, Terms: []string{"often", "often", "often"}},
		{Path: "c", First: 1, Terms: []string{"often", "less"}},
		{Path: "d", First: 1, Terms: []string{"y"}},
	})
	terms := []string{"rare", "often", "less"}
	if got := c.bm25(terms, 9); len(got) != 3 || got[2].path != "b" {
		t.Errorf("BM25: %v", got)
	}
	if got := c.counting(terms, 2); len(got) != 2 || got[0].path != "c" || got[1].path != "a" {
		t.Errorf("counting: %v", got)
	}
}

func TestFigures(t *testing.T) {
	var f figures
	q := question{answers: map[place]bool{{"a", 1}: true, {"b", 2}: true}}
	f.add(q, []place{{"x", 1}, {"b", 2}, {"a", 1}})
	f.add(q, []place{{"a", 2}})
	if math.Abs(f.mrr()-0.25) > 1e-9 || f.recall() != 0.5 {
		t.Errorf("got %v", f)
	}
}
