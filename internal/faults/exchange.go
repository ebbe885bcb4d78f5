package faults

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Exchange is one request on its connection.
type Exchange struct {
	Request *http.Request
	Answer  Answer // of the working service

	conn  *net.TCPConn
	in    *bufio.Reader
	ended bool
}

// Send sends a whole answer. A client that has gone is no failure here nor below.
func (x *Exchange) Send(a Answer) { x.Write(a.wire()) }

// Write sends bytes as they are, and tells whether someone is there to get them.
func (x *Exchange) Write(b []byte) bool {
	_, err := x.conn.Write(b)
	return err == nil
}

// Pass sends the service's answer as it is.
func Pass(x *Exchange) { x.Send(x.Answer) }

// Sending sends an answer in place of the service's.
func Sending(a Answer) Fault { return func(x *Exchange) { x.Send(a) } }

// Changing sends the service's answer changed.
func Changing(change func(Answer) Answer) Fault {
	return func(x *Exchange) { x.Send(change(x.Answer)) }
}

// Raw sends bytes in place of an answer, and closes.
func Raw(text string) Fault {
	return func(x *Exchange) {
		x.Write([]byte(text))
		Close(x)
	}
}

// Then sends bytes before what next does.
func Then(text string, next Fault) Fault {
	return func(x *Exchange) {
		x.Write([]byte(text))
		next(x)
	}
}

// The ends of a connection.

// Reset breaks the connection: what the client has not read yet may be lost to it.
func Reset(x *Exchange) {
	_ = x.conn.SetLinger(0)
	Close(x)
}

// Close ends the connection as servers do at the end of an answer.
func Close(x *Exchange) {
	_ = x.conn.Close()
	x.ended = true
}

// Stall sends nothing more, and keeps the connection until the client ends it.
func Stall(x *Exchange) {
	_, _ = io.Copy(io.Discard, x.in)
	x.ended = true
}

// Cut sends the header and so many bytes of the body, then ends the connection.
func Cut(at func(Answer) int, end Fault) Fault {
	return func(x *Exchange) {
		a := x.Answer
		x.Write(append([]byte(a.head()), a.piece(a.Body[:at(a)])...))
		end(x)
	}
}

// Header is the place of a Cut right after the header.
func Header(Answer) int { return 0 }

// ByteByByte sends the service's answer in the smallest pieces.
func ByteByByte(x *Exchange) {
	for _, b := range x.Answer.wire() {
		if !x.Write([]byte{b}) {
			return
		}
	}
}

// Endless repeats a text until the client has had enough. A pause keeps it slow.
func Endless(text string, pause time.Duration) Fault {
	return func(x *Exchange) {
		var next <-chan time.Time
		if pause > 0 {
			ticker := time.NewTicker(pause)
			defer ticker.Stop()
			next = ticker.C
		}
		for x.Write([]byte(text)) {
			if next != nil {
				<-next
			}
		}
		x.ended = true
	}
}

// EndlessBody is a body that never ends, of a length that is not said.
func EndlessBody(a Answer, piece string, pause time.Duration) Fault {
	a = a.With("Transfer-Encoding", "chunked")
	return Then(a.head()+chunk(string(a.Body)), Endless(chunk(piece), pause))
}

func chunk(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf("%x\r\n%s\r\n", len(text), text)
}
