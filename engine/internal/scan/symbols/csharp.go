package symbols

import "strings"

var csharp = table{
	line: []string{"//"}, open: "/*", close: "*/",
	quotes:   map[byte]quoting{'"': inLine, '\'': letter},
	special:  map[byte]func(*lexer) bool{'#': directive, '"': sharpString, '$': sharpString, '@': sharpString},
	prefixed: sharpFilling,
	mends:    " namespace class struct interface enum record public private protected internal static abstract ",

	walk:  func(f *file) { f.sharpItems(0, len(f.tokens), "", 0) },
	types: kinds("class class struct struct interface interface enum enum record class"),
	modify: words("public protected private internal static abstract sealed virtual override readonly const extern " +
		"unsafe volatile async new partial ref required file fixed event implicit explicit global"),
	imports: words("using extern"),
}

// sharpString takes what begins with a quote, $ or @, if it is a string or a name such as @class.
func sharpString(l *lexer) bool {
	i := l.at
	for i < len(l.src) && (l.src[i] == '$' || l.src[i] == '@') && i < l.at+8 {
		i++
	}
	if l.has(i, `"""`) && (i == l.at || l.src[i-1] == '$') {
		l.emit(str, l.rawSharp(i))
		return true
	}
	if s, at := sharpFilling(l, l.at); at > 0 {
		l.emit(str, l.filledEnd(at, s))
		return true
	}
	if i == l.at+1 && i < len(l.src) && l.src[l.at] == '@' && l.wordBytes[l.src[i]] {
		for i < len(l.src) && l.wordBytes[l.src[i]] {
			i++
		}
		l.emit(word, i)
		return true
	}
	return false
}

// rawSharp is behind the raw string whose quotes, three or more, begin at i.
func (l *lexer) rawSharp(i int) int {
	quotes := 0
	for i+quotes < len(l.src) && l.src[i+quotes] == '"' {
		quotes++
	}
	run := 0
	for i += quotes; i < len(l.src) && (l.src[i] == '"' || run < quotes); i++ {
		if run++; l.src[i] != '"' {
			run = 0
		}
	}
	return i
}

// sharpFilling is the string with $ or @ before its quote that begins at i.
func sharpFilling(l *lexer, i int) (s filling, at int) {
	s = filling{quote: `"`, escape: '\\', line: true}
	for at = i; at < len(l.src) && at < i+2 && l.src[at] != '"'; at++ {
		switch l.src[at] {
		case '$':
			s.hole = "{"
		case '@':
			s.escape, s.line = '"', false
		default:
			return s, 0
		}
	}
	if at == i || at >= len(l.src) || l.src[at] != '"' {
		return s, 0
	}
	return s, at + 1
}

// sharpItems finds what the declarations of a file, a namespace or a type declare.
func (f *file) sharpItems(i, end int, owner string, depth int) {
	for i < end {
		i = max(i+1, f.sharpItem(i, end, owner, depth))
	}
}

func (f *file) sharpItem(start, end int, owner string, depth int) int {
	i := start
	for i < end && f.sign(i) == '[' { // attributes
		i = f.next(i)
	}
	if f.imported(i) && i < end {
		e := f.statement(i, end)
		f.skip(start, e-1)
		return e
	}
	for i+1 < end && f.kind(i) == word && f.table.modify[f.word(i)] && f.sign(i+1) != '=' && f.sign(i+1) != '.' {
		i++
	}
	if i >= end {
		return end
	}
	w := f.keyword(i)
	switch {
	case f.sign(i) == ';' || f.sign(i) == '}':
		return i + 1
	case f.sign(i) == '{':
		return f.close(i, end) + 1
	case w == "namespace":
		for i++; i < end && (f.kind(i) == word || f.sign(i) == '.'); i++ {
		}
		if i < end && f.sign(i) == '{' && depth < maxDepth {
			e := f.close(i, end)
			f.sharpItems(i+1, e, owner, depth+1)
			return e + 1
		}
		return i
	case w == "delegate" && f.kind(i+1) == word && i+1 < end:
		return f.sharpDelegate(start, i, end, owner)
	case f.table.types[w] != "" && f.kind(i+1) == word && i+1 < end:
		if e := f.sharpType(f.table.types[w], start, i, end, owner, depth); e > 0 {
			return e
		}
	}
	return f.sharpMember(start, i, end, owner)
}

// imported reports whether token i begins a using directive, and no using statement.
func (f *file) imported(i int) bool {
	if f.is(i, "global") {
		i++
	}
	return f.kind(i) == word && f.table.imports[f.word(i)] && f.sign(i+1) != '(' && (!f.is(i, "extern") || f.is(i+1, "alias"))
}

// sharpType takes the type whose keyword is token i. It gives 0 if it is none.
func (f *file) sharpType(kind string, start, i, end int, owner string, depth int) int {
	name := i + 1
	if f.is(i, "record") && (f.is(name, "struct") || f.is(name, "class")) && f.kind(name+1) == word {
		kind = f.table.types[f.word(name)]
		name++
	}
	if name+1 < end && f.is(i, "record") && strings.IndexByte("({:;<", f.sign(name+1)) < 0 {
		return 0 // a type of this name
	}
	body := name + 1
	for ; body < end && f.sign(body) != '{' && f.sign(body) != ';'; body = f.next(body) {
		if c := f.sign(body); c == '=' || c == '}' || c == '(' && f.pair(body) < 0 || body > name+maxHead {
			return 0
		}
	}
	if body >= end || !f.named(name) {
		return 0
	}
	e := body
	if f.sign(body) == '{' {
		e = f.close(body, end)
	}
	s := f.add(kind, owner, f.word(name), name, start, e)
	s.Result = f.source(name+1, body-1)
	if inner := s.Name; kind != Enum && e > body && depth < maxDepth && len(inner) < 4*maxName {
		f.sharpItems(body+1, e, inner, depth+1)
	}
	return e + 1
}

// sharpDelegate takes the type of functions whose keyword is token i.
func (f *file) sharpDelegate(start, i, end int, owner string) int {
	e := f.statement(i, end)
	for at, name := i+1, -1; at < e; at = f.next(at) {
		switch {
		case f.sign(at) == '<':
			at = max(at, f.angle(at, e)-1)
		case f.sign(at) == '(' && name > 0:
			s := f.add(Type, owner, f.word(name), name, start, e-1)
			s.Params, s.Result = f.source(at, f.next(at)-1), f.source(i+1, name-1)
			return e
		case f.named(at):
			name = at
		}
	}
	return e
}
