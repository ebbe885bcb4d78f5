package grep

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
	"unicode/utf8"
)

func find(t *testing.T, query string, regex bool, text string) Found {
	t.Helper()
	p, err := Compile(query, regex)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var buf []byte
	f, err := p.text(t.Context(), []byte(text), &buf)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestColumnsCountCharacters(t *testing.T) {
	for _, c := range []struct {
		query, text string
		regex       bool
		want        Line
	}{
		{"мир", "привет, мир", false, Line{Number: 1, Start: 9, End: 11}},
		{"b", "\xff\xfeb", false, Line{Number: 1, Start: 3, End: 3, Text: "\uFFFD\uFFFDb"}},
		{"e\u0301", "cafe\u0301 x", false, Line{Number: 1, Start: 4, End: 5}},
		{"x", "😀x", false, Line{Number: 1, Start: 2, End: 2}},
		{"b", "\ta\tb", false, Line{Number: 1, Start: 4, End: 4}},
		{"x$", "a\r\nxx\r\n", true, Line{Number: 2, Start: 2, End: 2, Text: "xx"}},
		{"^", "ab", true, Line{Number: 1, Start: 1, End: 1}},
		{"$", "ab", true, Line{Number: 1, Start: 3, End: 3}},
		{"b*", "ab", true, Line{Number: 1, Start: 2, End: 2}},
		{".", "\xffa", true, Line{Number: 1, Start: 1, End: 1, Text: "\uFFFDa"}},
	} {
		got := find(t, c.query, c.regex, c.text)
		if c.want.Text == "" {
			c.want.Text = c.text
		}
		if got.Count == 0 || got.Lines[0] != c.want {
			t.Errorf("%q in %q: got %+v, want %+v", c.query, c.text, got, c.want)
		}
	}
}

func TestCountsPerLine(t *testing.T) {
	for _, c := range []struct {
		query, text string
		regex       bool
		want        int
	}{
		{"aa", "aaaaa\naa", false, 3},
		{"a|aa", "aaa", true, 3},
		{"x*", "ab\nxxaxx\n\n", true, 4}, // one empty, two, one empty
		{"^", "a\nb\n", true, 2},
		{`^$`, "a\n\r\n\n", true, 2},
		{`(?s)a.b`, "a\nb", true, 0},
		{`a\s*b`, "a\n\nb", true, 0},
		{`[^x]+`, "ab\ncd", true, 2},
		{"a", "", false, 0},
		{`$`, "", true, 0},
		{`(?i)straSSe`, "STRASSE straße\nſtraſſe", true, 2}, // the long s is an s in another case
		{`(?i)kelvin|xyz`, "\u212Aelvin\nXYZ", true, 2},
		{`(?i)ÄRGER`, "ärger", true, 1},
		{`\x{FFFD}`, "\xff", true, 1},
		{`(?i:a)B`, "AB aB ab", true, 2},
		{`TODO|FIXME|XXX`, "a TODO FIXME\nb\nXXX", true, 3},
		{`(foo|bar){2}`, "foobar barfoo\nfoo bar", true, 2},
		{`(foo){0,2}x`, "x foox", true, 2},
		{`func \(.*\) Close\(`, "func (a *A) Close() {\n", true, 1},
	} {
		if got := find(t, c.query, c.regex, c.text); got.Count != c.want {
			t.Errorf("%q in %q: got %+v, want %d", c.query, c.text, got, c.want)
		}
	}
}

func TestLongLinesAreCutAroundTheMatch(t *testing.T) {
	for _, c := range []struct {
		before, match, after int
		first                int // character shown first
	}{
		{0, 6, 600, 1}, {1000, 6, 1000, 754}, {1000, 6, 0, 507}, {1000, 6, 100, 607}, {10, 6, 2000, 1}, {700, 900, 700, 701}, {0, 2000, 0, 1}, {1000, 600, 1000, 1001},
	} {
		text := strings.Repeat("é", c.before) + strings.Repeat("x", c.match) + strings.Repeat("ü", c.after)
		l := find(t, "x+", true, text).Lines[0]
		total := c.before + c.match + c.after
		if l.Start != c.before+1 || l.End != c.before+c.match || utf8.RuneCountInString(l.Text) != maxRunes {
			t.Errorf("%+v: %d-%d, %d characters", c, l.Start, l.End, utf8.RuneCountInString(l.Text))
		}
		if want := fmt.Sprintf("the line is cut: characters %d to %d of %d", c.first, c.first+maxRunes-1, total); l.Remark != want {
			t.Errorf("%+v: %q, want %q", c, l.Remark, want)
		}
		if got, want := l.Text, string([]rune(text)[c.first-1:c.first-1+maxRunes]); got != want {
			t.Errorf("%+v: other characters than said", c)
		}
	}
	if l := find(t, "x", false, strings.Repeat("é", maxRunes-1)+"x").Lines[0]; l.Remark != "" || l.End != maxRunes {
		t.Errorf("a line that just fits: %+v", l)
	}
}

func TestRequiredTexts(t *testing.T) {
	for pattern, want := range map[string]string{
		`func \(.*\) Close\(`: ") Close(", `foo|bar`: "foo bar", `(?i)Todo|FIXME`: "todo fixme fold", `a?b*`: "", `(abc)+d`: "abc", `(abc){2,}`: "abc", `(abc)*d`: "d",
		`[a-z]+`: "", `x|`: "", `foo|[a-z]`: "", `(?i)Straße`: "stra fold", `(?i)é`: "", `^import "`: `import "`, `fo+bar`: "bar", `(Foo|(?i:bar))Q`: "foo bar fold",
		`a1|b2|c3|d4|e5|f6|g7|h8|i9`: "", `(a1|b2)xyz`: "xyz", `\bfunc\b.*error`: "error", `a\x{FFFD}b`: "",
	} {
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		n := required(parsed)
		got := strings.Join(n.texts, " ")
		if n.fold {
			got += " fold"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}

func TestRequiredRuns(t *testing.T) {
	for pattern, want := range map[string]string{
		`[A-Z]{5,}`: "5 of 26", `(?i)[a-z]{14,}\s+[0-9]{3}`: "14 of 180", `\w+\s\d`: "1 of 4", `x?[0-9]+`: "1 of 10", `(\d\d){3}`: "1 of 10", `[a-c]*`: "0 of 0",
		`[^a]{2}`: "2 of 254", `.{5}`: "0 of 0", `([ab]|[cd])[0-9]`: "1 of 4", `[0-9]{0,3}`: "0 of 0", `[é-ü]+`: "1 of 128",
	} {
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if r := requiredRun(parsed); fmt.Sprintf("%d of %d", r.length, r.size) != want {
			t.Errorf("%s: got %d of %d, want %s", pattern, r.length, r.size, want)
		}
	}
}

// naive is what a search means: each line for itself, by the plain library.
func naive(re *regexp.Regexp, text string) (count int, lines []int) {
	if text == "" {
		return 0, nil
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		full, empty := 0, 0
		for _, m := range re.FindAllStringIndex(strings.TrimSuffix(line, "\r"), -1) {
			if m[0] < m[1] {
				full++
			} else {
				empty = 1
			}
		}
		if full == 0 {
			full = empty
		}
		if full > 0 {
			lines = append(lines, i+1)
		}
		count += full
	}
	return count, lines
}

func FuzzAgreesWithALineByLineSearch(f *testing.F) {
	for _, s := range [][2]string{
		{"a", "a\nb"}, {"(?i)k|s", "\u212A\nſ"}, {"x*", "axx\r\n\r\n"}, {`\bfoo\b`, "foo food\nfoo"}, {"^a|b$", "ab\nba"}, {"[^a]", "\xff\n"}, {"(?m)^.", "a\nb"},
		{"(?s).*", "a\r\n"}, {"(foo|bar)+", "foobar\xfe"}, {`\w+\s`, "ab cd"}, {"a.*z|a", "aaaa"}, {`\Ba`, "aaa"}, {`(|a)b?`, "ab"}, {"é|É", "éÉ"}, {"[0-9]{3}[^b]", "12 123\n1234\r\n123\xff"}, {"(?i)[a-k]{2,}", "a\u212Ak ab\nk\u212A"}, {"[^x]{3}", "a\nbc\nd\xff\xfe"}, {`a\b|\b`, "a a"},
	} {
		f.Add(s[0], s[1], true)
		f.Add(s[0], s[1], false)
	}
	f.Fuzz(func(t *testing.T, query, text string, regex bool) {
		if query == "" || len(query) > 100 || len(text) > 2_000 { // some expressions take time by its square
			t.Skip()
		}
		p, err := Compile(query, regex)
		if err != nil {
			t.Skip()
		}
		re := p.re
		if !regex {
			if !utf8.ValidString(query) || !utf8.ValidString(text) { // an expression cannot say it
				t.Skip()
			}
			re = regexp.MustCompile(regexp.QuoteMeta(query))
		}
		count, lines := naive(re, text)
		for _, quick := range []int{p.quick, -1} {
			p.quick = quick // -1: every line is a long one
			var buf []byte
			got, err := p.text(context.Background(), []byte(text), &buf)
			if err != nil || got.Count != count || len(got.Lines) != min(len(lines), maxPreviews) {
				t.Fatalf("%q in %q: got %+v, %v, want %d in lines %v", query, text, got, err, count, lines)
			}
			for i, l := range got.Lines {
				if l.Number != lines[i] || l.Start < 1 || l.End < l.Start || !utf8.ValidString(l.Text) || utf8.RuneCountInString(l.Text) > maxRunes ||
					strings.Contains(l.Text, "\n") {
					t.Fatalf("%q in %q: line %d is %+v", query, text, lines[i], l)
				}
			}
		}
	})
}

func TestLongLinesGiveWhatShortOnesGive(t *testing.T) {
	line := bytes.Repeat([]byte("func (a *A) Close() error { return nil } // ü \xff end\t"), 20)
	for _, pattern := range []string{`\w+`, `^func`, `\bend\b`, `.`, `x*`, `end\t$`, `(?i)CLOSE\(`, `error|nil`, `[^a-z]+`, `\B.`, `return.*?end`} {
		p, err := Compile(pattern, true)
		if err != nil {
			t.Fatal(err)
		}
		var got, want [][2]int
		note := func(to *[][2]int) func(a, b int) { return func(a, b int) { *to = append(*to, [2]int{a, b}) } }
		if err := p.each(t.Context(), line, note(&want)); err != nil {
			t.Fatal(err)
		}
		if err := p.eachLong(t.Context(), line, note(&got)); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", pattern, got, want)
		}
	}
}

func TestAnEndedContextEndsTheSearchOfALine(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err := Compile("a.*z|a", true)
	if err != nil {
		t.Fatal(err)
	}
	var buf []byte
	if _, err := p.text(ctx, bytes.Repeat([]byte("a"), 1<<20), &buf); err == nil {
		t.Error("searched to the end")
	}
	if err := p.eachLong(ctx, bytes.Repeat([]byte("a"), 1<<20), func(int, int) {}); err == nil {
		t.Error("searched the line to the end")
	}
}
