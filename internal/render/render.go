// Package render words the API's answers for a model: text that stands alone,
// within a budget, in which nobody else's text can pose as structure.
package render

import (
	"fmt"
	"strings"
)

// Budget is what a result may weigh, in bytes: about 8,000 tokens of code.
// Clients warn at 10,000 tokens and cut soon after, without saying what.
const Budget = 28_000

// Fit joins head and the items within Budget. item renders one at a level of
// detail; levels are tried from the fullest, 0, down. If not even the last fits,
// the items that do not are counted by rest, which should name the call that
// gets them.
func Fit(head string, n, levels int, item func(i, level int) string, rest func(left int) string) string {
	for level := range levels {
		size := len(head)
		items := make([]string, n)
		for i := range items {
			items[i] = item(i, level)
			size += len(items[i])
		}
		if size <= Budget {
			return head + strings.Join(items, "")
		}
		if level < levels-1 {
			continue
		}
		var b strings.Builder
		b.WriteString(head)
		for i, text := range items {
			note := rest(n - i)
			if b.Len()+len(text)+len(note) > Budget {
				b.WriteString(note)
				break
			}
			b.WriteString(text)
		}
		return b.String()
	}
	return head
}

// Cut shortens a text of the service's own to the budget, at the end of a line,
// and says so. remedy names the call that gets the rest.
func Cut(text, remedy string) string {
	if len(text) <= Budget {
		return text
	}
	kept := text[:Budget]
	if end := strings.LastIndexByte(kept, '\n'); end > Budget/2 { // a line without end is cut inside
		kept = kept[:end]
	}
	return strings.ToValidUTF8(kept, "") + fmt.Sprintf("\n(cut here: %s of %s bytes shown; %s)", Number(len(kept)), Number(len(text)), remedy)
}
