package scan

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// splitMarkdown makes one section of each heading with the text below it, up
// to the next heading. A long section becomes several, all under its heading.
func splitMarkdown(t *text) []Doc {
	var docs []Doc
	var open []heading // the headings the current line lies under, outermost first
	first := 1
	flush := func(last int) {
		for _, d := range windows(t, first, last) {
			if n := len(open); n > 0 {
				d.Kind, d.Name = KindSection, safe.Line(open[n-1].title, aboutRunes)
				d.Sig = titles(open, " ")
				d.About = safe.Line(titles(open, " > "), aboutRunes)
			}
			docs = append(docs, d)
		}
	}
	fence := ""
	for n := afterFrontMatter(t); n <= t.lines(); n++ {
		line := strings.TrimSpace(string(t.line(n)))
		if fence != "" {
			if strings.HasPrefix(line, fence) && strings.Trim(line, fence[:1]) == "" {
				fence = ""
			}
			continue
		}
		if fence = openFence(line); fence != "" {
			continue
		}
		start, h := n, atx(line)
		if h.level == 0 && n > first && !t.blank(n-1) {
			start, h = n-1, setext(t.line(n-1), line)
		}
		if h.level == 0 {
			continue
		}
		flush(start - 1)
		for len(open) > 0 && open[len(open)-1].level >= h.level {
			open = open[:len(open)-1]
		}
		open, first = append(open, h), start
	}
	flush(t.lines())
	return docs
}

type heading struct {
	level int // 0 = none
	title string
}

func titles(hs []heading, sep string) string {
	var all []string
	for _, h := range hs {
		all = append(all, h.title)
	}
	return strings.Join(all, sep)
}

// afterFrontMatter is the first line that can be a heading.
func afterFrontMatter(t *text) int {
	if string(t.line(1)) == "---" {
		for n := 2; n <= min(t.lines(), 100); n++ {
			if string(t.line(n)) == "---" {
				return n + 1
			}
		}
	}
	return 1
}

// atx reads a heading such as "## Title ##".
func atx(line string) heading {
	title := strings.TrimLeft(line, "#")
	level := len(line) - len(title)
	if level == 0 || level > 6 || title == "" || title[0] != ' ' && title[0] != '\t' {
		return heading{}
	}
	title = strings.TrimSpace(title)
	if cut := strings.TrimRight(title, "#"); strings.HasSuffix(cut, " ") || cut == "" {
		title = strings.TrimSpace(cut)
	}
	if title == "" {
		return heading{}
	}
	return heading{level, title}
}

// setext reads a heading that is underlined.
func setext(above []byte, line string) heading {
	title := strings.TrimSpace(string(above))
	// A list item, a quote or a table row is no title.
	if len(line) < 2 || title == "" || strings.ContainsAny(title[:1], "-*+>#") || strings.Contains(title, "|") {
		return heading{}
	}
	switch {
	case strings.Trim(line, "=") == "":
		return heading{1, title}
	case strings.Trim(line, "-") == "":
		return heading{2, title}
	}
	return heading{}
}

func openFence(line string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, c)); n >= 3 && (c == "~" || !strings.Contains(line[n:], "`")) {
			return line[:n]
		}
	}
	return ""
}
