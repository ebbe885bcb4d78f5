package safe

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNameQuotesWhatCouldMislead(t *testing.T) {
	for in, want := range map[string]string{
		"engine/a b.go":       "engine/a b.go",
		"日本語/設計.md":           "日本語/設計.md",
		"שלום/עולם.txt":       "שלום/עולם.txt",
		".github/x":           ".github/x",
		`C:\dir\x.txt`:        `C:\dir\x.txt`,
		"[id]/page.tsx":       "[id]/page.tsx",
		"a\nb":                `"a\nb"`,
		"x\u202egpj.exe":      `"x\u202egpj.exe"`,
		"a\u200bb":            `"a\u200bb"`,
		"\u3164":              `"\u3164"`,
		"a\ufe01":             `"a\ufe01"`,
		"bad\xff":             `"bad\xff"`,
		" lead":               `" lead"`,
		"trail ":              `"trail "`,
		"cmd (42 files)":      `"cmd (42 files)"`,
		"(lines left out)":    `"(lines left out)"`,
		"== entry points":     `"== entry points"`,
		"# heading":           `"# heading"`,
		"x.go: not a doc":     `"x.go: not a doc"`,
		`say "x"`:             `"say \"x\""`,
		"nb\u00a0sp\u3000ace": `"nb\u00a0sp\u3000ace"`,
		"":                    `""`,
	} {
		if got := Name(in); got != want {
			t.Errorf("%q: got %s", in, got)
		}
	}
}

func TestLineIsOneShortVisibleLine(t *testing.T) {
	for in, want := range map[string]string{
		" a \n b\t\x00c\u2028d ":    "a b c d",
		"x\u202ey\u2066z\U000E0041": "xyz",
		"bad \xff":                  "bad \uFFFD",
		strings.Repeat("é", 25):     strings.Repeat("é", 19) + "…",
		"exactly twenty runes":      "exactly twenty runes",
		"twenty-one runes here":     "twenty-one runes he…",
		"العربية":                   "العربية",
	} {
		if got := Line(in, 20); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

func TestBeginningsEndWithACharacter(t *testing.T) {
	for _, c := range []struct {
		n         int
		clip, cut string
	}{
		{0, "…", ""},
		{1, "a…", "a"},
		{2, "aé…", "a"},
		{3, "aé日…", "aé"},
		{5, "aé日b", "aé"},
		{6, "aé日b", "aé日"},
		{7, "aé日b", "aé日b"},
		{8, "aé日b", "aé日b"},
	} {
		if clip, cut := Clip("aé日b", c.n), Cut("aé日b", c.n); clip != c.clip || cut != c.cut {
			t.Errorf("%d: %q, %q", c.n, clip, cut)
		}
	}
}

func TestCodeShowsWhatIsHidden(t *testing.T) {
	for in, want := range map[string]string{
		"\tif x {\u202e // \u2066": "\tif x {<U+202E> // <U+2066>",
		"a\x1b[31m\x00\rb":         "a<U+001B>[31m<U+0000><U+000D>b",
		"می\u200cخواهم ❤\ufe0f":    "می\u200cخواهم ❤\ufe0f",
		"x\u200dy 👩\u200d\u200dz":  "x<U+200D>y 👩\u200d<U+200D>z",
		"plain":                    "plain",
	} {
		if got := Code(in); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

func FuzzSafe(f *testing.F) {
	f.Add("a\u202e\n\xff(")
	f.Fuzz(func(t *testing.T, s string) {
		name, line, code := Name(s), Line(s, 50), Code(strings.ToValidUTF8(s, ""))
		if strings.ContainsFunc(name, Hidden) || strings.ContainsFunc(line, Hidden) || strings.ContainsAny(code, "\n\x1b\u202e") {
			t.Errorf("%q: %q, %q, %q", s, name, line, code)
		}
		if utf8.RuneCountInString(line) > 50 || !utf8.ValidString(name+line) {
			t.Errorf("%q: %q, %q", s, name, line)
		}
	})
}
