package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/mark3labs/mcp-go/mcp"
)

// maxLine is the longest line that is read, in bytes with its end: 8 MiB, far
// above any tool's arguments and low enough to hold several at once.
const maxLine = 8 << 20

var errLineTooLong = refused{mcp.INVALID_REQUEST, fmt.Sprintf("invalid request: the message is longer than %d bytes", maxLine)}

// lineReader splits a stream into lines and holds at most maxLine bytes of it.
type lineReader struct {
	in    *bufio.Reader
	first bool
}

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 64<<10), first: true}
}

// next gives the next line without the space around it, in memory of its own.
// A line that is too long is read to its end, dropped and reported as
// errLineTooLong; the lines after it are not affected.
func (r *lineReader) next() ([]byte, error) {
	var line bytes.Buffer
	tooLong := false
	for {
		part, err := r.in.ReadSlice('\n')
		if tooLong = tooLong || line.Len()+len(part) > maxLine; tooLong {
			line = bytes.Buffer{}
		} else {
			line.Write(part)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLong:
			return nil, errLineTooLong
		case err != nil && (!errors.Is(err, io.EOF) || line.Len() == 0):
			return nil, err
		}
		return r.trim(line.Bytes()), nil
	}
}

// trim removes space and, on the first line, the byte order mark that some
// shells on Windows put there.
func (r *lineReader) trim(line []byte) []byte {
	if r.first {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		r.first = false
	}
	return bytes.TrimSpace(line)
}
