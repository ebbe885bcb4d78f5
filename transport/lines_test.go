package transport

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLinesLimitsTheLength(t *testing.T) {
	full := strings.Repeat("x", maxLine-1)
	r := newLineReader(strings.NewReader(full + "\n" + full + "x\nshort\n" + full + "xx"))
	if line, err := r.next(); err != nil || string(line) != full {
		t.Errorf("the longest line: %d bytes, %v", len(line), err)
	}
	if _, err := r.next(); !errors.Is(err, errLineTooLong) {
		t.Errorf("one byte more: %v", err)
	}
	if line, err := r.next(); err != nil || string(line) != "short" {
		t.Errorf("after it: %q, %v", line, err)
	}
	if _, err := r.next(); !errors.Is(err, errLineTooLong) {
		t.Errorf("too long and cut off: %v", err)
	}
	if _, err := r.next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestLinesReportsAReadError(t *testing.T) {
	broken := errors.New("broken")
	r := newLineReader(io.MultiReader(strings.NewReader("one\nhalf"), iotest.ErrReader(broken)))
	if line, err := r.next(); err != nil || string(line) != "one" {
		t.Errorf("have %q, %v", line, err)
	}
	if line, err := r.next(); !errors.Is(err, broken) {
		t.Errorf("have %q, %v", line, err)
	}
}

// zeros is an endless line.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestStdioRefusesALongLineInLittleMemory(t *testing.T) {
	in := io.MultiReader(io.LimitReader(zeros{}, 100<<20), strings.NewReader("\n"+`{"jsonrpc":"2.0","id":1,"method":"ping"}`))
	s := serverWith(nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out := exchange(t, s, in)
	runtime.ReadMemStats(&after)

	want := `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request: the message is longer than 8388608 bytes"}}` + "\n" +
		`{"jsonrpc":"2.0","id":1,"result":{}}` + "\n"
	if out != want {
		t.Errorf("have %s", out)
	}
	// All that was ever allocated, for a buffer that doubles until it is full.
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4*maxLine {
		t.Errorf("100 MiB of input allocated %d bytes", grown)
	}
}

func TestLinesAreCopies(t *testing.T) {
	r := newLineReader(strings.NewReader("first\nsecond\n"))
	first, _ := r.next()
	_, _ = r.next()
	if !bytes.Equal(first, []byte("first")) {
		t.Errorf("the first line became %q", first)
	}
}
