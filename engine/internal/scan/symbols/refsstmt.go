package symbols

// starting reports whether a statement can begin at token i.
func (r *refs) starting(i int) bool {
	if i == 0 || r.breaks(i) {
		return true
	}
	switch r.sign(i - 1) {
	case ';', '{', '}', ')':
		return true
	case ':':
		return r.lines || !r.after
	case '(':
		return r.is(i-2, "for") || r.is(i-2, "catch") || r.is(i-2, "try") || r.is(i-2, "while") || r.is(i-2, "if") || r.is(i-2, "using") || r.is(i-2, "foreach")
	}
	return r.kind(i-1) == word && (r.passed[r.word(i-1)] || r.is(i-1, "else") || r.is(i-1, "do"))
}

// statementWord takes a word that begins a statement, or part of one, and gives
// the token to go on with; 0 when it is part of an expression.
func (r *refs) statementWord(i, end int, w string) int {
	if n := r.brought[i]; n > i {
		return n
	}
	switch {
	case r.declare[w] && !r.is(i+1, "enum"):
		return r.declared(i+1, end)
	case r.inner[w]:
		return r.defined(i, end)
	case w == "lambda" && r.index:
		for n := i + 1; n < end && n < i+60; n++ {
			if r.sign(n) == ':' {
				r.closure(i+1, n)
				return n + 1
			}
		}
		return i + 1
	case w == "for" || w == "foreach":
		return r.loop(i+1, end)
	case w == "return":
		if r.sym != nil && i+1 < end && !r.breaks(i+1) {
			r.await(i+1, end, due{gives: true}, false, false)
		}
		return i + 1
	case w == "as" && r.never[w] && i+1 < end || w == "as" && r.family == "TypeScript" && i+1 < end && i > 0 && r.values[i-1].is == ended:
		return r.as(i, end)
	case w == "catch" && r.sign(i+1) == '(' && r.pair(i+1) > 0 && r.after:
		r.parameters(i+1, r.pair(i+1), false)
		return r.pair(i+1) + 1
	case w == "instanceof" && r.family == "TypeScript" && r.kind(i-1) == word:
		s, next := r.typ(i+1, end)
		if known, ok := r.local(r.word(i - 1)); ok && known == nil && next > i+1 {
			r.define(r.word(i-1), s, false)
		}
		return max(next, i+1)
	case w == "is" && r.trailing && i+1 < end && r.kind(i-1) == word:
		s, next := r.typ(i+1, end)
		if _, ok := r.local(r.word(i - 1)); ok && s != nil {
			r.define(r.word(i-1), s, true)
		}
		return max(next, i+1)
	case (w == "instanceof" || w == "is") && r.never[w] && r.before && i+1 < end:
		if s, next := r.typ(i+1, end); next > i+1 {
			if next < end && r.named(next) && !r.never[r.word(next)] {
				r.define(r.word(next), s, true)
				next++
			}
			return next
		}
	}
	if !r.starting(i) {
		if r.sign(i+1) == '=' && r.adjoin(i+1, '=', '>') || r.family == "Java" && r.adjoin(i+1, '-', '>') {
			r.define(w, nil, false) // the only parameter of a function
			return i + 3
		}
		return 0
	}
	return r.assignment(i, end, w)
}

// breaks reports whether token i begins a line that begins a statement.
func (r *refs) breaks(i int) bool { return r.lines && r.tokens[i].first }
