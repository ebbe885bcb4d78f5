package symbols

var beforeRegexp = words("return typeof case in of delete void throw new else do instanceof yield await default")

// regexp takes a regular expression, if the slash here begins one.
func regexp(l *lexer) bool {
	if l.has(l.at, "//") || l.has(l.at, "/*") || l.has(l.at, "/>") {
		return false
	}
	if n := len(l.tokens) - 1; n >= 0 {
		switch k := l.tokens[n]; k.kind {
		case word:
			if !beforeRegexp[string(l.src[k.from:k.to])] {
				return false
			}
		case number, str:
			return false
		default:
			switch c := l.src[k.from]; {
			case c == ']' || c == '}' && !l.first || c == '<' && int(k.to) == l.at:
				return false
			case c == ')' && (k.pair < 1 || !l.is(int(k.pair)-1, "if") && !l.is(int(k.pair)-1, "while") && !l.is(int(k.pair)-1, "for")):
				return false
			}
		}
	}
	end := l.regexpEnd(l.at)
	if end > 0 {
		l.emit(str, end)
	}
	return end > 0
}

// regexpEnd is behind the expression whose first slash is at an offset, or 0.
func (l *lexer) regexpEnd(at int) int {
	class := false
	for i := at + 1; i < len(l.src) && i < at+500; i++ {
		switch c := l.src[i]; {
		case c == '\n':
			return 0
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			for i++; i < len(l.src) && l.wordBytes[l.src[i]]; i++ {
			}
			return i
		}
	}
	return 0
}
