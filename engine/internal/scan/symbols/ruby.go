package symbols

import (
	"bytes"
	"strings"
)

var ruby = table{
	line: []string{"#"}, open: "=begin", close: "\n=end",
	quotes:  map[byte]quoting{'"': template, '`': template, '\'': overLine},
	hole:    "#{",
	letters: "$@",
	suffix:  "?!",
	special: map[byte]func(*lexer) bool{
		'/': rubySlash, '%': rubyPercent, '<': heredoc, ':': rubyColon, '?': rubyMark, '`': rubyDefined, '$': rubyGlobal, '_': rubyEnd,
	},

	walk:    walkRuby,
	types:   kinds("class class module module"),
	imports: words("require require_relative"),
}

// What a value follows, so that a slash or percent sign begins one.
var rubyBefore = words("if unless while until when and or not return in then do else elsif case yield begin ensure puts")

// expects reports whether a value, not an operator, must stand here; perhaps,
// if it does when a name before is a call without parentheses.
func (l *lexer) expects(operator int) (sure, perhaps bool) {
	n := len(l.tokens) - 1
	if n < 0 || l.first {
		return true, true
	}
	switch k := l.tokens[n]; k.kind {
	case word:
		if rubyBefore[l.text.word(n)] && l.text.sign(n-1) != '.' {
			return true, true
		}
		next := l.at + operator
		return false, int(k.to) < l.at && next < len(l.src) && l.src[next] > ' ' && l.src[next] != '='
	case sign:
		c := l.src[k.from]
		return c != ')' && c != ']' && c != '}', c != ')' && c != ']' && c != '}'
	}
	return false, false
}

// defined reports whether what stands here is the name of a method.
func (l *lexer) defined() bool {
	n := len(l.tokens) - 1
	return l.is(n, "def") || l.text.sign(n) == '.'
}

func rubyDefined(l *lexer) bool {
	if !l.defined() {
		return false
	}
	l.sign(l.src[l.at])
	return true
}

// rubySlash takes a regular expression.
func rubySlash(l *lexer) bool {
	sure, perhaps := l.expects(1)
	if l.defined() || !sure && (!perhaps || bytes.IndexByte(l.src[l.at+1:l.lineEnd(l.at)], '/') < 0) {
		return false
	}
	l.emit(str, l.filledEnd(l.at+1, filling{quote: "/", hole: l.table.hole, escape: '\\'}))
	return true
}

// rubyPercent takes %w[…], %q(…), %(…) and the like.
func rubyPercent(l *lexer) bool {
	if _, perhaps := l.expects(1); l.defined() || !perhaps {
		return false
	}
	i := l.at + 1
	if i < len(l.src) && strings.IndexByte("wWiIqQrxs", l.src[i]) >= 0 {
		i++
	}
	if i >= len(l.src) || l.src[i] <= ' ' || l.src[i] >= 0x80 || l.wordBytes[l.src[i]] || l.src[i] == '=' {
		return false
	}
	open := l.src[i]
	shut := open
	if n := strings.IndexByte("([{<", open); n >= 0 {
		shut = ")]}>"[n]
	}
	depth := 1
	for i++; i < len(l.src) && depth > 0; i++ {
		switch l.src[i] {
		case '\\':
			i++
		case shut:
			depth--
		case open:
			depth++
		}
	}
	l.emit(str, min(i, len(l.src)))
	return true
}

// rubyColon takes :name and the operators that may stand in its place.
func rubyColon(l *lexer) bool {
	i := l.at + 1
	if i < len(l.src) && l.src[i] == ':' {
		l.sign(':')
		l.sign(':')
		return true
	}
	for i < len(l.src) && (l.wordBytes[l.src[i]] || l.src[i] >= 0x80) {
		i++
	}
	if sure, perhaps := l.expects(1); i == l.at+1 && (sure || perhaps) {
		for i < len(l.src) && strings.IndexByte("[]<>=!~+-*/%&|^`", l.src[i]) >= 0 && i < l.at+4 {
			i++
		}
	} else if i > l.at+1 && i < len(l.src) && strings.IndexByte("?!", l.src[i]) >= 0 {
		i++
	}
	if i == l.at+1 {
		return false
	}
	l.emit(str, i)
	return true
}

// rubyMark takes a character such as ?a.
func rubyMark(l *lexer) bool {
	i := l.at + 1
	if sure, _ := l.expects(1); !sure || i >= len(l.src) || l.src[i] <= ' ' || l.src[i] >= 0x80 || i+1 < len(l.src) && l.wordBytes[l.src[i+1]] {
		return false
	}
	l.emit(str, i+1)
	return true
}

// rubyGlobal takes $" and the like.
func rubyGlobal(l *lexer) bool {
	if i := l.at + 1; i < len(l.src) && strings.IndexByte("\"'`/!@&+~=\\,;.<>_*$?:", l.src[i]) >= 0 {
		l.emit(word, i+1)
		return true
	}
	return false
}

// rubyEnd ends the program at __END__.
func rubyEnd(l *lexer) bool {
	if !l.has(l.at, "__END__") || l.at > 0 && l.src[l.at-1] != '\n' || len(bytes.TrimSpace(l.src[l.at:l.lineEnd(l.at)])) != 7 {
		return false
	}
	l.at = len(l.src)
	return true
}
