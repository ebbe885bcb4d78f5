package symbols

import (
	"bytes"
	"strings"
)

// commentAbove is the comment that ends in the line above an offset, or in the
// same line before it, and where it begins.
func (f *file) commentAbove(at int) (from int, text string) {
	from = at
	last := f.lastComment(at)
	first := last + 1
	for i := last; i >= 0; i-- {
		c := f.comments[i]
		if !blankLine(f.src[c.To:from]) || !f.lineStart(c.From) {
			break
		}
		first, from = i, c.From
		if f.block(c) { // a licence may stand above it
			break
		}
	}
	if first > last {
		return at, ""
	}
	var b strings.Builder
	for _, c := range f.comments[first : last+1] {
		f.strip(&b, c)
	}
	return from, strings.TrimSpace(b.String())
}

// blankLine reports whether gap has nothing but blanks and at most one line end.
func blankLine(gap []byte) bool {
	return len(gap) < 1000 && len(bytes.TrimSpace(gap)) == 0 && bytes.Count(gap, []byte("\n")) <= 1
}

func (f *file) block(c Span) bool {
	return f.table.open != "" && bytes.HasPrefix(f.src[c.From:c.To], []byte(f.table.open))
}

// strip writes the text of a comment without its signs.
func (f *file) strip(b *strings.Builder, c Span) {
	s := f.src[c.From:c.To]
	block := f.block(c)
	if block {
		s = bytes.TrimSuffix(bytes.TrimPrefix(s, []byte(f.table.open)), []byte(f.table.close))
	}
	for line := range bytes.Lines(s) {
		line = bytes.TrimSpace(line)
		if block {
			line = bytes.TrimLeft(line, "*!")
		} else {
			line = bytes.TrimLeft(line, "/#!")
		}
		b.Write(bytes.TrimSpace(line))
		b.WriteByte('\n')
	}
}
