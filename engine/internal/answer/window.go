package answer

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// numbered prints code lines with their numbers: all of them, or, when they
// are too many, the first and the stretch that has most of the question in it.
func numbered(lines []string, first int, q rank.Query, limit int) string {
	var b strings.Builder
	show := func(from, to int) {
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "%5d  %s\n", first+i, cut(lines[i]))
		}
	}
	if len(lines) <= limit {
		show(0, len(lines))
		return b.String()
	}
	from := best(lines, q, limit-1)
	if from <= 1 {
		show(0, limit)
	} else {
		show(0, 1)
		b.WriteString("    …\n")
		show(from, from+limit-1)
	}
	if end := max(from+limit-1, limit); end < len(lines) {
		b.WriteString("    …\n")
	}
	return b.String()
}

// best is where the stretch of size lines begins that holds the largest shares
// of the question's terms: a term counts the more the fewer lines have it.
func best(lines []string, q rank.Query, size int) int {
	s := terms.New()
	asked := map[string]int{}
	for _, t := range q.Terms {
		asked[t] = 0
	}
	on := make([][]string, len(lines))
	for i, line := range lines {
		seen := map[string]bool{}
		for _, t := range s.List(line) {
			if _, ok := asked[t]; ok && !seen[t] {
				seen[t] = true
				asked[t]++
				on[i] = append(on[i], t)
			}
		}
	}
	worth := func(i int) (sum float64) {
		for _, t := range on[i] {
			sum += 1 / float64(asked[t])
		}
		return sum
	}
	sum, top, at := 0.0, 0.0, 0
	for i := range lines {
		sum += worth(i)
		if i >= size {
			sum -= worth(i - size)
		}
		if start := i - size + 1; start >= 0 && sum > top+1e-9 {
			top, at = sum, start
		}
	}
	return at
}

// fence is a mark that text cannot close, with a look at the worst it holds.
func fence(text string) string {
	run, longest := 0, 2
	for _, c := range text {
		if c == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return strings.Repeat("`", longest+1)
}

// cut makes a line of code safe to print: no control or direction signs, not too long.
func cut(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case safe.Hidden(r):
			return -1
		}
		return r
	}, line)
	return strings.TrimRight(safe.Clip(line, lineRunes), " \t")
}

// plain makes one line out of text that comes from files, without backquotes
// or brackets that could end or begin Markdown structure.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '`':
			return '\''
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(s)
}
