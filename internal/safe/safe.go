// Package safe shows text of a repository, so that none of it can pass for
// something else: no line ends, no invisible or direction characters.
package safe

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden reports whether a character shows as nothing or changes how others
// show.
func Hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Name is a path as it stands, or in quotes, with escapes, when it could be
// taken for anything but a path.
func Name(path string) string {
	if plain(path) {
		return path
	}
	quoted := strconv.Quote(path)
	if strings.ContainsFunc(quoted, Hidden) {
		return strconv.QuoteToASCII(path)
	}
	return quoted
}

func plain(path string) bool {
	for _, r := range path {
		if !strconv.IsPrint(r) || Hidden(r) || r == '"' {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(path)
	return utf8.ValidString(path) && path == strings.TrimSpace(path) && !strings.Contains(path, " (") && !strings.Contains(path, ": ") &&
		(unicode.IsLetter(first) || unicode.IsDigit(first) || strings.ContainsRune("._-@+$~[{", first))
}

// Line is text as one line of at most limit characters, without what is hidden.
func Line(text string, limit int) string {
	text = OneLine(text)
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:limit-1]), " ") + "…"
}

// Clip is the beginning of a text, n characters at most, and a mark if there is more.
func Clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}

// Cut is the beginning of a text, n bytes at most, in whole characters.
func Cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// OneLine is text as one line, without what is hidden.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case Hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// Joins reports whether a hidden character is a single joiner or selector after
// one that may need it, as in emoji and Persian.
func Joins(before, r rune) bool {
	return (r == '\u200c' || r == '\u200d' || r == '\ufe0f') && before >= 0x80 && !Hidden(before)
}

// Code is a line of a file with what is hidden made visible, as <U+202E>. Tabs
// stay, and what Joins.
func Code(line string) string {
	if !strings.ContainsFunc(line, Hidden) {
		return line
	}
	var b strings.Builder
	before := ' '
	for _, r := range line {
		if r == '\t' || !Hidden(r) || Joins(before, r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
		before = r
	}
	return b.String()
}

// Numbered is a line of a file behind its number, so that no code can pose as
// anything else. A tab costs a model least.
func Numbered(n int, line string) string { return strconv.Itoa(n) + "\t" + Code(line) }
