package symbols

import "strings"

// def takes the function whose keyword is token i.
func (w *rubyWalk) def(i int) int {
	w.mend(i)
	t := w.top()
	at := i + 1
	owner := t.owner
	if c := w.sign(at + 1); (c == '.' || c == ':') && w.kind(at) == word && !w.tokens[at+1].first { // def self.a
		if of := w.word(at); of != "self" && of != owner && !strings.HasSuffix(owner, "."+of) && len(of) <= maxName {
			owner = strings.TrimPrefix(owner+"."+of, ".")
		}
		for at++; w.sign(at) == '.' || w.sign(at) == ':'; at++ {
		}
	}
	if at >= len(w.tokens) {
		return at
	}
	after := w.name(at)
	name := w.source(at, after-1)
	params, last := after, after-1
	if w.sign(after) == '(' && w.pair(after) > 0 {
		last = w.pair(after)
	} else if params < len(w.tokens) && !t.inside && !w.tokens[params].first && w.sign(params) != ';' && w.sign(params) != '=' {
		last = w.line(params) - 1
	}
	endless := w.sign(last+1) == '=' && !w.tokens[last+1].first
	from := i
	for from > i-5 && !w.tokens[from].first && w.kind(from-1) == word { // private def a
		from--
	}
	o := opened{column: w.margin(i), symbol: -1, owner: t.owner, inside: true}
	if !t.inside && len(name) <= maxName {
		kind := Method
		if owner == "" {
			kind = Func
		}
		e := last
		if endless {
			e = w.expression(last + 1)
		}
		s := w.add(kind, owner, name, at, from, e)
		s.Params = w.source(params, last)
		if s.Params != "" && s.Params[0] != '(' {
			s.Params = "(" + s.Params + ")"
		}
		o.symbol = len(w.found) - 1
	}
	if !endless {
		w.open = append(w.open, o)
	}
	return last + 1
}

// name is the token after the name of a function at token i: a=, ==, []=.
func (w *rubyWalk) name(i int) int {
	if w.kind(i) == word {
		if n := i + 1; w.sign(n) == '=' && w.from(n) == w.to(i) && !w.adjoin(n, '=', '=') && !w.adjoin(n, '=', '>') {
			return n + 1
		}
		return i + 1
	}
	n := i + 1
	for n < i+3 && w.kind(n) == sign && w.sign(n) != '(' && w.sign(n) != ';' && w.from(n) == w.to(n-1) || w.kind(n) == word && w.word(n) == "@" {
		n++
	}
	return n
}

// expression is the last token of the expression that goes on at token i.
func (w *rubyWalk) expression(i int) int {
	for e := w.line(i); ; e = w.line(e) {
		if e >= len(w.tokens) || w.sign(e) != '.' && (w.kind(e-1) != sign || strings.IndexByte("=+-*/|&,.\\", w.sign(e-1)) < 0) {
			return e - 1
		}
	}
}
