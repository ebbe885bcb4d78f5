package symbols

var script = table{
	line: []string{"//"}, open: "/*", close: "*/",
	quotes:  map[byte]quoting{'"': inLine, '\'': inLine, '`': template},
	hole:    "${",
	letters: "$#",
	special: map[byte]func(*lexer) bool{'/': regexp},
	mends:   " function class export import interface enum abstract async namespace ",

	walk:   func(f *file) { f.scriptItems(0, len(f.tokens), "", 0) },
	types:  kinds("class class interface interface enum enum namespace module module module type type"),
	modify: words("export default declare abstract async"),
}

var (
	scriptMember = words("public private protected static readonly abstract override async get set declare accessor")
	scriptBlock  = words("if else try catch finally for while do")
	// What goes on with the expression, and what cannot end one.
	scriptGoesOn  = words("in of instanceof as satisfies extends is implements")
	scriptOperand = words("extends keyof typeof is asserts readonly infer new unique implements in as satisfies")
	scriptPending = words("typeof new in of instanceof as satisfies extends delete await yield case else do keyof is infer readonly implements")
)

// scriptItems finds what the statements of a block declare.
func (f *file) scriptItems(i, end int, owner string, depth int) {
	for i < end {
		i = max(i+1, f.scriptItem(i, end, owner, depth))
	}
}

func (f *file) scriptItem(start, end int, owner string, depth int) int {
	i := start
	for i < end && f.sign(i) == '@' {
		i = f.annotation(i, end)
	}
	exported := false
	for i+1 < end && f.kind(i) == word && f.table.modify[f.word(i)] && (f.kind(i+1) == word || f.sign(i+1) == '@' || f.is(i, "default")) {
		exported = exported || f.is(i, "export")
		if i++; f.sign(i) == '@' {
			i = f.annotation(i, end)
		}
	}
	if i >= end {
		return end
	}
	w := f.keyword(i)
	switch {
	case w == "import" && f.sign(i+1) != '(' && f.sign(i+1) != '.' || w == "export":
		if e := f.exprEnd(i+1, end, false, false); f.sign(i+1) != '=' {
			f.skip(start, e-1)
			return e
		}
	case w == "function":
		return f.scriptFunction(start, i, end, owner)
	case (w == "const" || w == "let" || w == "var") && !f.is(i+1, "enum"):
		return f.scriptValues(start, i, end, owner, exported, depth)
	case w == "const":
		i++
		w = "enum"
		fallthrough
	case f.table.types[w] != "":
		if e := f.scriptType(start, i, end, w, owner, depth); e > 0 {
			return e
		}
		return f.scriptAssign(start, i, end, owner) // module.exports = …
	case w == "global" && f.sign(i+1) == '{':
		e := f.close(i+1, end)
		f.scriptItems(i+2, e, owner, depth+1)
		return e + 1
	case scriptBlock[w]:
		if f.sign(i+1) == '(' {
			i = f.next(i + 1)
		} else {
			i++
		}
		if i < end && f.sign(i) == '{' && depth < maxDepth {
			e := f.close(i, end)
			f.scriptItems(i+1, e, owner, depth+1)
			return e + 1
		}
		return i
	case f.sign(i) == '{' && i > start && f.is(i-1, "default"):
		return f.scriptObject(i, end, owner)
	case f.sign(i) == '(' || f.sign(i) == '!' || f.sign(i) == '{':
		if e := f.scriptWrapped(i, end, owner, depth); e > 0 {
			return e
		}
	case w != "":
		return f.scriptAssign(start, i, end, owner)
	}
	return f.exprEnd(i, end, false, false)
}

// scriptFunction takes the function whose keyword is token i.
func (f *file) scriptFunction(start, i, end int, owner string) int {
	at := i + 1
	if f.sign(at) == '*' {
		at++
	}
	name, nameAt := "default", i
	if f.named(at) {
		name, nameAt = f.word(at), at
		at++
	}
	return f.scriptBody(Func, owner, name, nameAt, start, at, end)
}

// scriptBody takes what follows a function's name at token i, and gives the
// token after it. Without a body it only declares what another one does.
func (f *file) scriptBody(kind, owner, name string, nameAt, start, i, end int) int {
	open := f.angle(i, end)
	if open >= end || f.sign(open) != '(' || f.pair(open) < 0 {
		return i
	}
	closed := f.pair(open)
	body, stop := f.scriptHeader(closed+1, end)
	if body < 0 {
		return stop
	}
	last := f.close(body, end)
	s := f.add(kind, owner, name, nameAt, start, last)
	s.Params, s.Result = f.source(open, closed), f.source(closed+1, body-1)
	return last + 1
}

// scriptHeader finds the brace that begins a body, passing types that have
// braces too, or the token where there is none any more.
func (f *file) scriptHeader(i, end int) (body, stop int) {
	operand := false // a type must follow
	for n := 0; i < end && n < 1000; n++ {
		switch c := f.sign(i); {
		case c == '{' && !operand:
			return i, i
		case c == ';' || c == '}' || c == ')' || (c == '[' || c == '@') && !operand && f.tokens[i].first:
			return -1, i
		case c == '{' || c == '(' || c == '[':
			operand = false
		case f.adjoin(i, '=', '>'):
			i++
			operand = true
		case c == '=':
			return -1, i
		case c == '>':
			operand = false
		case c != 0 && c != '.':
			operand = true
		case c == 0:
			w := f.kind(i) == word
			if w && !operand && f.tokens[i].first && !scriptGoesOn[f.word(i)] {
				return -1, i
			}
			operand = w && scriptOperand[f.word(i)]
		}
		i = f.next(i)
	}
	return -1, i
}

// scriptType takes a type whose keyword is token i. It gives 0 if it is none.
func (f *file) scriptType(start, i, end int, w, owner string, depth int) int {
	name, nameAt, at := "default", i, i+1
	switch {
	case f.kind(at) == str && w == "module":
		if body := at + 1; body < end && f.sign(body) == '{' && depth < maxDepth {
			e := f.close(body, end)
			f.scriptItems(body+1, e, owner, depth+1)
			return e + 1
		}
		return 0
	case f.named(at) && !f.is(at, "extends"):
		name, nameAt = f.word(at), at
		at++
	case w != "class":
		return 0
	}
	if w == "type" {
		if eq := f.angle(at, end); eq >= end || f.sign(eq) != '=' {
			return 0
		}
		e := f.exprEnd(at, end, false, false)
		f.add(Type, owner, name, nameAt, start, e-1)
		return e
	}
	for w == "namespace" && f.sign(at) == '.' && f.named(at+1) {
		name += "." + f.word(at+1)
		at += 2
	}
	body, _ := f.scriptHeader(f.angle(at, end), end)
	if body < 0 {
		return 0
	}
	e := f.close(body, end)
	s := f.add(f.table.types[w], owner, name, nameAt, start, e)
	s.Result = f.source(at, body-1)
	if inner := s.Name; depth < maxDepth && len(inner) < 4*maxName {
		switch w {
		case "class":
			f.scriptMembers(body+1, e, inner)
		case "namespace", "module":
			f.scriptItems(body+1, e, inner, depth+1)
		}
	}
	return e + 1
}
