package symbols

// margin is the column where the line of token i begins, or -1 if it is too far.
func (w *rubyWalk) margin(i int) int {
	for n := 0; n < 50; n, i = n+1, i-1 {
		if w.tokens[i].first {
			return w.column(i)
		}
	}
	return -1
}

// mend closes the blocks that a declaration at token i, first in its line,
// cannot stand in: those that are not indented less.
func (w *rubyWalk) mend(i int) {
	if !w.mends || !w.tokens[i].first {
		return
	}
	for column := w.column(i); len(w.open) > 0 && w.top().column >= column; {
		w.end(i - 1)
	}
}

// align closes the blocks that the end at token i, first in its line, leaves
// open: those indented more, if it ends one that is indented as much.
func (w *rubyWalk) align(i int) {
	if !w.mends || !w.tokens[i].first {
		return
	}
	column := w.column(i)
	n := len(w.open) - 1
	for n >= 0 && n > len(w.open)-maxMended && w.open[n].column > column {
		n--
	}
	if n >= 0 && w.open[n].column == column {
		for len(w.open) > n+1 {
			w.end(i - 1)
		}
	}
}
