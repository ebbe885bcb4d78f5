package symbols

// kotlinItems finds what the declarations of a file or a type declare.
func (f *file) kotlinItems(i, end int, owner string, depth int) {
	for i < end {
		i = max(i+1, f.kotlinItem(i, end, owner, depth))
	}
}

func (f *file) kotlinItem(start, end int, owner string, depth int) int {
	i := f.kotlinModifiers(start, end)
	if i >= end {
		return end
	}
	w := f.keyword(i)
	switch {
	case f.table.imports[w] && owner == "" && f.tokens[i].first:
		e := i + 1
		for e < end && !f.tokens[e].first && f.sign(e) != ';' {
			e++
		}
		f.skip(start, e-1)
		return e
	case w == "fun" && f.is(i+1, "interface") && i+2 < end:
		return f.kotlinDeclared(Interface, start, i+1, end, owner, depth)
	case w == "fun":
		return f.kotlinFunction(start, i, end, owner)
	case w == "val" || w == "var":
		return f.kotlinProperty(start, i, end, owner)
	case w == "constructor" && f.sign(i+1) == '(' && i+1 < end && f.pair(i+1) > 0:
		return f.kotlinBody(start, owner, w, i, i+1, end)
	case w == "init" && f.sign(i+1) == '{' && i+1 < end:
		return f.close(i+1, end) + 1
	case f.table.types[w] == Type && f.named(i+1) && i+1 < end:
		e := f.kotlinEnd(i+1, end)
		f.add(Type, owner, f.unquoted(i+1), i+1, start, e-1)
		return e
	case f.table.types[w] != "" && f.table.types[w] != Type:
		kind := f.table.types[w]
		if i > start && f.is(i-1, "enum") {
			kind = Enum
		}
		return f.kotlinDeclared(kind, start, i, end, owner, depth)
	}
	return f.kotlinEnd(i, end)
}

// kotlinModifiers passes annotations and words before a declaration.
func (f *file) kotlinModifiers(i, end int) int {
	for i < end {
		switch {
		case f.sign(i) == ';':
			i++
		case f.sign(i) == '@':
			i = f.kotlinAnnotation(i, end)
		case f.is(i, "context") && f.sign(i+1) == '(' && i+1 < end:
			i = f.next(i + 1)
		case f.kind(i) == word && f.table.modify[f.word(i)] && (f.kind(i+1) == word || f.sign(i+1) == '@'):
			i++
		default:
			return i
		}
	}
	return end
}

// kotlinAnnotation passes @a.b(c), @file:a and @get:[a b].
func (f *file) kotlinAnnotation(i, end int) int {
	if i++; i < end && f.kind(i) == word && f.sign(i+1) == ':' {
		i += 2
	}
	if i < end && f.sign(i) == '[' {
		return min(f.next(i), end)
	}
	for i < end && f.kind(i) == word && f.sign(i+1) == '.' {
		i += 2
	}
	if i+1 < end && f.sign(i+1) == '<' {
		i = max(i, f.angle(i+1, end)-1)
	}
	if i++; i < end && f.sign(i) == '(' && f.to(i-1) == f.from(i) {
		i = f.next(i)
	}
	return min(i, end)
}

// kotlinDeclared takes the type whose keyword is token i.
func (f *file) kotlinDeclared(kind string, start, i, end int, owner string, depth int) int {
	name, nameAt, at := "Companion", i, i+1
	switch {
	case f.named(at) && at < end && !f.tokens[at].first:
		name, nameAt = f.unquoted(at), at
		at++
	case !f.is(i-1, "companion"):
		return f.kotlinEnd(i, end)
	}
	from := at
	for at = f.angle(at, end); at < end && f.sign(at) != '{' && !f.kotlinBodiless(at, end); {
		at = max(f.next(at), f.angle(at, end))
	}
	if at >= end || f.sign(at) != '{' {
		s := f.add(kind, owner, name, nameAt, start, at-1)
		s.Result = f.source(from, at-1)
		return at
	}
	e := f.close(at, end)
	s := f.add(kind, owner, name, nameAt, start, e)
	s.Result = f.source(from, at-1)
	body := at + 1
	if kind == Enum { // constants come first
		body = f.statement(body, e)
	}
	if inner := s.Name; depth < maxDepth && len(inner) < 4*maxName {
		f.kotlinItems(body, e, inner, depth+1)
	}
	return e + 1
}

// kotlinBodiless reports whether token i no longer belongs to the head of a
// type, which then has no body.
func (f *file) kotlinBodiless(i, end int) bool {
	if c := f.sign(i); c == ';' || c == '}' {
		return true
	}
	if !f.tokens[i].first || !f.kotlinBegins(i) || !f.kotlinComplete(i-1) || f.is(i, "where") || f.is(i, "by") {
		return false
	}
	next := f.kotlinModifiers(i, min(end, i+50))
	return !f.is(next, "constructor")
}
