package symbols

import "strings"

// cFunction takes what begins with a type and may be a function with a body.
func (f *file) cFunction(start, i, end int, owner string, member bool) int {
	for at := i; at < end; at = f.next(at) {
		switch c := f.sign(at); {
		case c == ';' || c == '}':
			return at + 1
		case c == '=' && !f.is(at-1, "operator") && !f.operator(at-1):
			return f.statement(at, end)
		case c == '{':
			return f.shut(at, end) + 1
		case c == '<':
			at = max(at, f.angle(at, end)-1)
		case c == '(' && f.pair(at) > 0 && f.pair(at) < end && at > i-1 && at > 0:
			body, stop := f.cAfter(f.pair(at)+1, end)
			if body < 0 {
				if stop < end && (f.sign(stop) == ';' || f.sign(stop) == '=') {
					return f.statement(stop, end)
				}
				if n := f.pair(at) + 1; n < end && f.tokens[n].first && f.kind(n) == word && !member {
					start = n // a macro stood in a line of its own
				}
				continue
			}
			name, nameAt := f.cName(at, i)
			e := f.shut(body, end)
			if name != "" {
				kind := Func
				if member || strings.Contains(name, ".") {
					kind = Method
				}
				s := f.add(kind, owner, name, nameAt, min(start, nameAt), e)
				s.Params = f.source(at, f.pair(at))
				s.Result = f.source(min(i, nameAt), nameAt-1)
			}
			return e + 1
		}
	}
	return end
}

// shouts reports whether token i is in capitals, as macros are.
func (f *file) shouts(i int) bool {
	w := f.word(i)
	return len(w) > 1 && strings.ToUpper(w) == w
}

// operator reports whether token i belongs to the name of an operator.
func (f *file) operator(i int) bool {
	for n := 0; n < 3 && i-n >= 0; n++ {
		if f.is(i-n, "operator") {
			return true
		}
		if f.kind(i-n) != sign && !f.is(i-n, "new") && !f.is(i-n, "delete") {
			return false
		}
	}
	return false
}

// cAfter finds the body behind parameters, or the token where there is none.
func (f *file) cAfter(i, end int) (body, stop int) {
	for i < end {
		switch c := f.sign(i); {
		case c == '{':
			return i, i
		case c == ':' && f.sign(i+1) != ':': // what a constructor begins with
			for i++; i < end; {
				for i < end && (f.kind(i) == word || f.sign(i) == ':' || f.sign(i) == '.') {
					i++
				}
				i = f.angle(i, end)
				if i >= end || f.sign(i) != '(' && f.sign(i) != '{' || f.pair(i) < 0 {
					return -1, i
				}
				i = f.next(i)
				for i < end && f.sign(i) == '.' {
					i++
				}
				if i < end && f.sign(i) == ',' {
					i++
					continue
				}
				break
			}
			if i < end && f.sign(i) == '{' {
				return i, i
			}
			return -1, i
		case c == '-' && f.sign(i+1) == '>': // the result behind the parameters
			for i += 2; i < end && f.sign(i) != '{' && f.sign(i) != ';' && f.sign(i) != '='; {
				i = max(f.angle(i, end), f.next(i))
			}
		case c == '&':
			i++
		case f.kind(i) == word && f.table.modify[f.word(i)] || f.kind(i) == word && f.kind(i+1) != word && f.sign(i+1) == '{' && f.shouts(i):
			i++
			if i < end && f.sign(i) == '(' {
				i = f.next(i)
			}
		case f.kind(i) == word && f.sign(i+1) == '(' && f.shouts(i) && f.pair(i+1) > 0:
			i = f.next(i + 1)
		default:
			return -1, i
		}
	}
	return -1, end
}

var cNever = words("if for while switch return sizeof do else catch defined __attribute__ __declspec decltype alignas noexcept")

// cName reads the name before the parenthesis at token open: A::b, ~A, operator+.
func (f *file) cName(open, from int) (string, int) {
	at := open - 1
	if f.sign(at) == '>' { // f<int>(…)
		depth := 0
		for n := 0; at >= from && n < 100; at, n = at-1, n+1 {
			if f.sign(at) == '>' {
				depth++
			} else if f.sign(at) == '<' {
				if depth--; depth == 0 {
					at--
					break
				}
			}
		}
	}
	name, nameAt := "", at
	switch {
	case f.operator(at) && f.kind(at) == sign || f.is(at, "operator"):
		for !f.is(at, "operator") {
			at--
		}
		name, nameAt = strings.ReplaceAll(f.source(at, open-1), " ", ""), at
	case f.named(at) && f.is(at-1, "operator"):
		at--
		name, nameAt = f.source(at, open-1), at
	case f.named(at) && !cNever[f.word(at)]:
		name = f.word(at)
	default:
		return "", 0
	}
	if f.sign(at-1) == '~' && at-1 >= from {
		at--
		name, nameAt = "~"+name, at
	}
	for at-3 >= from && f.sign(at-1) == ':' && f.sign(at-2) == ':' {
		q := at - 3
		if f.sign(q) == '>' {
			for n := 0; q > from && f.sign(q) != '<' && n < 60; n++ {
				q--
			}
			q--
		}
		if q < from || !f.named(q) {
			break
		}
		name = f.word(q) + "." + name
		nameAt, at = q, q
	}
	if len(name) > 2*maxName || strings.Contains(name, "\n") {
		return "", 0
	}
	return name, nameAt
}
