package symbols

// opened is what an end will close.
type opened struct {
	column int // of its line
	symbol int // in found, -1 if it is none
	owner  string
	inside bool // of a function
	loop   bool // a do may follow
}

type rubyWalk struct {
	*file
	open   []opened
	broken bool // an end is missing, or one too many
	mends  bool
}

var (
	rubyOpens   = words("begin case for do")
	rubyBranch  = words("if unless while until") // after a statement they open nothing
	rubyLoop    = words("while until for")
	rubyPending = words("then do else begin ensure and or not")
)

// walkRuby counts what opens a block and what ends it, and once more if that
// does not match.
func walkRuby(f *file) {
	if w := (&rubyWalk{file: f}); w.run() {
		f.found, f.dull = nil, nil
		w = &rubyWalk{file: f, mends: true}
		w.run()
	}
}

func (w *rubyWalk) run() (broken bool) {
	for i := 0; i < len(w.tokens); {
		i = w.token(i)
	}
	broken = w.broken || len(w.open) > 0
	for len(w.open) > 0 {
		w.end(len(w.tokens) - 1)
	}
	return broken
}

// top is the innermost open block.
func (w *rubyWalk) top() opened {
	if n := len(w.open); n > 0 {
		return w.open[n-1]
	}
	return opened{column: -1, symbol: -1}
}

// token takes token i and gives the next one to look at.
func (w *rubyWalk) token(i int) int {
	if n := len(w.open); n > 0 && w.tokens[i].first {
		w.open[n-1].loop = false
	}
	if w.given(i) {
		w.constant(i, i, w.expression(i+1)+1, w.top().owner)
		return i + 2
	}
	if w.kind(i) != word || w.sign(i-1) == '.' && w.sign(i-2) != '.' || w.label(i) {
		return i + 1
	}
	t := w.top()
	switch name := w.word(i); {
	case name == "end":
		w.align(i)
		w.end(i)
	case name == "def":
		return w.def(i)
	case w.table.types[name] != "":
		return w.scope(w.table.types[name], i)
	case name == "do" && t.loop:
		w.open[len(w.open)-1].loop = false
	case rubyOpens[name] || rubyBranch[name] && w.begins(i):
		t.column, t.symbol, t.loop = w.margin(i), -1, rubyLoop[name]
		w.open = append(w.open, t)
	case w.table.imports[name] && len(w.open) == 0 && w.tokens[i].first:
		e := w.line(i)
		w.skip(i, e-1)
		return e
	}
	return i + 1
}

// given reports whether token i is a constant that is given its value here, and not in a function.
func (w *rubyWalk) given(i int) bool {
	return w.tokens[i].first && w.named(i) && w.word(i)[0] >= 'A' && w.word(i)[0] <= 'Z' && w.sign(i+1) == '=' &&
		w.sign(i+2) != '=' && w.sign(i+2) != '>' && w.sign(i+2) != '~' && i+2 < len(w.tokens) && !w.top().inside
}

// label reports whether token i is the key of a pair, as in: if: 1
func (w *rubyWalk) label(i int) bool {
	at := w.to(i)
	return at < len(w.src) && w.src[at] == ':' && (at+1 >= len(w.src) || w.src[at+1] != ':')
}

// begins reports whether a statement or a value begins with token i.
func (w *rubyWalk) begins(i int) bool {
	first, before := w.tokens[i].first, i-1
	if w.sign(before) == '\\' { // the line before goes on
		first = false
		before--
	}
	switch {
	case first || before < 0:
		return true
	case w.kind(before) == word:
		return rubyPending[w.word(before)]
	}
	c := w.sign(before)
	return c != 0 && c != ')' && c != ']' && c != '}'
}

// end closes the innermost block with token i.
func (w *rubyWalk) end(i int) {
	n := len(w.open) - 1
	if n < 0 {
		w.broken = true
		return
	}
	if s := w.open[n].symbol; s >= 0 {
		w.found[s].To = max(w.found[s].To, w.to(i))
		w.found[s].End = w.found[s].To
	}
	w.open = w.open[:n]
}

// line is the token after the last one in the line of token i, brackets
// closed. A line without an end is cut.
func (w *rubyWalk) line(i int) int {
	i = w.next(i)
	for n := 0; n < 500 && i < len(w.tokens) && !w.tokens[i].first && w.sign(i) != ';'; n++ {
		i = w.next(i)
	}
	return i
}

// parent is the last token of the class that token i begins.
func (w *rubyWalk) parent(i int) int {
	last := i - 1
	for ; i < len(w.tokens) && !w.tokens[i].first; i = w.next(i) {
		c := w.sign(i)
		if c != ':' && c != '.' && c != '(' && c != '[' && (w.kind(i) != word || w.kind(last) == word) {
			break
		}
		last = w.next(i) - 1
	}
	return last
}

// scope takes the class or module whose keyword is token i.
func (w *rubyWalk) scope(kind string, i int) int {
	w.mend(i)
	t := w.top()
	if w.adjoin(i+1, '<', '<') { // class << self
		t.column, t.symbol = w.margin(i), -1
		w.open = append(w.open, t)
		return i + 3
	}
	at := i + 1
	for w.sign(at) == ':' {
		at++
	}
	if !w.named(at) || w.tokens[at].first {
		return i + 1
	}
	name, nameAt := w.word(at), at
	for w.adjoin(at+1, ':', ':') && w.named(at+3) && len(name) < maxName {
		name += "." + w.word(at+3)
		at += 3
	}
	o := opened{column: w.margin(i), symbol: -1, owner: t.owner, inside: t.inside}
	if !t.inside && len(t.owner) < 4*maxName && len(w.open) < 4*maxDepth {
		last := at
		if w.sign(at+1) == '<' {
			last = w.parent(at + 2)
		}
		s := w.add(kind, t.owner, name, nameAt, i, last)
		s.Result = w.source(at+1, last)
		o.symbol, o.owner = len(w.found)-1, s.Name
	}
	w.open = append(w.open, o)
	return at + 1
}
