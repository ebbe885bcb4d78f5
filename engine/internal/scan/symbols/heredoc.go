package symbols

import (
	"bytes"
	"strings"
)

// heredoc takes <<~NAME; its text begins in the next line.
func heredoc(l *lexer) bool {
	if !l.has(l.at, "<<") || l.defined() || l.is(len(l.tokens)-1, "class") {
		return false
	}
	i := l.at + 2
	loose := i < len(l.src) && (l.src[i] == '~' || l.src[i] == '-')
	if loose {
		i++
	}
	quote := byte(0)
	if i < len(l.src) && strings.IndexByte("\"'`", l.src[i]) >= 0 {
		quote = l.src[i]
		i++
	}
	from := i
	for i < len(l.src) && i < from+maxName && (l.wordBytes[l.src[i]] || quote != 0 && l.src[i] >= ' ' && l.src[i] != quote) {
		i++
	}
	if i == from || quote == 0 && l.src[from] >= '0' && l.src[from] <= '9' || quote != 0 && (i >= len(l.src) || l.src[i] != quote) {
		return false
	}
	sure, perhaps := l.expects(2)
	if small := l.src[from] >= 'a'; !sure && (!perhaps || small && !loose && quote == 0) {
		return false
	}
	l.waiting = append(l.waiting, waiting{string(l.src[from:i]), loose})
	if quote != 0 {
		i++
	}
	l.emit(str, i)
	return true
}

// waiting is a text that begins in the next line.
type waiting struct {
	name  string // what ends it, in a line of its own
	loose bool   // which may be indented
}

// waited is behind the texts that begin at i.
func (l *lexer) waited(i int) int {
	for _, w := range l.waiting {
		for i < len(l.src) {
			end := l.lineEnd(i)
			line := bytes.TrimRight(l.src[i:end], " \t\r")
			if w.loose {
				line = bytes.TrimLeft(line, " \t")
			}
			i = min(end+1, len(l.src))
			if string(line) == w.name {
				break
			}
		}
	}
	l.waiting = l.waiting[:0]
	return i
}
