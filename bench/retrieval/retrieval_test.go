package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

func TestCommentsOfFunctionsAreTakenOutAndLinesStay(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		line int // of the function
	}{
		"a.go":   {"package a\n\n// T is kept.\ntype T int\n\n// Post writes one line to\n// the ledger.\nfunc (T) Post() {\n\t// inner\n}\n", 8},
		"a.py":   {"class T:\n    \"\"\"T is kept.\"\"\"\n\n    @x\n    def post(self):\n        \"\"\"Writes one line to\n        the ledger.\"\"\"\n        # inner\n", 4},
		"A.java": {"/** T is kept. */\nclass T {\n/**\n * Writes one {@code line} to <b>the</b> ledger.\n * @param x ledger\n */\n@X\nvoid post(int x) {\n// inner\n}\n}\n", 7},
		"a.rs":   {"/// T is kept.\nstruct T;\n\n/// Writes one line to\n/// the ledger.\n#[x]\nfn post() {\n// inner\n}\n", 6},
		"a.ts":   {"/** T is kept. */\nclass T {\n  /** Writes one line to the ledger. */\n  post() {\n    // inner\n  }\n}\n", 4},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath("python3"); err != nil && name == "a.py" {
				t.Skip("no python3")
			}
			from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
			if err := os.WriteFile(filepath.Join(from, name), []byte(c.src), 0o600); err != nil {
				t.Fatal(err)
			}
			questions, err := strip(t.Context(), from, to, false)
			if err != nil || len(questions) != 1 || !strings.EqualFold(strings.Join(strings.Fields(questions[0].text), " "), "writes one line to the ledger.") ||
				!questions[0].answers[place{name, c.line}] {
				t.Fatalf("%+v, %v", questions, err)
			}
			got, err := os.ReadFile(filepath.Join(to, name))
			if err != nil {
				t.Fatal(err)
			}
			if text := string(got); strings.Count(text, "\n") != strings.Count(c.src, "\n") || strings.Contains(text, "ledger") ||
				!strings.Contains(text, "T is kept") || !strings.Contains(text, "inner") {
				t.Errorf("left:\n%s", text)
			}
			docs, err := measure.Documents(t.Context(), to)
			if err != nil || !slices.ContainsFunc(docs, func(d measure.Document) bool { return d.First == c.line }) {
				t.Errorf("no document begins at the function: %+v, %v", docs, err)
			}
		})
	}
}

func TestTypesAreAskedForByTheirs(t *testing.T) {
	for name, src := range map[string]string{
		"a.go": "package a\n\n// Book holds all lines of a ledger.\ntype Book int\n\n// Post is a kept comment of it.\nfunc Post() {}\n",
		"a.py": "\n\n\nclass Book:\n    \"\"\"Holds all lines of a ledger.\"\"\"\n\n    def post(self):\n        \"\"\"It is a kept comment.\"\"\"\n",
		"a.ts": "\n\n/** Holds all lines of a ledger. */\nclass Book {\n  /** It is a kept comment. */\n  post() {\n  }\n}\n",
	} {
		if _, err := exec.LookPath("python3"); err != nil && name == "a.py" {
			continue
		}
		from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
		if err := os.WriteFile(filepath.Join(from, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		questions, err := strip(t.Context(), from, to, true)
		if err != nil || len(questions) != 1 || !strings.EqualFold(questions[0].text, "holds all lines of a ledger.") || !questions[0].answers[place{name, 4}] {
			t.Errorf("%s: %+v, %v", name, questions, err)
		}
		if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || strings.Contains(string(got), "ledger") || !strings.Contains(string(got), "kept comment") {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestTestsAreNotAskedFor(t *testing.T) {
	from := t.TempDir()
	for _, name := range []string{"a_test.go", "testdata/a.go", "vendor/a.go"} {
		path := filepath.Join(from, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("package a\n\n// helper opens one ledger for many tests.\nfunc helper() {}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if questions, err := strip(t.Context(), from, filepath.Join(t.TempDir(), "copy"), false); err != nil || len(questions) != 0 {
		t.Errorf("%+v, %v", questions, err)
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
