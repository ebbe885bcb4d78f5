package symbols

import (
	"bytes"
	"strings"
)

// filling is a string that may hold code, which may hold strings again.
type filling struct {
	quote  string // what ends it
	hole   string // what begins code in it, "" if nothing does
	escape byte   // before a character that is plain; a quote where two are one
	line   bool   // ends with its line, if not before
	braces int    // open in its code, one for the hole; 0 in its text
}

// filledEnd is behind the string whose text begins at i.
func (l *lexer) filledEnd(i int, s filling) int {
	open := []filling{s}
	for len(open) > 0 && i < len(l.src) {
		if top := &open[len(open)-1]; top.braces == 0 {
			var ended bool
			if i, ended = l.fillingText(i, top); ended {
				open = open[:len(open)-1]
			}
			continue
		}
		switch c := l.src[i]; c {
		case '{':
			open[len(open)-1].braces++
		case '}':
			open[len(open)-1].braces--
		default:
			if inner, at, ok := l.inner(i); ok {
				i = at
				open = append(open, inner)
			} else {
				i = l.passed(i)
			}
			continue
		}
		i++
	}
	return min(i, len(l.src))
}

// fillingText goes on in the text of a string by what stands at i.
func (l *lexer) fillingText(i int, s *filling) (next int, ended bool) {
	switch c := l.src[i]; {
	case c == s.escape && c != s.quote[0]:
		return i + 2, false
	case c == s.escape && l.has(i, string([]byte{c, c})):
		return i + 2, false
	case c == s.quote[0] && l.has(i, s.quote):
		return i + len(s.quote), true
	case c == '\n' && s.line:
		return i, true
	case s.hole == "{" && l.has(i, "{{"): // a brace
		return i + 2, false
	case s.hole != "" && c == s.hole[0] && l.has(i, s.hole):
		s.braces = 1
		return i + len(s.hole), false
	}
	return i + 1, false
}

// inner is the string that begins in code at i, and where its text does.
func (l *lexer) inner(i int) (s filling, at int, ok bool) {
	if p := l.table.prefixed; p != nil {
		if s, at = p(l, i); at > 0 {
			return s, at, true
		}
	}
	c := l.src[i]
	s = filling{quote: string(c), escape: '\\'}
	switch l.table.quotes[c] {
	case inLine:
		s.line = true
	case template:
		s.hole = l.table.hole
	case overLine:
	default:
		return s, 0, false
	}
	return s, i + 1, true
}

// passed is behind the comment, character or expression at i in code, or the next byte.
func (l *lexer) passed(i int) int {
	switch c := l.src[i]; {
	case c == '$' && l.table.hole == "#{": // a variable such as $"
		return i + 2
	case l.table.quotes[c] == letter:
		if end, ok := l.letterEnd(i+1, c); ok {
			return end
		}
	case c != '/' || l.table.open == "":
	case l.has(i, "/*"):
		return l.commentEnd(i + 2)
	case l.has(i, "//"):
		return l.lineEnd(i)
	case l.table.special['/'] != nil: // a regular expression
		before := bytes.TrimRight(l.src[max(0, i-20):i], " \t\r\n")
		if len(before) > 0 && strings.IndexByte("(,=:[!&|?{};", before[len(before)-1]) >= 0 {
			return max(i+1, l.regexpEnd(i))
		}
	}
	return i + 1
}
