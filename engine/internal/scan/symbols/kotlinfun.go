package symbols

import "strings"

// receiver reads the type before the name at token name and after token i, to
// which an extension belongs: Map.Entry<K, V>?.a is of Map.Entry. A type that
// is no name is "".
func (f *file) receiver(i, name int) string {
	if f.sign(name-1) != '.' {
		return ""
	}
	var parts []string
	for i < name-1 && len(parts) < 10 {
		switch {
		case f.sign(i) == '@':
			i = f.kotlinAnnotation(i, name)
			continue
		case f.sign(i) == '(':
			return ""
		case f.named(i) && !f.is(i, "suspend"):
			parts = append(parts, f.unquoted(i))
		}
		i = max(f.next(i), f.angle(i, name))
	}
	return strings.Join(parts, ".")
}

// within is what a declaration belongs to, in a type and with a receiver.
func within(owner, receiver string) string {
	if owner == "" || receiver == "" {
		return owner + receiver
	}
	return owner + "." + receiver
}

// kotlinFunction takes the function whose keyword is token i.
func (f *file) kotlinFunction(start, i, end int, owner string) int {
	first := f.angle(i+1, end)
	name := -1
	for at := first; at < end; {
		switch c := f.sign(at); {
		case c == '(' && name >= 0 && (name == at-1 || f.sign(at-1) == '>') && f.pair(at) > 0:
			return f.kotlinBody(start, within(owner, f.receiver(first, name)), f.unquoted(name), name, at, end)
		case c == '@':
			at = f.kotlinAnnotation(at, end)
			continue
		case f.named(at):
			name = at
		case c != '.' && c != '?' && c != '&' && c != '<' && c != '(' || c == '(' && at > first && f.sign(at-1) != '.':
			return f.kotlinEnd(i+1, end)
		}
		at = max(f.next(at), f.angle(at, end))
	}
	return end
}

// kotlinBody takes the function whose parameters token open begins, and gives the token after it.
func (f *file) kotlinBody(start int, owner, name string, nameAt, open, end int) int {
	closed := f.pair(open)
	if closed >= end {
		return open + 1
	}
	body := closed + 1
	if body < end && f.sign(body) == ':' {
		body = f.kotlinType(body+1, end)
	}
	for n := 0; n < 30 && body < end && f.is(body, "where") || n > 0 && body < end && f.sign(body) == ','; n++ {
		body = f.kotlinType(body+1, end)
	}
	last, next := 0, 0
	switch c := f.sign(body); {
	case body >= end:
		return end
	case c == '{':
		last = f.close(body, end)
		next = last + 1
	case c == '=':
		next = f.kotlinEnd(body+1, end)
		last = next - 1
	default:
		return body
	}
	kind := Method
	if owner == "" {
		kind = Func
	}
	s := f.add(kind, owner, name, nameAt, start, last)
	s.Params, s.Result = f.source(open, closed), f.source(closed+1, body-1)
	return next
}

// kotlinProperty takes the property whose keyword is token i, if reading or
// setting it runs code.
func (f *file) kotlinProperty(start, i, end int, owner string) int {
	first := f.angle(i+1, end)
	name, at := -1, first
	for at < end {
		c := f.sign(at)
		if c == '@' {
			at = f.kotlinAnnotation(at, end)
			continue
		}
		if f.named(at) && (name < 0 || f.sign(at-1) == '.') {
			name = at
		} else if c != '.' && c != '?' && c != '<' && (c != '(' || name >= 0) {
			break
		}
		at = max(f.next(at), f.angle(at, end))
	}
	result := at
	if at < end && f.sign(at) == ':' {
		at = f.kotlinType(at+1, end)
	}
	typed := at
	if at < end && (f.sign(at) == '=' || f.is(at, "by")) {
		at = f.kotlinEnd(at+1, end)
	}
	code := false
	for at < end {
		a := f.kotlinModifiers(at, end)
		if a+1 >= end || !f.is(a, "get") && !f.is(a, "set") {
			break
		}
		if f.sign(a+1) != '(' || f.pair(a+1) < 0 {
			at = a + 1 // private set
			continue
		}
		at = f.next(a + 1)
		if at < end && f.sign(at) == ':' {
			at = f.kotlinType(at+1, end)
		}
		if at < end && f.sign(at) == '{' {
			at, code = f.close(at, end)+1, true
		} else if at < end && f.sign(at) == '=' {
			at, code = f.kotlinEnd(at+1, end), true
		}
	}
	at = min(at, end)
	kind := ""
	switch {
	case name < 0:
	case code:
		kind = Method
	case owner != "" && !f.said(start, i, "const") || f.said(start, i, "private") || !f.apart(start, owner):
	case f.is(i, "val"):
		kind = Const
	default:
		kind = Var
	}
	if kind != "" {
		s := f.add(kind, within(owner, f.receiver(first, name)), f.unquoted(name), name, start, at-1)
		s.Result = f.source(result, typed-1)
	}
	return at
}
