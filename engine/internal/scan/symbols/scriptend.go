package symbols

// exprEnd is the token after the statement or value that goes on at token i.
// Without a semicolon it ends with a line after which another can begin.
func (f *file) exprEnd(i, end int, comma, member bool) int {
	if i < end && f.is(i, "async") {
		i++
	}
	for n := f.angle(i, end); n < end; n = f.next(n) {
		switch c := f.sign(n); {
		case c == ';':
			return n + 1
		case c == ',' && comma:
			return n
		case c == '<' && comma && n > i && f.kind(n-1) == word && f.to(n-1) == f.from(n):
			n = max(n, f.angle(n, end)-1) // a comma between types ends nothing
		case n > i && f.begins(n, member) && f.complete(n-1):
			return n
		}
	}
	return end
}

// begins reports whether a statement, or member of a class, may begin at token i.
func (f *file) begins(i int, member bool) bool {
	if !f.tokens[i].first {
		return false
	}
	switch f.kind(i) {
	case word:
		return !scriptGoesOn[f.word(i)]
	case sign:
		c := f.sign(i)
		return c == '@' || member && (c == '[' || c == '*')
	}
	return true
}

// complete reports whether a statement may end with token i.
func (f *file) complete(i int) bool {
	switch f.kind(i) {
	case word:
		return f.sign(i-1) == '.' || !scriptPending[f.word(i)]
	case sign:
		switch f.sign(i) {
		case ')', ']', '}', '!':
			return true
		case '>':
			return !f.adjoin(i-1, '=', '>')
		case '+', '-':
			return f.adjoin(i-1, f.sign(i), f.sign(i))
		}
		return false
	}
	return true
}
