package grep

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"
)

const (
	maxPreviews = 10  // lines of a file that are shown
	maxRunes    = 500 // of one line
	checkEvery  = 256 // lines between two looks at the context
)

// Found is what a file holds of the pattern.
type Found struct {
	Count int    // matches: they do not overlap, and a line may have several
	Lines []Line // the first ones that have a match
}

// Line shows the first match of a line. Columns are 1-based characters of the
// whole line, End that of the last one; an empty match has End = Start.
type Line struct {
	Number     int
	Start, End int
	Text       string
	Remark     string // which characters Text is, when it is not all
}

// text looks through the lines of a text. buf is room to work in.
func (p *Pattern) text(ctx context.Context, src []byte, buf *[]byte) (Found, error) {
	var found Found
	var at places
	at, *buf = p.needs.in(src, *buf)
	number, counted := 1, 0
	for pos, looked := 0, 0; pos < len(src); looked++ {
		if looked%checkEvery == 0 && ctx.Err() != nil {
			return found, ctx.Err()
		}
		near := at.from(pos)
		if near < 0 {
			break
		}
		start := pos + bytes.LastIndexByte(src[pos:near], '\n') + 1
		end, next := len(src), len(src)
		if i := bytes.IndexByte(src[near:], '\n'); i >= 0 {
			end, next = near+i, near+i+1
		}
		pos = next
		line := bytes.TrimSuffix(src[start:end], []byte("\r"))
		n, from, to, err := p.line(ctx, line)
		if err != nil {
			return found, err
		}
		if n == 0 {
			continue
		}
		found.Count += n
		if len(found.Lines) < maxPreviews {
			number += bytes.Count(src[counted:start], []byte("\n"))
			counted = start
			found.Lines = append(found.Lines, preview(number, line, from, to))
		}
	}
	return found, nil
}

// line counts the matches of a line and finds the first. Empty ones count only
// where there are no others, and then once.
func (p *Pattern) line(ctx context.Context, line []byte) (n, from, to int, err error) {
	empty := -1
	err = p.each(ctx, line, func(a, b int) {
		switch {
		case a == b && empty < 0:
			empty = a
		case a == b:
		default:
			if n++; n == 1 {
				from, to = a, b
			}
		}
	})
	if n == 0 && empty >= 0 {
		return 1, empty, empty, err
	}
	return n, from, to, err
}

func (p *Pattern) each(ctx context.Context, line []byte, found func(from, to int)) error {
	switch {
	case p.re == nil:
		for pos := 0; ; {
			i := bytes.Index(line[pos:], p.literal)
			if i < 0 {
				return nil
			}
			found(pos+i, pos+i+len(p.literal))
			pos += i + len(p.literal)
		}
	case len(line) > p.quick:
		return p.eachLong(ctx, line, found)
	case p.re.Match(line):
		for _, m := range p.re.FindAllIndex(line, -1) {
			found(m[0], m[1])
		}
	}
	return nil
}

// preview shows a line around a match. A byte that is no UTF-8 is one character.
func preview(number int, line []byte, from, to int) Line {
	start := utf8.RuneCount(line[:from])
	match := utf8.RuneCount(line[from:to])
	l := Line{Number: number, Start: start + 1, End: start + max(match, 1)}
	total := start + match + utf8.RuneCount(line[to:])
	if total <= maxRunes {
		l.Text = valid(line)
		return l
	}
	// The match in the middle, or its beginning when it is too long for that.
	first := start - max(0, maxRunes-match)/2
	first = max(0, min(first, total-maxRunes))
	rest := skip(line, first)
	l.Text = valid(rest[:len(rest)-len(skip(rest, maxRunes))])
	l.Remark = fmt.Sprintf("the line is cut: characters %d to %d of %d", first+1, first+maxRunes, total)
	return l
}

// skip drops the first n characters.
func skip(b []byte, n int) []byte {
	for ; n > 0; n-- {
		_, size := utf8.DecodeRune(b)
		b = b[size:]
	}
	return b
}

// valid puts a sign in the place of each byte that is no UTF-8.
func valid(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b)))
}
