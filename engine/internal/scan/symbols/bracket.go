package symbols

import "strings"

// bracket is one without an end yet.
type bracket struct {
	token  int
	margin int // column of the statement it is in
}

// sign takes one character, and finds the partner of a bracket. A round or
// square one does not close across a brace; a closing brace drops what was left
// open in it.
func (l *lexer) sign(c byte) {
	at, first, column := len(l.tokens), l.first, l.at-l.line
	l.emit(sign, l.at+1)
	switch c {
	case '(', '[', '{':
		l.opened = append(l.opened, bracket{at, l.margin})
		if c == '{' {
			l.braces++
		}
	case ')', ']':
		want := byte('(')
		if c == ']' {
			want = '['
		}
		for n := len(l.opened) - 1; n >= 0 && n > len(l.opened)-9; n-- {
			o := l.open(n)
			if o == want {
				l.join(n, at)
				return
			}
			if o == '{' {
				return
			}
		}
	case '}':
		if l.mends && first {
			l.align(column)
		}
		if l.braces == 0 {
			return
		}
		n := len(l.opened) - 1
		for l.open(n) != '{' {
			n--
		}
		l.braces--
		l.join(n, at)
	}
}

// open is the character of the bracket at n.
func (l *lexer) open(n int) byte { return l.src[l.tokens[l.opened[n].token].from] }

func (l *lexer) join(n, at int) {
	o := l.opened[n].token
	l.tokens[o].pair, l.tokens[at].pair = int32(at), int32(o)
	l.opened = l.opened[:n]
}

// cut forgets the brackets opened after the first n.
func (l *lexer) cut(n int) {
	for len(l.opened) > n {
		last := len(l.opened) - 1
		if l.open(last) == '{' {
			l.braces--
		}
		l.opened = l.opened[:last]
	}
}

// indent notes the column of a line's first token. A line that goes on with a
// statement does not move it to the right.
func (l *lexer) indent(column int) {
	switch l.text.sign(len(l.tokens) - 1) {
	case ';', '{', '}':
		l.margin = column
	default:
		l.margin = min(l.margin, column)
	}
}

// maxMended is how many open brackets are looked at for one that is broken.
const maxMended = 200

// declares reports whether a word that begins a line may begin a declaration.
func (l *lexer) declares(word string) bool {
	if strings.Contains(l.table.mends, " "+word+" ") {
		return true
	}
	c := l.text.sign(len(l.tokens) - 1)
	return (c == ';' || c == '{' || c == '}') && !l.table.braceless && word != "case" && word != "default"
}

// mend ends the brackets that a declaration at a column cannot stand in: braces
// of statements that do not begin before it. They end with the token before.
// Where there are no braces, a declaration stands in no brackets at all.
func (l *lexer) mend(column int) {
	keep := len(l.opened)
	for n := keep - 1; n >= 0 && (l.table.braceless || n > keep-maxMended); n-- {
		if l.table.braceless {
			keep = n
			continue
		}
		if l.open(n) != '{' {
			continue
		}
		if l.opened[n].margin < column {
			break
		}
		keep = n
		l.end(n, len(l.tokens)-1)
	}
	l.cut(keep)
}

// align ends the braces that a closing one at a column leaves open: those of
// statements that begin behind it, if it ends one that begins at its column.
func (l *lexer) align(column int) {
	for n := len(l.opened) - 1; n >= 0 && n > len(l.opened)-maxMended; n-- {
		if l.open(n) != '{' || l.opened[n].margin > column {
			continue
		}
		if l.opened[n].margin == column {
			for in := n + 1; in < len(l.opened); in++ {
				l.end(in, len(l.tokens)-2)
			}
			l.cut(n + 1)
		}
		return
	}
}

// end lets the bracket at n end with a token, if it is a brace.
func (l *lexer) end(n, last int) {
	if o := l.opened[n].token; l.open(n) == '{' && last > o {
		l.tokens[o].pair = int32(last)
	}
}
