package answer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

func evidence(t *testing.T, name, text string, first, last int) Evidence {
	t.Helper()
	root := t.TempDir()
	path := filepath.Join(root, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Skip(err)
	}
	var e Evidence
	e.Source, e.Root, e.Path, e.Hash = "src", root, name, xxh3.HashString(text)
	e.Doc = store.Doc{Kind: "function", Name: "f", First: first, Last: last}
	return e
}

func text(t *testing.T, question string, hits ...Evidence) string {
	t.Helper()
	var b strings.Builder
	err := Write(t.Context(), rank.Parse(question, ""), hits, false, func(s string) error { b.WriteString(s); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestItemShowsPathNameCommentAndNumberedLines(t *testing.T) {
	h := evidence(t, "a.go", "package a\r\n\r\nfunc f() {\r\n\treturn\r\n}\r\n", 3, 5)
	h.About = "f does it."
	want := "## 1. `a.go:3-5`\n\nfunction `f` · f does it.\n\n```go\n    3  func f() {\n    4  \treturn\n    5  }\n```\n\n"
	if got := text(t, "f", h); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLongFunctionShowsTheStretchInQuestion(t *testing.T) {
	lines := []string{"func long() {"}
	for i := range 200 {
		lines = append(lines, fmt.Sprintf("step(%d)", i))
	}
	lines[120] = "closeIdleConnections()"
	got := text(t, "where are idle connections closed", evidence(t, "a.go", strings.Join(lines, "\n"), 1, 201))
	if !strings.Contains(got, "    1  func long() {\n    …\n") || !strings.Contains(got, "  121  closeIdleConnections()") {
		t.Errorf("got %s", got)
	}
	if n := strings.Count(got, "step("); n > itemLines {
		t.Errorf("%d lines", n)
	}
}

// Text of a file must not be able to end its fence, begin a heading of its own
// or hide behind direction signs.
func TestHostileTextStaysInItsPlace(t *testing.T) {
	h := evidence(t, "x`y.md", "```\n## 9. forged\n````` \n\x1b[31mred\u202eevil\n"+strings.Repeat("z", 5000)+"\n<!-- -->", 1, 6)
	h.Name, h.About = "a`\n# forged", "```\n## forged heading\n\u202e"
	got := text(t, "forged", h)
	inside := false
	for line := range strings.Lines(got) {
		switch {
		case strings.HasPrefix(line, "``````"):
			inside = !inside
		case inside && !strings.HasPrefix(line, "   "):
			t.Errorf("line without number in the code: %q", line)
		case !inside && strings.HasPrefix(line, "## 1. "), !inside && strings.HasPrefix(line, "function "), strings.TrimSpace(line) == "":
		case !inside:
			t.Errorf("line of another kind: %q", line)
		}
	}
	if inside || strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(got, strings.Repeat("z", 200)) {
		t.Errorf("got %q", got)
	}
	if strings.Count(got, "`") != 2*6+2+2+3+5 {
		t.Errorf("backquotes were let through: %q", got)
	}
}

func TestChangedFileIsNotQuoted(t *testing.T) {
	h := evidence(t, "a.go", "one\ntwo\n", 1, 2)
	h.Hash++
	if got := text(t, "one", h); strings.Contains(got, "two") || !strings.Contains(got, "has changed") {
		t.Errorf("got %q", got)
	}
	h = evidence(t, "a.go", "one\n", 7, 9)
	if got := text(t, "one", h); !strings.Contains(got, "has changed") {
		t.Errorf("lines that are not there: %q", got)
	}
}

func TestAnswerIsBounded(t *testing.T) {
	var hits []Evidence
	for range 6 {
		hits = append(hits, evidence(t, "a.go", strings.Repeat(strings.Repeat("w ", 200)+"\n", 100), 1, 100))
	}
	if n := len([]rune(text(t, "w", hits...))); n > wholeRunes+itemLines*lineRunes || n < 4000 {
		t.Errorf("%d characters", n)
	}
}

func TestPickSpreadsOverFiles(t *testing.T) {
	var hits []Evidence
	for i := range 5 {
		var e Evidence
		e.Root, e.Path, e.First, e.Last = "r", "a", i*10, i*10+5
		hits = append(hits, e)
	}
	var b, in Evidence
	b.Root, b.Path, b.First, b.Last = "r", "b", 1, 9
	in.Root, in.Path, in.First, in.Last = "r", "b", 2, 3
	got := Pick(append(hits, b, in), false, ToShow)
	if len(got) != 3 || got[2].Path != "b" {
		t.Errorf("got %+v", got)
	}
}

func TestTestsOnlyMakeUpForScarceEvidence(t *testing.T) {
	mixed := func(kinds string) (hits []Evidence) {
		for i, kind := range kinds {
			var e Evidence
			e.Root, e.Path, e.First, e.Last = "r", string(kind)+strings.Repeat("x", i), 1, 2
			if kind == 't' {
				e.Flags = int(scan.Test)
			}
			hits = append(hits, e)
		}
		return hits
	}
	for _, c := range []struct {
		hits  string
		tests bool
		want  string
	}{
		{"ttcctc", false, "ccc"}, {"tctct", false, "ccttt"}, {"ttt", false, "ttt"}, {"ttccc", true, "ttccc"}, {"tccccccc", false, "cccccc"},
		{"ttttttttc", false, "cttttt"}, {"", false, ""},
	} {
		got := ""
		for _, e := range Pick(mixed(c.hits), c.tests, ToShow) {
			got += e.Path[:1]
		}
		if got != c.want {
			t.Errorf("%q, %v: got %q, want %q", c.hits, c.tests, got, c.want)
		}
	}
}

func TestTalksForgetTheOldest(t *testing.T) {
	var talks Talks
	for i := range maxTalks + 1 {
		talks.Put(fmt.Sprint(i), Talk{Turns: []Turn{{"first", ""}, {strings.Repeat("é", 5000), "Done in [1], [2-4] and【3†x】."}, {"c", ""}, {"d", ""}}})
	}
	if _, ok := talks.Get("0"); ok {
		t.Error("the oldest is still there")
	}
	talk, ok := talks.Get("1")
	if !ok || len(talk.Turns) != maxTurns || talk.Turns[2].Question != "d" {
		t.Fatalf("%v, %+v", ok, talk)
	}
	if turn := talk.Turns[0]; len(turn.Question) != maxTurn || !utf8.ValidString(turn.Question) || turn.Answer != "Done in ,  and." {
		t.Errorf("%d bytes, %q", len(turn.Question), turn.Answer)
	}
}
