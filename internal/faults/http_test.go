package faults_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

const (
	continued  = "HTTP/1.1 100 Continue\r\n\r\n"
	processing = "HTTP/1.1 102 Processing\r\nX-CodeAlive-Progress: 1/2 files indexed\r\n\r\n"
	early      = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
)

// httpFaults break the rules of HTTP, or use them oddly.
func httpFaults() []fault {
	length := func(n func(faults.Answer) int) faults.Fault {
		return func(x *faults.Exchange) {
			x.Send(x.Answer.With("Content-Length", fmt.Sprint(n(x.Answer))))
			faults.Close(x)
		}
	}
	return append([]fault{
		{name: "Content-Length too large", do: length(func(a faults.Answer) int { return len(a.Body) + 100 }),
			read: fails(lost, once5, 3, byConnection), chat: answer(1)},
		{name: "Content-Length too small", alone: true, do: length(middle),
			read: fails(foreign, no, 1, byService), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
		{name: "Content-Length that is no number", do: faults.Changing(func(a faults.Answer) faults.Answer { return a.With("Content-Length", "many") }),
			read: fails(lost, once5, 3, byConnection), chat: fails(lost, once5, 1, byConnection)},
		{name: "no length, closed at the end", do: unframed(func(a faults.Answer) int { return len(a.Body) }),
			read: answer(1), chat: answer(1)},
		{name: "no length, closed in the middle", do: unframed(middle),
			read: fails(foreign, no, 1, byService), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
		{name: "bad chunk at the begin", do: badChunk(faults.Header),
			read: fails(lost, once5, 3, byConnection), chat: fails(cutOff, once5, 1, byConnection)},
		{name: "bad chunk in the middle", do: badChunk(middle),
			read: fails(lost, once5, 3, byConnection), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
		{name: "another protocol", do: faults.Raw("SSH-2.0-OpenSSH_9.6\r\n"),
			read: fails(lost, once5, 3, byConnection), chat: fails(lost, once5, 1, byConnection)},
		{name: "header without end", do: faults.Then("HTTP/1.1 200 OK\r\n", faults.Endless("X-Filler: "+strings.Repeat("x", 16<<10)+"\r\n", 0)),
			read: fails(lost, once5, 3, byHeader), chat: fails(lost, once5, 1, byHeader)},
		{name: "status 101 that was not asked for", do: faults.Raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
			read: fails("error 101", no, 1, byService), chat: fails("error 101", no, 1, byService)},
		{name: "status 204", do: faults.Sending(bare(204)),
			read: fails("error 204", no, 1, byService), chat: fails("error 204", no, 1, byService)},
	}, paceFaults()...)
}

// paceFaults say something first, or say it slowly.
func paceFaults() []fault {
	inTime := func(name string, do faults.Fault, kept string) fault {
		return fault{name: name, do: do, limit: stalls[0], waits: true,
			read: fails(late, once30, 1, byTime), chat: fails(late, once30, 1, byTime).keeping(kept)}
	}
	return []fault{
		{name: "status 100 first", do: faults.Then(continued, faults.Pass), read: answer(1), chat: answer(1)},
		{name: "status 102 first", do: faults.Then(processing, faults.Pass), read: answer(1), chat: answer(1)},
		{name: "status 103 first", do: faults.Then(early, faults.Pass), read: answer(1), chat: answer(1)},
		{name: "5,000 times status 102 first", do: faults.Then(strings.Repeat(processing, 5000), faults.Pass), read: answer(1), chat: answer(1)},
		inTime("status 102 without end", faults.Endless(processing, time.Millisecond), ""),
		{name: "one byte at a time", do: faults.ByteByByte, read: answer(1), chat: answer(1)},
		inTime("one byte at a time, without end", func(x *faults.Exchange) {
			a := x.Answer
			a.Body = a.Body[:middle(a)]
			faults.EndlessBody(a, "\n", 2*time.Millisecond)(x)
		}, firstText),
		inTime("status 503, its body stalled", func(x *faults.Exchange) {
			x.Write([]byte("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nThe serv"))
			faults.Stall(x)
		}, ""),
	}
}

// unframed sends so much of the body without saying how long it is.
func unframed(n func(faults.Answer) int) faults.Fault {
	return func(x *faults.Exchange) {
		a := x.Answer
		faults.Raw(fmt.Sprintf("HTTP/1.0 %d %s\r\nContent-Type: %s\r\n\r\n%s", a.Status, http.StatusText(a.Status), a.Header.Get("Content-Type"), a.Body[:n(a)]))(x)
	}
}

// badChunk sends so much of the body in a good chunk, then a bad one.
func badChunk(n func(faults.Answer) int) faults.Fault {
	return func(x *faults.Exchange) {
		a := x.Answer
		good := ""
		if n := n(a); n > 0 {
			good = fmt.Sprintf("%x\r\n%s\r\n", n, a.Body[:n])
		}
		faults.Raw(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n%szz\r\n", a.Header.Get("Content-Type"), good))(x)
	}
}
