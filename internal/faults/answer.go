package faults

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// Answer is a whole answer. It is never changed: its methods return another.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON is an answer of this status and body.
func JSON(status int, body string) Answer {
	return Answer{status, http.Header{"Content-Type": {"application/json"}}, []byte(body)}
}

// With has another header; an empty value takes it away.
func (a Answer) With(name, value string) Answer {
	header := http.Header{}
	maps.Copy(header, a.Header)
	a.Header = header
	a.Header.Del(name)
	if value != "" {
		a.Header.Set(name, value)
	}
	return a
}

// Saying has another body.
func (a Answer) Saying(body string) Answer {
	a.Body = []byte(body)
	return a
}

// IsStream tells an event stream, which is sent in chunks.
func (a Answer) IsStream() bool {
	return strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream")
}

// head is the status line and the headers, with those that frame the body.
func (a Answer) head() string {
	if a.Header.Get("Content-Length") == "" && a.Header.Get("Transfer-Encoding") == "" {
		if a.IsStream() {
			a = a.With("Transfer-Encoding", "chunked")
		} else {
			a = a.With("Content-Length", fmt.Sprint(len(a.Body)))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.Status, http.StatusText(a.Status))
	_ = a.Header.Write(&b)
	b.WriteString("\r\n")
	return b.String()
}

// piece is some of the body as it goes over the wire.
func (a Answer) piece(b []byte) []byte {
	if !a.IsStream() || len(b) == 0 || a.Header.Get("Content-Length") != "" {
		return b
	}
	return fmt.Appendf(nil, "%x\r\n%s\r\n", len(b), b)
}

// wire is all of it.
func (a Answer) wire() []byte {
	all := append([]byte(a.head()), a.piece(a.Body)...)
	if a.IsStream() && a.Header.Get("Content-Length") == "" {
		all = append(all, "0\r\n\r\n"...)
	}
	return all
}

// Before is the number of bytes before the first mention of a text.
func Before(text string) func(Answer) int {
	return func(a Answer) int { return max(0, bytes.Index(a.Body, []byte(text))) }
}

// Half is the middle of the body.
func Half(a Answer) int { return len(a.Body) / 2 }
