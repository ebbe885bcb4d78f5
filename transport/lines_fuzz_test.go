package transport

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

// lines reads to the end.
func lines(t *testing.T, in io.Reader) (all []string) {
	t.Helper()
	r := newLineReader(in)
	for {
		line, err := r.next()
		switch {
		case errors.Is(err, errLineTooLong):
			all = append(all, "too long")
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		default:
			all = append(all, string(line))
		}
	}
}

// Lines are the same however they come in, and those that a split of the whole
// gives. One in front that is too long changes none after it.
func FuzzLines(f *testing.F) {
	for i, in := range []string{"", "\n", "one\r\n\r\n two \nhalf", "\xef\xbb\xbf{}\n\xef\xbb\xbf{}", "\r\r\n\x00\n\xff", "{\"a\":\n1}\n", "\xef\xbb\n", "\x85a\u00a0\n\v\f\n"} {
		f.Add([]byte(in), uint8(i))
	}
	huge := bytes.Repeat([]byte{'x'}, maxLine)
	f.Fuzz(func(t *testing.T, in []byte, over uint8) {
		var want []string
		for i, line := range bytes.Split(in, []byte("\n")) {
			if i == 0 {
				line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
			}
			want = append(want, string(bytes.TrimSpace(line)))
		}
		if len(in) == 0 || in[len(in)-1] == '\n' {
			want = want[:len(want)-1] // what the last line end ends, not a line of its own
		}
		if got := lines(t, bytes.NewReader(in)); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		for name, r := range map[string]io.Reader{
			"byte by byte":  iotest.OneByteReader(bytes.NewReader(in)),
			"data with EOF": iotest.DataErrReader(bytes.NewReader(in)),
			"with CRLF":     bytes.NewReader(bytes.ReplaceAll(in, []byte("\n"), []byte("\r\n"))),
		} {
			if got := lines(t, r); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		var head []byte
		first := "too long"
		switch over { // rarely, for it takes its time
		case 0:
			head = huge
		case 1: // with its end just not
			head = huge[:len(huge)-1]
			first = string(head)
		default:
			return
		}
		if got := lines(t, io.MultiReader(bytes.NewReader(head), bytes.NewReader([]byte{'\n'}), iotest.HalfReader(bytes.NewReader(in)))); len(got) == 0 || got[0] != first || !slices.Equal(skipMark(in, got[1:]), want) {
			t.Errorf("after a long line: %d lines", len(got))
		}
	})
}

// skipMark takes the byte order mark off the first line: behind another line it
// is none.
func skipMark(in []byte, got []string) []string {
	if mark := []byte("\xef\xbb\xbf"); bytes.HasPrefix(in, mark) && len(got) > 0 {
		got = slices.Clone(got)
		got[0] = string(bytes.TrimSpace(bytes.TrimPrefix([]byte(got[0]), mark)))
	}
	return got
}
