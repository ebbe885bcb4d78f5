package symbols

import (
	"bytes"
	"strings"
)

var kotlin = table{
	line: []string{"//"}, open: "/*", close: "*/", nested: true,
	quotes:   map[byte]quoting{'"': inLine, '\'': letter},
	special:  map[byte]func(*lexer) bool{'"': kotlinString, '`': kotlinName},
	prefixed: kotlinFilling,
	mends:    " fun class interface object public private protected internal override abstract open data sealed enum companion ",

	walk:  func(f *file) { f.kotlinItems(0, len(f.tokens), "", 0) },
	types: kinds("class class interface interface object class typealias type"),
	modify: words("public private internal protected open abstract final override sealed data inner enum annotation value inline noinline " +
		"crossinline suspend operator infix external tailrec const lateinit expect actual vararg companion"),
	imports: words("import package"),
}

// kotlinFilling is the string that begins at i, in one line or raw.
func kotlinFilling(l *lexer, i int) (s filling, at int) {
	switch {
	case l.has(i, `"""`):
		return filling{quote: `"""`, hole: "${"}, i + 3
	case l.has(i, `"`):
		return filling{quote: `"`, hole: "${", escape: '\\', line: true}, i + 1
	}
	return s, 0
}

func kotlinString(l *lexer) bool {
	s, at := kotlinFilling(l, l.at)
	end := l.filledEnd(at, s)
	for len(s.quote) == 3 && end < len(l.src) && l.src[end] == '"' { // """a""""
		end++
	}
	l.emit(str, end)
	return true
}

// kotlinName takes a name between backticks.
func kotlinName(l *lexer) bool {
	n := bytes.IndexAny(l.src[l.at+1:min(len(l.src), l.at+maxName)], "`\n")
	if n < 1 || l.src[l.at+1+n] != '`' {
		return false
	}
	l.emit(word, l.at+n+2)
	return true
}

// unquoted is the name at token i without backticks.
func (f *file) unquoted(i int) string { return strings.Trim(f.word(i), "`") }

// What goes on with the expression of the line before, and what cannot end one.
var (
	kotlinGoesOn  = words("else catch finally as")
	kotlinPending = words("else as in is by try do throw object shl shr ushr and or xor to until downTo step zip")
)

// kotlinEnd is the token after the expression that goes on at token i.
func (f *file) kotlinEnd(i, end int) int {
	for n := i; n < end; n = f.next(n) {
		switch c := f.sign(n); {
		case c == ';' || c == '}':
			return n
		case n > i && f.tokens[n].first && f.kotlinBegins(n) && f.kotlinComplete(n-1):
			return n
		}
	}
	return end
}

// kotlinBegins reports whether a statement may begin with token i.
func (f *file) kotlinBegins(i int) bool {
	if f.kind(i) == word {
		return !kotlinGoesOn[f.word(i)]
	}
	c := f.sign(i)
	return c == 0 || c == '@'
}

// kotlinComplete reports whether a statement may end with token i.
func (f *file) kotlinComplete(i int) bool {
	if f.kind(i) == word {
		return !kotlinPending[f.word(i)]
	}
	switch f.sign(i) {
	case 0, ')', ']', '}', '?':
		return true
	case '>':
		return !f.adjoin(i-1, '-', '>')
	case '!', '+', '-':
		return f.adjoin(i-1, f.sign(i), f.sign(i))
	}
	return false
}

// kotlinType is behind the type that goes on at token i: at what follows it,
// or the line's end.
func (f *file) kotlinType(i, end int) int {
	for n := i; n < end; n = max(f.next(n), f.angle(n, end)) {
		switch c := f.sign(n); {
		case c == '=' || c == '{' || c == '}' || c == ';' || c == ',':
			return n
		case n > i && f.tokens[n].first && f.kotlinComplete(n-1) && c != '.' && c != '-':
			return n
		case n > i && (f.is(n, "by") || f.is(n, "get") || f.is(n, "set") || f.is(n, "where")):
			return n
		}
	}
	return end
}
