package symbols

import (
	"bytes"
	"strings"
)

// quoted takes a string that begins here.
func (l *lexer) quoted(q byte) {
	if bytes.IndexByte([]byte(l.table.triple), q) >= 0 && l.has(l.at, string([]byte{q, q, q})) {
		l.emit(str, l.tripleEnd(l.at+3, q))
		return
	}
	switch l.table.quotes[q] {
	case template:
		l.emit(str, l.templateEnd(l.at+1))
	case letter:
		if end, ok := l.letterEnd(l.at+1, q); ok {
			l.emit(str, end)
		} else {
			l.sign(q)
		}
	case overLine:
		end, _ := l.quoteEnd(l.at+1, q, true)
		l.emit(str, end)
	default:
		end, _ := l.quoteEnd(l.at+1, q, false)
		l.emit(str, end)
	}
}

// quoteEnd is behind the quote that ends a string whose text begins at i. A
// string without one ends with its line, if it may not span lines.
func (l *lexer) quoteEnd(i int, q byte, lines bool) (end int, closed bool) {
	for ; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
			if i+1 < len(l.src) && l.src[i] == '\r' && l.src[i+1] == '\n' {
				i++
			}
		case c == q:
			return i + 1, true
		case c == '\n' && !lines:
			return i, false
		}
	}
	return len(l.src), false
}

func (l *lexer) tripleEnd(i int, q byte) int {
	for ; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == q && l.has(i, string([]byte{q, q, q})):
			i += 3
			for i < len(l.src) && l.src[i] == q { // """a""""
				i++
			}
			return i
		}
	}
	return len(l.src)
}

// letterEnd is behind a character such as 'a' or '\u{1F600}'.
func (l *lexer) letterEnd(i int, q byte) (int, bool) {
	if i < len(l.src) && l.src[i] == q {
		return 0, false
	}
	end, ok := l.quoteEnd(i, q, false)
	return end, ok && end-i <= 16
}

// templateEnd is behind a template literal. Code in it may hold templates
// again, so that open braces are counted on a stack.
func (l *lexer) templateEnd(i int) int {
	var braces []int // of each ${ that is open
	inText := true
	for i < len(l.src) {
		c := l.src[i]
		if inText {
			switch {
			case c == '\\':
				i++
			case c == '`':
				if len(braces) == 0 {
					return i + 1
				}
				inText = false
			case c == '$' && l.has(i, "${"):
				braces = append(braces, 0)
				inText = false
				i++
			}
			i++
			continue
		}
		switch c {
		case '`':
			inText = true
		case '{':
			braces[len(braces)-1]++
		case '}':
			if top := len(braces) - 1; braces[top] > 0 {
				braces[top]--
			} else {
				braces = braces[:top]
				inText = true
			}
		case '\'', '"':
			i, _ = l.quoteEnd(i+1, c, false)
			continue
		case '/':
			if l.has(i, "/*") {
				i = l.commentEnd(i + 2)
				continue
			}
			if l.has(i, "//") {
				i = l.lineEnd(i)
				continue
			}
			if before := bytes.TrimRight(l.src[max(0, i-20):i], " \t\r\n"); len(before) > 0 && strings.IndexByte("(,=:[!&|?{};", before[len(before)-1]) >= 0 {
				i = max(i, l.regexpEnd(i)-1)
			}
		}
		i++
	}
	return len(l.src)
}
