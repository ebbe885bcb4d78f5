package symbols

import "strings"

// members finds declarations in languages where a member has its type before
// its name: a name and parentheses, then a body, are a function.
func (f *file) members(i, end int, owner string, depth int) {
	for i < end {
		i = max(i+1, f.member(i, end, owner, depth))
	}
}

func (f *file) member(start, end int, owner string, depth int) int {
	i := start
	if f.sign(i) == ';' {
		return i + 1
	}
	if f.kind(i) == word && f.table.imports[f.word(i)] {
		e := f.statement(i, end)
		f.skip(start, e-1)
		return e
	}
	for i < end {
		switch {
		case f.sign(i) == '@' && !f.is(i+1, "interface"):
			i = f.annotation(i, end)
			continue
		case f.sign(i) == '-' || f.kind(i) == word && f.table.modify[f.word(i)]: // non-sealed
			i++
			continue
		case f.sign(i) == '@':
			i++
			continue
		}
		break
	}
	if i >= end {
		return end
	}
	if f.sign(i) == '{' { // an initializer
		return f.close(i, end) + 1
	}
	if kind := f.table.types[f.word(i)]; kind != "" && f.kind(i) == word && f.named(i+1) && i+1 < end {
		if e := f.memberType(kind, start, i, end, owner, depth); e > 0 {
			return e
		}
	}
	for at := i; at < end; at = f.next(at) {
		switch c := f.sign(at); {
		case c == '(' && f.pair(at) > 0 && f.pair(at) < end && f.named(at-1) && at > i:
			return f.memberFunction(start, i, at, end, owner)
		case c == '{':
			// The short form of a record's constructor has no parameters.
			if last := owner[strings.LastIndexByte(owner, '.')+1:]; at > i && owner != "" && f.is(at-1, last) {
				f.add(Method, owner, last, at-1, start, f.close(at, end))
			}
			return f.close(at, end) + 1
		case c == '=':
			e := f.statement(at, end)
			if f.said(start, i, "static") && f.said(start, i, "final") && !f.said(start, i, "private") {
				f.constant(start, at-1, e, owner)
			}
			return e
		case c == '(':
			return f.statement(at, end)
		case c == ';' || c == '}':
			return at + 1
		}
	}
	return end
}

// statement is the token behind the semicolon that ends what goes on at token i.
func (f *file) statement(i, end int) int {
	for ; i < end; i = f.next(i) {
		if f.sign(i) == ';' {
			return i + 1
		}
	}
	return end
}

// memberType takes the type whose keyword is token i.
func (f *file) memberType(kind string, start, i, end int, owner string, depth int) int {
	body := i + 2
	for ; body < end && f.sign(body) != '{'; body = f.next(body) {
		if c := f.sign(body); c == ';' || c == '=' || c == '}' {
			return 0
		}
	}
	if body >= end {
		return 0
	}
	e := f.close(body, end)
	s := f.add(kind, owner, f.word(i+1), i+1, start, e)
	s.Result = f.source(i+2, body-1)
	inner := s.Name
	from := body + 1
	if f.is(i, "enum") { // constants come first
		from = f.statement(from, e)
	}
	if depth < maxDepth && len(inner) < 4*maxName {
		f.members(from, e, inner, depth+1)
	}
	return e + 1
}

// memberFunction takes the function whose type token i begins, and whose
// parameters token open.
func (f *file) memberFunction(start, i, open, end int, owner string) int {
	closed := f.pair(open)
	for at := closed + 1; at < end; at = f.next(at) {
		if f.is(at, "default") { // of an annotation
			return f.statement(at, end)
		}
		switch f.sign(at) {
		case '{':
			e := f.close(at, end)
			kind := Method
			if owner == "" {
				kind = Func
			}
			s := f.add(kind, owner, f.word(open-1), open-1, start, e)
			s.Params, s.Result = f.source(open, closed), strings.TrimSpace(f.source(i, open-2)+" "+f.source(closed+1, at-1))
			return e + 1
		case ';':
			return at + 1
		case '=', '}':
			return f.statement(at, end)
		}
	}
	return end
}
