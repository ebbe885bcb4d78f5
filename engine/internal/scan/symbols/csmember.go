package symbols

import "strings"

// Words with parentheses or braces behind them that are no members, in files with statements.
var sharpNever = words("if for foreach while do switch using lock fixed else try catch finally return await throw new checked unchecked nameof typeof yield")

// sharpMember takes a member whose type token i begins: a method, or a
// property or an event with code.
func (f *file) sharpMember(start, i, end int, owner string) int {
	if f.sign(i) == '~' {
		i++
	}
	name := -1
	for at := i; at < end; at = f.next(at) {
		switch c := f.sign(at); {
		case f.is(at, "operator"):
			return f.sharpOperator(start, i, at, end, owner)
		case f.named(at):
			name = at
		case c == '<':
			at = max(at, f.angle(at, end)-1)
		case c == '(' && name >= 0 && (at-1 == name || f.sign(at-1) == '>'):
			return f.sharpFunction(start, i, name, at, end, owner)
		case f.adjoin(at, '=', '>'):
			e := f.statement(at, end)
			f.sharpProperty(start, i, name, at, e-1, owner)
			return e
		case c == '{':
			e := f.close(at, end)
			if f.code(at, e) {
				f.sharpProperty(start, i, name, at, e, owner)
			}
			if f.sign(e+1) == '=' {
				return f.statement(e+1, end)
			}
			return e + 1
		case c == '=':
			e := f.statement(at, end)
			fixed := f.said(start, i, "const") || f.said(start, i, "static") && f.said(start, i, "readonly")
			if fixed && (f.said(start, i, "public") || f.said(start, i, "internal") || f.said(start, i, "protected")) {
				f.constant(start, name, e, owner)
			}
			return e
		case c == ';' || c == '}':
			return at + 1
		}
	}
	return end
}

// code reports whether any accessor between braces has a body.
func (f *file) code(open, closed int) bool {
	for i := open + 1; i < closed; i++ {
		if f.sign(i) == '{' || f.adjoin(i, '=', '>') {
			return true
		}
	}
	return false
}

// sharpProperty notes a member with code and no parameters, or those of an indexer.
func (f *file) sharpProperty(start, i, name, body, last int, owner string) {
	if name <= i || owner == "" || sharpNever[f.word(i)] {
		return
	}
	s := f.add(Method, owner, f.word(name), name, start, last)
	s.Params, s.Result = f.source(name+1, body-1), f.source(i, name-1)
}

// sharpOperator takes an operator or a conversion, whose keyword is token at.
func (f *file) sharpOperator(start, i, at, end int, owner string) int {
	open := at + 1
	for open < end && f.sign(open) != '(' && f.sign(open) != ';' && f.sign(open) != '{' {
		open = f.next(open)
	}
	if open >= end || f.sign(open) != '(' || open == at+1 {
		return open + 1
	}
	return f.sharpFunction(start, i, at, open, end, owner)
}

// sharpFunction takes the function with the given name, its parameters begin at token open.
func (f *file) sharpFunction(start, i, name, open, end int, owner string) int {
	closed := f.pair(open)
	if closed < 0 || closed >= end {
		return open + 1
	}
	for at := closed + 1; at < end; at = f.next(at) {
		last, next := 0, 0
		switch c := f.sign(at); {
		case c == '{':
			last = f.close(at, end)
			next = last + 1
		case f.adjoin(at, '=', '>'):
			next = f.statement(at, end)
			last = next - 1
		case c == '=':
			return f.statement(at, end)
		case c == ';' || c == '}':
			return at + 1
		default:
			continue
		}
		if sharpNever[f.word(name)] || sharpNever[f.word(i)] {
			return next
		}
		kind, called := Method, f.word(name)
		if owner == "" {
			kind = Func
		}
		switch {
		case f.is(name, "operator"):
			called = f.source(name, open-1)
		case f.sign(name-1) == '~' && name > 0:
			called = "~" + called
		}
		if len(called) > 2*maxName {
			return next
		}
		s := f.add(kind, owner, strings.Join(strings.Fields(called), " "), name, start, last)
		s.Params, s.Result = f.source(open, closed), strings.TrimSpace(f.source(i, name-1)+" "+f.source(closed+1, at-1))
		return next
	}
	return end
}
