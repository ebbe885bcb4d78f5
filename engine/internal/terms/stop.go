package terms

import "strings"

// stopWords are the words that hold a question together and say nothing about
// code. Words that programs use as names (not, all, other, same) stay in.
var stopWords = func() map[string]bool {
	const list = `a about am an and any are as at be been being but by can could did do does doing done
		for from had has have having he her his how i if in into is it its just me my of on or our she should
		so such than that the their them then there these they this those to too us was we were what when
		where which while who whom whose why will with would you your`
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}()
