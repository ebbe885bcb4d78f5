package symbols

// constant notes the one whose name is token name and whose statement ends before token e.
func (f *file) constant(start, name, e int, owner string) {
	if name >= start && f.named(name) && !f.is(name, "_") && e > name && f.apart(start, owner) {
		f.add(Const, owner, f.word(name), name, start, e-1)
	}
}

// apart reports whether a constant that token i begins is a symbol: in a type,
// only with a comment of its own. Others are read with the type, which would end
// where the first of them begins.
func (f *file) apart(i int, owner string) bool {
	above, _ := f.commentAbove(f.from(i))
	return owner == "" || above < f.from(i)
}

// said reports whether a word stands among tokens from to before i, which begin a declaration.
func (f *file) said(from, i int, modifier string) bool {
	for ; from < i; from = f.next(from) {
		if f.is(from, modifier) {
			return true
		}
	}
	return false
}

// setting takes LIMIT = 1 and limit: int = 1 of a Python module, and reports whether
// the line that token i begins, and that ends before next, is one.
func (f *file) setting(i, next int) bool {
	if !f.named(i) || i+2 >= next {
		return false
	}
	kind, after := Var, f.sign(i+1)
	if f.shouts(i) {
		kind = Const
	}
	switch {
	case after == '=' && kind == Const && f.sign(i+2) != '=':
		f.add(kind, "", f.word(i), i, i, next-1)
		return true
	case after != ':' || notSettings[f.word(i)]:
		return false
	}
	last := i + 2
	for last < next && f.sign(last) != '=' {
		last = f.next(last)
	}
	s := f.add(kind, "", f.word(i), i, i, next-1)
	s.Result = f.source(i+2, min(last, next)-1)
	return true
}

// notSettings have a colon behind them too.
var notSettings = words("else try finally lambda")
