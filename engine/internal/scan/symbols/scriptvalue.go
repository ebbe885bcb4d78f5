package symbols

import (
	"slices"
	"strings"
)

// scriptValues takes a statement that begins with const, let or var.
func (f *file) scriptValues(start, i, end int, owner string, exported bool, depth int) int {
	kind := Var
	if f.is(i, "const") {
		kind = Const
	}
	for at := i + 1; ; {
		nameAt := at
		if !f.named(at) {
			return f.exprEnd(at, end, false, false)
		}
		value := f.assigned(at+1, end)
		e := f.exprEnd(max(value, at+1), end, true, false)
		if value > 0 {
			f.scriptDeclared(kind, owner, nameAt, start, value, e, exported, depth)
		}
		if e <= at || e >= end || f.sign(e) != ',' {
			return e
		}
		at = e + 1
		start = at
	}
}

func (f *file) scriptDeclared(kind, owner string, nameAt, start, value, e int, exported bool, depth int) {
	name := f.word(nameAt)
	if f.scriptValue(Func, owner, name, nameAt, start, value, e) {
		return
	}
	if f.is(value, "class") {
		if body, _ := f.scriptHeader(value+1, e); body > 0 {
			last := f.close(body, e)
			s := f.add(Class, owner, name, nameAt, start, last)
			f.scriptMembers(body+1, last, s.Name)
			return
		}
	}
	if f.is(value, "require") {
		f.skip(start, e-1)
		return
	}
	if !exported && depth == 0 && f.source(start, e-1) != "" && !f.long(start, e-1) {
		return
	}
	s := f.add(kind, owner, name, nameAt, start, e-1)
	if f.sign(value) == '{' && f.pair(value) > 0 && f.pair(value) < e {
		f.scriptProperties(value, f.pair(value), s.Name)
	}
}

// long reports whether tokens from to last are more than two lines.
func (f *file) long(from, last int) bool {
	lines := 0
	for _, k := range f.tokens[from+1 : last+1] {
		if k.first {
			lines++
		}
	}
	return lines > 1
}

// scriptValue takes a value if it is a function, and reports whether it is.
func (f *file) scriptValue(kind, owner, name string, nameAt, start, i, end int) bool {
	open, closed, body := f.function(i, end)
	if body < 0 {
		return false
	}
	last := end - 1
	if f.sign(last) == ';' && last > body {
		last--
	}
	s := f.add(kind, owner, name, nameAt, start, last)
	s.Params, s.Result = f.source(open, closed), f.source(closed+1, body-1)
	if f.sign(body-1) == '>' {
		s.Result = f.source(closed+1, body-3)
	}
	if s.Params != "" && s.Params[0] != '(' {
		s.Params = "(" + s.Params + ")"
	}
	return true
}

// function finds the parameters of a function that is the value at token i, and
// where its body begins, or -1.
func (f *file) function(i, end int) (open, closed, body int) {
	if f.is(i, "async") && i+1 < end {
		i++
	}
	if f.is(i, "function") {
		i++
		if f.sign(i) == '*' {
			i++
		}
		if f.kind(i) == word {
			i++
		}
		open = f.angle(i, end)
		if open >= end || f.sign(open) != '(' || f.pair(open) < 0 {
			return 0, 0, -1
		}
		body, _ = f.scriptHeader(f.pair(open)+1, end)
		return open, f.pair(open), body
	}
	if f.kind(i) == word && f.adjoin(i+1, '=', '>') {
		return i, i, i + 3
	}
	open = f.angle(i, end)
	if open >= end || f.sign(open) != '(' || f.pair(open) < 0 {
		return 0, 0, -1
	}
	closed = f.pair(open)
	at := closed + 1
	if at < end && f.sign(at) == ':' {
		for n := 0; at < end && n < 300 && !f.adjoin(at, '=', '>'); n++ {
			if c := f.sign(at); c == ';' || c == ',' && n == 0 {
				break
			}
			at = f.next(at)
		}
	}
	if at+1 < end && f.adjoin(at, '=', '>') {
		return open, closed, at + 2
	}
	return 0, 0, -1
}

// assigned is the token after the sign that gives a name its value, or 0.
func (f *file) assigned(i, end int) int {
	for n := i; n < end; n = f.next(n) {
		switch c := f.sign(n); {
		case f.adjoin(n, '=', '>'):
			n++
		case c == '=':
			if n+1 < end {
				return n + 1
			}
			return 0
		case c == ';' || c == ',' && n == i || c == ')' || c == '}':
			return 0
		case n > i && f.begins(n, true) && f.complete(n-1), n == i && f.begins(n, true):
			return 0
		}
	}
	return 0
}

// scriptAssign takes an expression that may give a function to a name.
func (f *file) scriptAssign(start, i, end int, owner string) int {
	e := f.exprEnd(i, end, false, false)
	for at := i; ; {
		last := at
		for f.sign(last+1) == '.' && f.named(last+2) && last+2 < e {
			last += 2
		}
		if last+2 >= e || f.sign(last+1) != '=' || f.sign(last+2) == '=' {
			return e
		}
		value := last + 2
		name := exportedName(f.source(at, last))
		if f.kind(value) == word && !f.is(value, "function") && !f.is(value, "async") && !f.is(value, "class") && !f.adjoin(value+1, '=', '>') {
			at = value // a = b = …
			continue
		}
		kind := Func
		if strings.Contains(name, ".") {
			kind = Method
		}
		switch {
		case f.sign(value) == '{' && f.pair(value) > 0 && f.pair(value) < e:
			if name == "exports" {
				name = ""
			}
			if name != "" {
				break
			}
			f.scriptProperties(value, f.pair(value), owner)
		case f.is(value, "class"):
			if own := value + 1; name == "exports" && f.named(own) && !f.is(own, "extends") {
				name = f.word(own)
			}
			if body, _ := f.scriptHeader(value+1, e); body > 0 {
				s := f.add(Class, owner, name, last, start, f.close(body, e))
				f.scriptMembers(body+1, f.close(body, e), s.Name)
			}
		default:
			if own := value + 1; name == "exports" && f.is(value, "function") && f.named(own) {
				name = f.word(own)
			}
			f.scriptValue(kind, owner, name, last, start, value, e)
		}
		return e
	}
}

// exportedName is what a left side names: exports.a is a, A.prototype.b is A.b.
func exportedName(left string) string {
	parts := strings.Split(strings.Join(strings.Fields(left), ""), ".")
	if parts[0] == "module" && len(parts) > 1 {
		parts = parts[1:]
	}
	if parts[0] == "exports" && len(parts) > 1 {
		parts = parts[1:]
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "prototype" })
	if name := strings.Join(parts, "."); name != "" && len(name) < 2*maxName {
		return name
	}
	return "exports"
}

// scriptObject takes the object of export default.
func (f *file) scriptObject(i, end int, owner string) int {
	e := f.close(i, end)
	f.scriptProperties(i, e, owner)
	return e + 1
}

// scriptProperties finds functions among the properties of an object.
func (f *file) scriptProperties(open, end int, owner string) {
	kind := Method
	if owner == "" {
		kind = Func
	}
	for i := open + 1; i < end; {
		start := i
		for i+1 < end && (f.kind(i) == word && scriptMember[f.word(i)] && strings.IndexByte("(=;:<,}", f.sign(i+1)) < 0 || f.sign(i) == '*') {
			i++
		}
		name, at := f.scriptName(i, end)
		if at < end && at > i && name != "" {
			if f.sign(at) == ':' && at+1 < end {
				f.scriptValue(kind, owner, name, i, start, at+1, f.exprEnd(at+1, end, true, false))
			} else if o := f.angle(at, end); o < end && f.sign(o) == '(' {
				f.scriptBody(kind, owner, name, i, start, at, end)
			}
		}
		for i = max(at, start+1); i < end && f.sign(i) != ','; {
			i = f.next(i)
		}
		i++
	}
}

// scriptWrapped looks into a function that is called where it stands, which
// older modules are, and gives the token behind its body, or 0.
func (f *file) scriptWrapped(i, end int, owner string, depth int) int {
	for ; i < end && depth < maxDepth && (f.sign(i) == '(' || f.sign(i) == '!' || f.sign(i) == '{'); i++ {
		body := i
		if f.sign(i) != '{' {
			_, _, body = f.function(i+1, end)
		}
		if body > 0 && body < end && f.sign(body) == '{' {
			e := f.close(body, end)
			f.scriptItems(body+1, e, owner, depth+1)
			return e + 1
		}
	}
	return 0
}

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
