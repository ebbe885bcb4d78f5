package files

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

const (
	maxRunes   = 2000      // of one line; minified files have endless ones
	maxContent = 1 << 20   // bytes after which no further line is given
	maxCount   = 256 << 20 // bytes of a file whose lines are counted beyond those wanted
	bufSize    = 64 << 10
)

var errBinary = errors.New("not text")

// text is a file being read from its beginning, as UTF-8.
type text struct {
	in    *bufio.Reader
	size  int64
	notes []string
}

// stopping ends reading with its context.
type stopping struct {
	io.Reader
	ctx context.Context
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// decoded looks at the first bytes: they tell how the file is encoded, and
// whether it is text at all. What is written to it from now on is not read.
func decoded(ctx context.Context, f io.Reader, size int64) (*text, error) {
	t := &text{size: size}
	t.in = bufio.NewReaderSize(&stopping{io.LimitReader(f, size), ctx}, bufSize)
	head, err := t.in.Peek(8192)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case scan.UTF16(head):
		t.notes = append(t.notes, "UTF-16")
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		t.in = bufio.NewReaderSize(utf16.Reader(t.in), bufSize)
	case scan.Binary(head):
		return nil, errBinary
	case bytes.HasPrefix(head, []byte("\uFEFF")):
		t.notes = append(t.notes, "UTF-8 with a mark")
		_, err = t.in.Discard(len("\uFEFF"))
		return t, err
	}
	return t, nil
}

// passage is what was read.
type passage struct {
	lines []string
	total int  // lines of the file, 0 when they were not counted
	more  bool // there are lines after these
	notes []string
}

// lines reads those from first to last, and counts all of them in a file that
// is not too large for that.
func (t *text) lines(first, last int) (passage, error) {
	var p passage
	var crlf, broken, long bool
	unended, size := false, 0
	for n := 1; ; n++ {
		if n > last && t.size > maxCount {
			_, err := t.in.Peek(1)
			p.more = err == nil
			break
		}
		keep := 0
		if n >= first && n <= last {
			keep = maxRunes * utf8.UTFMax
		}
		line, rest, ended, err := t.line(keep)
		if errors.Is(err, io.EOF) {
			p.total = n - 1
			break
		}
		if err != nil {
			return p, err
		}
		unended = !ended
		if keep == 0 {
			p.more = n > last
			continue
		}
		if cut, ok := bytes.CutSuffix(line, []byte("\r")); ok && ended && rest == 0 {
			line, crlf = cut, true
		}
		shown := line[:prefix(line, maxRunes)]
		rest += len(line) - len(shown)
		broken = broken || !utf8.Valid(shown)
		s := spelling(string(shown))
		if rest > 0 {
			s, long = s+fmt.Sprintf("… (line cut, %s)", render.Count(rest, "more byte", "more bytes")), true
		}
		p.lines = append(p.lines, s)
		if size += len(s); size > maxContent {
			last = n
		}
	}
	p.notes = t.notes
	for _, note := range []struct {
		holds bool
		text  string
	}{
		{crlf, "CRLF"},
		{broken, "not all UTF-8: other bytes show as \uFFFD"},
		{long, fmt.Sprintf("lines cut at %d characters", maxRunes)},
		{unended && !p.more && len(p.lines) > 0, "no newline at the end"},
	} {
		if note.holds {
			p.notes = append(p.notes, note.text)
		}
	}
	return p, nil
}

// line reads one line, of which it keeps some bytes; rest counts the others.
func (t *text) line(keep int) (kept []byte, rest int, ended bool, err error) {
	some := false
	for {
		part, err := t.in.ReadSlice('\n')
		some = some || len(part) > 0
		if err == nil {
			part, ended = part[:len(part)-1], true
		}
		n := min(len(part), keep-len(kept))
		kept = append(kept, part[:n]...)
		rest += len(part) - n
		switch {
		case ended:
			return kept, rest, true, nil
		case errors.Is(err, io.EOF) && some:
			return kept, rest, false, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, 0, false, err
		}
	}
}

// prefix is how many bytes the first runes of a line take.
func prefix(line []byte, runes int) int {
	n := 0
	for ; runes > 0 && n < len(line); runes-- {
		_, size := utf8.DecodeRune(line[n:])
		n += size
	}
	return n
}
