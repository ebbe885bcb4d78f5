package symbols

// items finds declarations where each begins with a keyword, and its name
// follows.
func (f *file) items(i, end int, owner string, depth int, member bool) {
	for i < end {
		i = max(i+1, f.item(i, end, owner, depth, member))
	}
}

func (f *file) item(start, end int, owner string, depth int, member bool) int {
	i := f.attributes(start, end)
	for i+1 < end && f.kind(i) == word && f.table.modify[f.word(i)] && f.sign(i+1) != '!' {
		if f.is(i, "const") && !f.is(i+1, "fn") && !f.is(i+1, "unsafe") && !f.is(i+1, "async") && !f.is(i+1, "extern") {
			break
		}
		if i++; f.sign(i) == '(' || f.kind(i) == str { // pub(crate), extern "C"
			i = f.next(i)
		}
	}
	if i >= end {
		return end
	}
	w := f.keyword(i)
	kind := f.table.types[w]
	switch {
	case f.table.imports[w]:
		e := f.statement(i, end)
		f.skip(start, e-1)
		return e
	case (w == "const" || w == "static") && !member:
		e := f.statement(i, end)
		if f.is(i+1, "mut") {
			i++
		}
		f.constant(start, i+1, e, owner)
		return e
	case f.sign(i) == '{': // extern "C" { … }
		e := f.close(i, end)
		if depth < maxDepth {
			f.items(i+1, e, owner, depth+1, member)
		}
		return e + 1
	case w == "fn" && f.named(i+1):
		return f.itemFunction(start, i, end, owner, member)
	case kind == "impl":
		return f.impl(i, end, owner, depth)
	case kind != "" && f.named(i+1):
		return f.itemType(kind, start, i, end, owner, depth)
	case w == "macro_rules" && f.sign(i+1) == '!' && f.named(i+2) && i+3 < end:
		e := f.next(i + 3)
		f.add(Macro, owner, f.word(i+2), i+2, start, min(e, end)-1)
		return e
	case w == "type" && f.named(i+1):
		e := f.statement(i, end)
		if !member {
			f.add(Type, owner, f.word(i+1), i+1, start, e-1)
		}
		return e
	}
	return f.itemEnd(i, end)
}

// attributes passes #[…] and #![…].
func (f *file) attributes(i, end int) int {
	for i < end && f.sign(i) == '#' {
		at := i + 1
		if f.sign(at) == '!' {
			at++
		}
		if at >= end || f.sign(at) != '[' {
			break
		}
		i = f.next(at)
	}
	return min(i, end)
}

// itemEnd is behind the semicolon or the braces that end an item.
func (f *file) itemEnd(i, end int) int {
	assigned := false
	for ; i < end; i = f.next(i) {
		switch f.sign(i) {
		case ';':
			return i + 1
		case '=':
			assigned = true
		case '{':
			if !assigned {
				return f.close(i, end) + 1
			}
		}
	}
	return end
}

// itemBody finds the brace that begins a body, or the semicolon in its place.
func (f *file) itemBody(i, end int) (at int, body bool) {
	for ; i < end; i = f.next(i) {
		switch f.sign(i) {
		case '{':
			return i, true
		case ';', '}':
			return i, false
		case '<':
			i = max(i, f.angle(i, end)-1)
		}
	}
	return end, false
}

func (f *file) itemFunction(start, i, end int, owner string, member bool) int {
	open := f.angle(i+2, end)
	if open >= end || f.sign(open) != '(' || f.pair(open) < 0 {
		return f.itemEnd(i, end)
	}
	closed := f.pair(open)
	at, body := f.itemBody(closed+1, end)
	if !body {
		return at + 1
	}
	e := f.close(at, end)
	kind := Func
	if member {
		kind = Method
	}
	s := f.add(kind, owner, f.word(i+1), i+1, start, e)
	s.Params, s.Result = f.source(open, closed), f.source(closed+1, at-1)
	return e + 1
}

func (f *file) itemType(kind string, start, i, end int, owner string, depth int) int {
	at, body := f.itemBody(i+2, end)
	e := at
	if body {
		e = f.close(at, end)
	}
	if kind == Module && !body { // it is in another file
		f.skip(start, min(at, end-1))
		return at + 1
	}
	s := f.add(kind, owner, f.word(i+1), i+1, start, min(e, end-1))
	s.Result = f.source(i+2, at-1)
	inner := s.Name
	if body && (kind == Trait || kind == Module) && depth < maxDepth && len(inner) < 4*maxName {
		f.items(at+1, e, inner, depth+1, kind == Trait)
	}
	return e + 1
}

// impl looks into an implementation: its functions belong to the type after
// for, or to the only one.
func (f *file) impl(i, end int, owner string, depth int) int {
	from := f.angle(i+1, end)
	name, at := "", from
	for at < end && f.sign(at) != '{' && f.sign(at) != ';' && f.sign(at) != '}' && !f.is(at, "where") {
		switch {
		case f.is(at, "for"):
			name, from = "", at+1
		case f.named(at) && !f.is(at, "dyn") && !f.is(at, "mut") && !f.is(at, "const"):
			name = f.word(at)
		}
		if next := f.angle(at, end); next > at {
			at = next
		} else {
			at = f.next(at)
		}
	}
	for from < at && (f.sign(from) == '&' || f.kind(from) == str || f.is(from, "mut")) {
		from++
	}
	if c := f.sign(from); from < at && (c == '[' || c == '(' || c == '*') {
		if name = f.source(from, at-1); len(name) > 60 {
			name = ""
		}
	}
	body, ok := f.itemBody(at, end)
	if !ok {
		return body + 1
	}
	e := f.close(body, end)
	if owner != "" && name != "" {
		name = owner + "." + name
	}
	if depth < maxDepth && len(name) < 4*maxName {
		f.items(body+1, e, name, depth+1, true)
	}
	return e + 1
}
