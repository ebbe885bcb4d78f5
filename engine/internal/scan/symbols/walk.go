package symbols

// next is the token after i, brackets being passed as one.
func (f *file) next(i int) int { return max(i, f.pair(i)) + 1 }

// close is where the block that token i opens ends; one that nothing closes
// goes on to the end of what it is in.
func (f *file) close(i, end int) int {
	if p := f.pair(i); p > i && p < end {
		return p
	}
	return end - 1
}

// source is the text of tokens from to last.
func (f *file) source(from, last int) string {
	if last < from {
		return ""
	}
	return string(f.src[f.from(from):f.to(last)])
}

// adjoin reports whether token i is a sign that stands directly before another.
func (f *file) adjoin(i int, a, b byte) bool {
	return f.sign(i) == a && f.sign(i+1) == b && f.to(i) == f.from(i+1)
}

// keyword is the text of token i if it is a word, or "".
func (f *file) keyword(i int) string {
	if f.kind(i) != word {
		return ""
	}
	return f.word(i)
}

// named reports whether token i can be a name.
func (f *file) named(i int) bool {
	return f.kind(i) == word && f.tokens[i].to-f.tokens[i].from <= maxName
}

// annotation passes @a.b(c) and gives the token after it.
func (f *file) annotation(i, end int) int {
	i++
	for i < end && f.kind(i) == word && f.sign(i+1) == '.' {
		i += 2
	}
	if i < end && (f.kind(i) == word || f.sign(i) == '(') {
		if f.sign(i) != '(' {
			i++
		}
		if i < end && f.sign(i) == '(' {
			i = f.next(i)
		}
	}
	return min(i, end)
}

// angle passes type parameters, which token i begins, if they end soon.
func (f *file) angle(i, end int) int { return f.angleWithin(i, end, 500) }

// maxNested is how many type parameters may lie in each other.
const maxNested = 40

// angleWithin does so if they are at most so many tokens.
func (f *file) angleWithin(i, end, most int) int {
	if i >= end || f.sign(i) != '<' {
		return i
	}
	depth := 0
	for n, at := 0, i; at < end && n < most; n++ {
		switch f.sign(at) {
		case '<':
			if depth++; depth > maxNested {
				return i
			}
		case '>':
			if at > 0 && (f.adjoin(at-1, '=', '>') || f.adjoin(at-1, '-', '>')) {
				break
			}
			if depth--; depth == 0 {
				return at + 1
			}
		case ';', '}':
			return i
		}
		at = f.next(at)
	}
	return i
}
