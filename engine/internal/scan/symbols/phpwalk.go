package symbols

import "strings"

// phpBlock begins statements that may hold declarations.
var phpBlock = words("if else elseif while for foreach switch try catch finally do")

// phpItems finds what the statements of a file or block, or the members of a type declare.
func (f *file) phpItems(i, end int, owner string, depth int) {
	for i < end {
		i = max(i+1, f.phpItem(i, end, owner, depth))
	}
}

func (f *file) phpItem(start, end int, owner string, depth int) int {
	i := f.attributes(start, end)
	for i+1 < end && f.kind(i) == word && f.table.modify[strings.ToLower(f.word(i))] && f.sign(i+1) != ':' {
		i++
	}
	if i >= end {
		return end
	}
	w := strings.ToLower(f.keyword(i)) // Function is function
	switch {
	case f.sign(i) == '{' && depth < maxDepth:
		e := f.close(i, end)
		f.phpItems(i+1, e, owner, depth+1)
		return e + 1
	case w == "function":
		return f.phpFunction(start, i, end, owner)
	case f.table.types[w] != "" && f.named(i+1) && i+1 < end:
		if e := f.phpType(f.table.types[w], start, i, end, owner, depth); e > 0 {
			return e
		}
	case f.table.imports[w] && owner == "":
		e := f.phpEnd(i, end, false)
		f.skip(start, e-1)
		return e
	case w == "const":
		e := f.phpEnd(i, end, false)
		for at := i; at < e && !f.said(start, i, "private"); at = f.next(at) {
			if f.sign(at) == '=' {
				f.constant(start, at-1, e, owner)
				break
			}
		}
		return e
	case w == "namespace":
		for i++; i < end && (f.kind(i) == word || f.sign(i) == '\\'); i++ {
		}
		return i
	case phpBlock[w] && owner == "":
		if i++; i < end && f.sign(i) == '(' {
			i = f.next(i)
		}
		if i < end && f.sign(i) == ':' {
			i++
		}
		return i
	}
	return f.phpEnd(i, end, owner != "")
}

// phpEnd is behind the statement that goes on at token i. That of a member may
// end with braces.
func (f *file) phpEnd(i, end int, member bool) int {
	for ; i < end; i = f.next(i) {
		switch c := f.sign(i); {
		case c == ';', member && c == '}':
			return i + 1
		case f.adjoin(i, '?', '>'):
			return i + 2
		case member && c == '{':
			return f.close(i, end) + 1
		}
	}
	return end
}

// phpType takes the type whose keyword is token i. It gives 0 if it is none.
func (f *file) phpType(kind string, start, i, end int, owner string, depth int) int {
	body := i + 2
	for ; body < end && f.sign(body) != '{'; body = f.next(body) {
		if c := f.sign(body); c != ',' && c != '\\' && c != ':' && c != 0 || body > i+maxHead {
			return 0
		}
	}
	if body >= end {
		return 0
	}
	e := f.close(body, end)
	s := f.add(kind, owner, f.word(i+1), i+1, start, e)
	s.Result = f.source(i+2, body-1)
	if inner := s.Name; depth < maxDepth && len(inner) < 4*maxName {
		f.phpItems(body+1, e, inner, depth+1)
	}
	return e + 1
}

// phpFunction takes the function whose keyword is token i.
func (f *file) phpFunction(start, i, end int, owner string) int {
	name := i + 1
	if f.sign(name) == '&' {
		name++
	}
	open := name + 1
	if open >= end || !f.named(name) || f.sign(open) != '(' || f.pair(open) < 0 {
		return f.phpEnd(i, end, owner != "")
	}
	closed := f.pair(open)
	body := closed + 1
	for body < end && f.sign(body) != '{' && f.sign(body) != ';' && f.sign(body) != '}' {
		body = f.next(body)
	}
	if body >= end || f.sign(body) != '{' {
		return body + 1
	}
	e := f.close(body, end)
	kind := Method
	if owner == "" {
		kind = Func
	}
	s := f.add(kind, owner, f.word(name), name, start, e)
	s.Params, s.Result = f.source(open, closed), f.source(closed+1, body-1)
	return e + 1
}
