package tools

import "strings"

// maxResult is what a result may weigh, in bytes: about 8,000 tokens of code.
// Clients warn at 10,000 tokens and cut soon after, without saying what.
const maxResult = 28_000

// fit joins head and the items within maxResult. item renders one at a level of
// detail; levels are tried from the fullest, 0, down. If not even the last fits,
// the items that do not are counted by rest, which should name the call that
// gets them.
func fit(head string, n, levels int, item func(i, level int) string, rest func(left int) string) string {
	for level := range levels {
		size := len(head)
		items := make([]string, n)
		for i := range items {
			items[i] = item(i, level)
			size += len(items[i])
		}
		if size <= maxResult {
			return head + strings.Join(items, "")
		}
		if level < levels-1 {
			continue
		}
		var b strings.Builder
		b.WriteString(head)
		for i, text := range items {
			note := rest(n - i)
			if i > 0 && b.Len()+len(text)+len(note) > maxResult {
				b.WriteString(note)
				break
			}
			b.WriteString(text)
		}
		return b.String()
	}
	return head
}
