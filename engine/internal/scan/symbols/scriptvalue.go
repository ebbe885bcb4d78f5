package symbols

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
