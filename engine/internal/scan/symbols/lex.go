package symbols

import (
	"bytes"
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
	first  bool  // nothing has been met in this line
	opened []int // brackets without an end yet
	braces int   // { among them

	branches []int // how many brackets were open at each #if
	waiting  []waiting

	wordBytes [256]bool
}

func lex(t *table, src []byte) *text {
	l := &lexer{text: &text{src: src, tokens: make([]token, 0, len(src)/5+8)}, table: t, first: true}
	for c := range 128 {
		l.wordBytes[c] = c == '_' || c >= '0' && c <= '9' || c|32 >= 'a' && c|32 <= 'z' || strings.IndexByte(t.letters, byte(c)) >= 0 && c > 0
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
			if len(l.waiting) > 0 {
				l.at = l.waited(l.at)
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
		case t.quotes[c] != 0:
			l.quoted(c)
		default:
			l.sign(c)
		}
	}
	return l.text
}

func (l *lexer) emit(k kind, to int) {
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
	if s := l.table.resync; s != "" && l.first && len(l.opened) > 0 && strings.Contains(s, " "+string(l.src[l.at:i])+" ") {
		l.opened, l.braces = l.opened[:0], 0
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

// sign takes one character, and finds the partner of a bracket. A round or
// square one does not close across a brace; a closing brace drops what was left
// open in it.
func (l *lexer) sign(c byte) {
	at := len(l.tokens)
	l.emit(sign, l.at+1)
	switch c {
	case '(', '[', '{':
		l.opened = append(l.opened, at)
		if c == '{' {
			l.braces++
		}
	case ')', ']':
		want := byte('(')
		if c == ']' {
			want = '['
		}
		for n := len(l.opened) - 1; n >= 0 && n > len(l.opened)-9; n-- {
			o := l.src[l.tokens[l.opened[n]].from]
			if o == want {
				l.join(n, at)
				return
			}
			if o == '{' {
				return
			}
		}
	case '}':
		if l.braces == 0 {
			return
		}
		n := len(l.opened) - 1
		for l.src[l.tokens[l.opened[n]].from] != '{' {
			n--
		}
		l.braces--
		l.join(n, at)
	}
}

// cut forgets the brackets opened after the first n.
func (l *lexer) cut(n int) {
	for len(l.opened) > n {
		last := len(l.opened) - 1
		if l.src[l.tokens[l.opened[last]].from] == '{' {
			l.braces--
		}
		l.opened = l.opened[:last]
	}
}

func (l *lexer) join(n, at int) {
	o := l.opened[n]
	l.tokens[o].pair, l.tokens[at].pair = int32(at), int32(o)
	l.opened = l.opened[:n]
}

func fields(s string) []string { return strings.Fields(s) }
