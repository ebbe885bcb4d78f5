package symbols

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	word kind = iota + 1
	number
	str
	sign
)

// token is a word, a number, a string or one character. Comments are kept apart.
type token struct {
	kind  kind
	first bool // of its line
	from  int32
	to    int32
	pair  int32 // the other bracket, -1 if there is none
}

// text is a lexed file.
type text struct {
	src      []byte
	tokens   []token
	comments []Span
}

func (t *text) from(i int) int { return int(t.tokens[i].from) }
func (t *text) to(i int) int   { return int(t.tokens[i].to) }

// word is the text of token i, "" where there is none.
func (t *text) word(i int) string {
	if i < 0 || i >= len(t.tokens) {
		return ""
	}
	k := t.tokens[i]
	return string(t.src[k.from:k.to])
}

// is reports whether token i is the given sign or word.
func (t *text) is(i int, s string) bool {
	if i < 0 || i >= len(t.tokens) {
		return false
	}
	k := t.tokens[i]
	return k.kind != str && int(k.to-k.from) == len(s) && string(t.src[k.from:k.to]) == s
}

func (t *text) kind(i int) kind {
	if i < 0 || i >= len(t.tokens) {
		return 0
	}
	return t.tokens[i].kind
}

// sign is the character of token i, 0 if it is none.
func (t *text) sign(i int) byte {
	if t.kind(i) != sign {
		return 0
	}
	return t.src[t.tokens[i].from]
}

// pair is the bracket that closes token i, or -1.
func (t *text) pair(i int) int { return int(t.tokens[i].pair) }

type lexer struct {
	*text
	table  *table
	at     int
	line   int       // offset of the line
	first  bool      // nothing has been met in this line
	margin int       // column of the statement
	opened []bracket // without an end yet
	braces int       // { among them
	mends  bool      // open brackets are broken where the table says so

	branches []int // how many brackets were open at each #if
	waiting  []waiting

	wordBytes [256]bool
}

// lex reads a text, and once more if it is found to be broken.
func lex(t *table, src []byte) *text { return lexInto(t, src, nil) }

// lexInto puts the tokens where others were.
func lexInto(t *table, src []byte, tokens []token) *text {
	l := newLexer(t, src, tokens)
	l.run()
	if l.braces > 0 && t.mends != "" {
		l = newLexer(t, src, l.tokens)
		l.mends = true
		l.run()
	}
	return l.text
}

func newLexer(t *table, src []byte, tokens []token) *lexer {
	l := &lexer{text: &text{src: src, tokens: slices.Grow(tokens[:0], len(src)/5+8)}, table: t, first: true, mends: t.braceless}
	for c := range 128 {
		l.wordBytes[c] = c == '_' || c >= '0' && c <= '9' || c|32 >= 'a' && c|32 <= 'z' || strings.IndexByte(t.letters, byte(c)) >= 0 && c > 0
	}
	return l
}

func (l *lexer) run() {
	t, src := l.table, l.src
	var quoted [256]bool
	for c := range t.quotes {
		quoted[c] = true
	}
	var special [256]func(*lexer) bool
	for c, f := range t.special {
		special[c] = f
	}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		l.at = 3
	}
	if bytes.HasPrefix(src[l.at:], []byte("#!")) && !bytes.HasPrefix(src[l.at:], []byte("#![")) {
		l.at = l.lineEnd(l.at)
	}
	if t.start != nil {
		t.start(l)
	}
	for l.at < len(src) {
		c := src[l.at]
		switch c {
		case '\n':
			l.first = true
			l.at++
			l.line = l.at
			if len(l.waiting) > 0 {
				l.at = l.waited(l.at)
				l.line = l.at
			}
			continue
		case ' ', '\t', '\r', '\f':
			l.at++
			continue
		}
		if f := special[c]; f != nil && f(l) || l.comment(c) {
			continue
		}
		switch {
		case c >= '0' && c <= '9':
			l.number()
		case l.wordBytes[c] || c >= utf8.RuneSelf:
			l.word()
		case quoted[c]:
			l.quoted(c)
		default:
			l.sign(c)
		}
	}
}

func (l *lexer) emit(k kind, to int) {
	if l.first {
		l.indent(l.at - l.line)
	}
	l.tokens = append(l.tokens, token{kind: k, first: l.first, from: int32(l.at), to: int32(to), pair: -1})
	l.first = false
	l.at = to
}

func (l *lexer) lineEnd(at int) int {
	if n := bytes.IndexByte(l.src[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(l.src)
}

// has reports whether s stands at an offset.
func (l *lexer) has(at int, s string) bool {
	return len(l.src)-at >= len(s) && string(l.src[at:at+len(s)]) == s
}

func (l *lexer) comment(c byte) bool {
	t := l.table
	if t.open != "" && c == t.open[0] && l.has(l.at, t.open) {
		from := l.at
		l.at = l.commentEnd(l.at + len(t.open))
		l.comments = append(l.comments, Span{from, l.at})
		return true
	}
	for _, s := range t.line {
		if c == s[0] && l.has(l.at, s) {
			from := l.at
			l.at = l.lineEnd(from)
			l.comments = append(l.comments, Span{from, from + len(bytes.TrimRight(l.src[from:l.at], "\r"))})
			return true
		}
	}
	return false
}

func (l *lexer) commentEnd(at int) int {
	for depth := 1; ; {
		i := bytes.Index(l.src[at:], []byte(l.table.close))
		if i < 0 {
			return len(l.src)
		}
		end := at + i + len(l.table.close)
		if l.table.nested {
			depth += bytes.Count(l.src[at:at+i], []byte(l.table.open))
		}
		if depth--; depth == 0 {
			return end
		}
		at = end
	}
}

// word takes a name, or a string that letters stand before.
func (l *lexer) word() {
	i := l.at
	for i < len(l.src) {
		c := l.src[i]
		if c < utf8.RuneSelf {
			if !l.wordBytes[c] {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(l.src[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			if i == l.at { // no name at all
				l.emit(sign, i+n)
				return
			}
			break
		}
		i += n
	}
	if i < len(l.src) && strings.IndexByte(l.table.suffix, l.src[i]) >= 0 && (!l.has(i+1, "=") || l.has(i+1, "==") || l.has(i+1, "=~") || l.has(i+1, "=>")) {
		i++
	}
	if l.mends && l.first && len(l.opened) > 0 && l.declares(string(l.src[l.at:i])) {
		l.mend(l.at - l.line)
	}
	l.emit(word, i)
}

func (l *lexer) number() {
	i := l.at
	for i < len(l.src) {
		c := l.src[i]
		if !l.wordBytes[c] && (c != '.' || i+1 >= len(l.src) || l.src[i+1] < '0' || l.src[i+1] > '9') {
			break
		}
		i++
	}
	l.emit(number, i)
}

func fields(s string) []string { return strings.Fields(s) }
