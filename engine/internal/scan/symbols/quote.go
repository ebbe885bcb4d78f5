package symbols

import "bytes"

// quoted takes a string that begins here.
func (l *lexer) quoted(q byte) {
	if bytes.IndexByte([]byte(l.table.triple), q) >= 0 && l.has(l.at, string([]byte{q, q, q})) {
		l.emit(str, l.tripleEnd(l.at+3, q))
		return
	}
	switch l.table.quotes[q] {
	case template:
		l.emit(str, l.filledEnd(l.at+1, filling{quote: string(q), hole: l.table.hole, escape: '\\'}))
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
