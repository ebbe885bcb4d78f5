package symbols

import "strings"

// cItems finds what the declarations of a file or a type declare.
func (f *file) cItems(i, end int, owner string, depth int, member bool) {
	for i < end {
		i = max(i+1, f.cItem(i, end, owner, depth, member))
	}
}

func (f *file) cItem(start, end int, owner string, depth int, member bool) int {
	i := start
	for { // template<…>, public:, extern "C", attributes
		switch {
		case f.is(i, "template") && i+1 < end:
			i = max(f.angle(i+1, end), i+1)
			continue
		case f.sign(i+1) == ':' && f.sign(i+2) != ':' && (f.is(i, "public") || f.is(i, "private") || f.is(i, "protected")) && i+2 < end:
			i += 2
			start = i
			continue
		case f.is(i, "extern") && f.kind(i+1) == str && f.sign(i+2) == '{' && i+2 < end:
			e := f.shut(i+2, end)
			if depth < maxDepth {
				f.cItems(i+3, e, owner, depth+1, member)
			}
			return e + 1
		case f.is(i, "typedef") || f.is(i, "inline") || f.is(i, "static") || f.is(i, "constexpr") || f.is(i, "extern") || f.is(i, "friend"):
			i++
			continue
		case f.sign(i) == '[' && f.sign(i+1) == '[' && f.pair(i) > 0:
			i = f.next(i)
			continue
		case i+1 < end && f.kind(i) == word && f.kind(i+1) == word && f.tokens[i+1].first && f.shouts(i): // a macro in a line of its own
			i++
			start = i
			continue
		}
		break
	}
	if i >= end {
		return end
	}
	w := f.keyword(i)
	switch {
	case f.sign(i) == ';' || f.sign(i) == '}':
		return i + 1
	case f.table.imports[w] || w == "asm":
		return f.statement(i, end)
	case f.table.types[w] != "":
		if e := f.cType(f.table.types[w], start, i, end, owner, depth, member); e > 0 {
			return e
		}
	}
	return f.cFunction(start, i, end, owner, member)
}

// cType takes a type whose keyword is token i, if it has a body here.
func (f *file) cType(kind string, start, i, end int, owner string, depth int, member bool) int {
	at := i + 1
	if f.is(at, "class") || f.is(at, "struct") { // enum class
		at++
	}
	name, nameAt := "", -1
	for at < end {
		c := f.sign(at)
		switch {
		case c == '{':
			return f.cBody(kind, name, nameAt, start, at, end, owner, depth, member)
		case c == '(' && f.is(at-1, "__attribute__") || c == '[':
			at = f.next(at)
		case c == ':' && !f.adjoin(at, ':', ':') && !f.adjoin(at-1, ':', ':'): // what it is derived from
			for at < end && f.sign(at) != '{' && f.sign(at) != ';' && f.sign(at) != '}' && f.sign(at) != '(' {
				at = max(at+1, f.angle(at, end))
			}
			if at >= end || f.sign(at) != '{' {
				return 0
			}
		case c == '<':
			n := f.angle(at, end)
			if n == at {
				return 0
			}
			at = n
		case c == ':':
			at++
		case f.named(at):
			if !f.is(at, "final") && !f.is(at, "__attribute__") {
				if nameAt >= 0 && f.sign(at-1) != ':' && strings.ToUpper(name) != name && at+1 < end && f.sign(at+1) != '{' && f.sign(at+1) != ':' {
					return 0 // struct a *f(…)
				}
				if nameAt >= 0 && f.sign(at-1) == ':' {
					name += "." + f.word(at)
				} else {
					name = f.word(at)
				}
				nameAt = at
			}
			at++
		default:
			return 0
		}
	}
	return 0
}

func (f *file) cBody(kind, name string, nameAt, start, body, end int, owner string, depth int, member bool) int {
	e := f.shut(body, end)
	if kind == Module {
		if depth < maxDepth {
			f.cItems(body+1, e, owner, depth+1, member)
		}
		return e + 1
	}
	// The rest of the statement may name it: typedef struct { … } name;
	rest := e + 1
	for rest < end && f.sign(rest) != ';' && f.sign(rest) != '{' && f.sign(rest) != '}' && f.sign(rest) != '(' && f.sign(rest) != '=' {
		rest = f.next(rest)
	}
	whole := rest < end && f.sign(rest) == ';'
	if f.is(start, "typedef") || f.is(start+1, "typedef") {
		if whole && nameAt < 0 && rest-1 > e && f.named(rest-1) {
			name, nameAt = f.word(rest-1), rest-1
		}
	}
	if rest < end && f.sign(rest) == '(' && f.is(rest-1, "__attribute__") {
		rest = f.next(rest)
	}
	last := min(rest, end-1)
	if rest >= end || f.sign(rest) != ';' {
		last = e
		if rest < end && f.sign(rest) == '=' {
			last = f.statement(rest, end) - 1
		}
	}
	if nameAt < 0 {
		return last + 1 // its fields belong to what is around it
	}
	s := f.add(kind, owner, name, nameAt, start, last)
	inner := s.Name
	if depth < maxDepth && kind != Enum && len(inner) < 4*maxName {
		f.cItems(body+1, e, inner, depth+1, true)
	}
	return last + 1
}

// shut is where the block that token i opens ends. One that nothing ends, as
// in one of two branches for the preprocessor, has nothing in it.
func (f *file) shut(i, end int) int {
	if p := f.pair(i); p > i && p < end {
		return p
	}
	return i
}
