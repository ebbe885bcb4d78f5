// Package terms turns text, code and questions into the words the index is
// made of. Both sides of a search must use the same rules: a change here
// needs a new store.Schema.
package terms

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

const (
	maxWord = 128     // bytes of one identifier; longer runs are data, not words
	maxSeen = 3 << 20 // bytes of identifiers remembered by one Splitter, and of parts of them
)

// Splitter splits text into terms. It remembers what it has split, so it is
// fast on code and must not be shared between goroutines.
type Splitter struct {
	seen  memo // identifier as written → its terms, blank-separated
	stems memo // part of an identifier → its term
}

// New makes a Splitter.
func New() *Splitter {
	return &Splitter{memo{texts: map[string]string{}}, memo{texts: map[string]string{}}}
}

// memo remembers texts, and begins anew when they become too many.
type memo struct {
	texts map[string]string
	bytes int
}

// keep copies the key, so that it does not hold a whole file in memory.
func (m *memo) keep(key, value string) {
	const entry = 64 // bytes of its own
	if m.bytes += entry + len(key) + len(value); m.bytes > maxSeen {
		clear(m.texts)
		m.bytes = 0
	}
	m.texts[strings.Clone(key)] = value
}

// Append adds the terms of text to dst, each followed by a blank. A term holds
// letters, marks and digits only, so the result is free of query syntax.
func (s *Splitter) Append(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf && !wordByte[text[i]] {
			i++
			continue
		}
		end := i
		for end < len(text) && wordByte[text[end]] {
			end++
		}
		if end > i && (end == len(text) || text[end] < utf8.RuneSelf) {
			dst = s.word(dst, text[i:end])
			i = end
			continue
		}
		r, size := decode(text[i:])
		switch {
		case dense(r):
			run := take(text[i:], dense)
			dst = bigrams(dst, run)
			i += len(run)
		case wordRune(r):
			run := take(text[i:], wordRune)
			dst = s.word(dst, run)
			i += len(run)
		default:
			i += size
		}
	}
	return dst
}

// wordByte is wordRune for ASCII, where nearly all text is.
var wordByte = func() (is [256]bool) {
	for c := range rune(utf8.RuneSelf) {
		is[c] = wordRune(c)
	}
	return is
}()

// List is Append as a slice.
func (s *Splitter) List(text string) []string {
	return strings.Fields(string(s.Append(nil, text)))
}

func (s *Splitter) word(dst []byte, run string) []byte {
	if len(run) > maxWord {
		return dst
	}
	joined, ok := s.seen.texts[run]
	if !ok {
		joined = s.split(run)
		s.seen.keep(run, joined)
	}
	return append(dst, joined...)
}

// split gives the terms of one identifier: its parts, and the whole when there
// is more than one part. A one-letter first part also sticks to the next one,
// so that OAuth is found as oauth.
func (s *Splitter) split(run string) string {
	parts := parts(run)
	var out strings.Builder
	add := func(term string) {
		if term != "" {
			out.WriteString(term)
			out.WriteByte(' ')
		}
	}
	for i, p := range parts {
		add(s.term(p))
		if i == 1 && utf8.RuneCountInString(parts[0]) == 1 && len(parts) > 2 {
			add(term(parts[0] + p))
		}
	}
	if len(parts) > 1 {
		add(term(strings.Join(parts, "")))
	}
	return out.String()
}

// term is term of a part that most likely has been seen in another identifier.
func (s *Splitter) term(part string) string {
	t, ok := s.stems.texts[part]
	if !ok {
		t = strings.Clone(term(part))
		s.stems.keep(part, t)
	}
	return t
}

// parts cuts an identifier at underscores, case changes and digits, in lower case.
func parts(run string) []string {
	out := make([]string, 0, 8)
	start, before, prev := 0, 0, rune(0) // of the part, and of the character before
	for i, r := range run {
		cut := 0
		switch {
		case i == 0:
		case prev == '_':
			start = i
		case r == '_':
			cut = i
		case unicode.IsMark(r):
		case unicode.IsDigit(prev) != unicode.IsDigit(r), unicode.IsUpper(r) && !unicode.IsUpper(prev):
			cut = i
		case unicode.IsUpper(prev) && unicode.IsLower(r):
			cut = before // HTTPServer: the S belongs to Server
		}
		if cut > start {
			out = append(out, strings.ToLower(run[start:cut]))
			start = cut
		}
		before, prev = i, r
	}
	if start < len(run) && prev != '_' {
		out = append(out, strings.ToLower(run[start:]))
	}
	return out
}

// term stems one part, or returns "" for what carries no meaning.
func term(part string) string {
	if utf8.RuneCountInString(part) < 2 || stopWords[part] {
		return ""
	}
	for i := range len(part) {
		if part[i] < 'a' || part[i] > 'z' {
			return part // Porter2 knows English only
		}
	}
	return english.Stem(part, true)
}

// bigrams covers scripts that put no blanks between words.
func bigrams(dst []byte, run string) []byte {
	runes := []rune(run)
	if len(runes) == 1 {
		return append(append(dst, run...), ' ')
	}
	for i := range len(runes) - 1 {
		dst = utf8.AppendRune(dst, runes[i])
		dst = utf8.AppendRune(dst, runes[i+1])
		dst = append(dst, ' ')
	}
	return dst
}

func dense(r rune) bool {
	return r == 'ー' || r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return r != utf8.RuneError && !dense(r) &&
		(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func take(text string, in func(rune) bool) string {
	for i := 0; i < len(text); {
		r, size := decode(text[i:])
		if !in(r) {
			return text[:i]
		}
		i += size
	}
	return text
}

func decode(text string) (rune, int) {
	if c := text[0]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(text)
}
