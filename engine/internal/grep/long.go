package grep

import (
	"context"
	"io"
	"unicode/utf8"
)

// eachLong finds what FindAllIndex would, but can be stopped at any character:
// a line of a megabyte may take an expression minutes.
func (p *Pattern) eachLong(ctx context.Context, line []byte, found func(from, to int)) error {
	last := -1 // end of the match before
	for pos := 0; pos <= len(line); {
		from, to, ok := p.next(ctx, line, pos)
		if err := ctx.Err(); err != nil {
			return err
		}
		if !ok {
			break
		}
		if from < to || from != last {
			found(from, to)
		}
		last = to
		if to > pos {
			pos = to
			continue
		}
		_, size := utf8.DecodeRune(line[pos:])
		pos += max(size, 1)
	}
	return nil
}

// next finds the first match at or after pos. The character before pos is read
// too, for what looks back, such as ^ and \b.
func (p *Pattern) next(ctx context.Context, line []byte, pos int) (from, to int, ok bool) {
	if pos == 0 {
		m := p.re.FindReaderIndex(&reader{ctx: ctx, rest: line})
		if m == nil {
			return 0, 0, false
		}
		return m[0], m[1], true
	}
	_, size := utf8.DecodeLastRune(line[:pos])
	m := p.after.FindReaderSubmatchIndex(&reader{ctx: ctx, rest: line[pos-size:]})
	if m == nil {
		return 0, 0, false
	}
	return pos - size + m[2], pos - size + m[3], true
}

// reader gives characters until the context ends.
type reader struct {
	ctx  context.Context
	rest []byte
	n    int
}

func (r *reader) ReadRune() (rune, int, error) {
	if r.n++; r.n%1024 == 0 && r.ctx.Err() != nil || len(r.rest) == 0 {
		return 0, 0, io.EOF
	}
	c, size := utf8.DecodeRune(r.rest)
	r.rest = r.rest[size:]
	return c, size, nil
}
