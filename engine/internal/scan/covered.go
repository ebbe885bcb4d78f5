package scan

import "slices"

// covered are ranges of lines that need no window.
type covered struct{ ranges [][2]int }

func (c *covered) add(first, last int) { c.ranges = append(c.ranges, [2]int{first, last}) }

// rest gives windows of the lines between, those that keep is true of.
func (c *covered) rest(t *text, keep func([]byte) bool) (docs []Doc) {
	slices.SortFunc(c.ranges, func(a, b [2]int) int { return a[0] - b[0] })
	first := 1
	for _, r := range append(c.ranges, [2]int{t.lines() + 1, t.lines() + 1}) {
		if last := r[0] - 1; last >= first {
			for _, d := range windows(t, first, last) {
				if keep(t.src[d.From:d.To]) {
					docs = append(docs, d)
				}
			}
		}
		first = max(first, r[1]+1)
	}
	return docs
}
