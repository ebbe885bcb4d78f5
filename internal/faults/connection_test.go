package faults_test

import (
	"net"
	"net/http"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// Places in the stream of the working service.
var (
	afterFirstText = faults.Before(`data: {"choices":[{"delta":{"content":"Ledger.Post.`)
	inSecondFrame  = faults.Before(`Post."}}]}`)
	afterLastText  = faults.Before("data: [DONE]")
)

// middle is a place in the middle of the answer, whatever it is.
func middle(a faults.Answer) int {
	if a.IsStream() {
		return afterFirstText(a)
	}
	return faults.Half(a)
}

// connectionFaults break the connection at every point of an answer.
func connectionFaults() []fault {
	list := []fault{
		{name: "connection refused", place: refused,
			read: fails(lost, once5, 0, byConnection).tried(3), chat: fails(lost, once5, 0, byConnection).tried(1)},
	}
	for _, end := range []struct {
		verb string
		do   faults.Fault
	}{{"reset", faults.Reset}, {"closed", faults.Close}} {
		list = append(list,
			fault{name: end.verb + " before the header", do: end.do,
				read: fails(lost, once5, 3, byConnection), chat: fails(lost, once5, 1, byConnection)},
			fault{name: end.verb + " after the header", do: faults.Cut(faults.Header, end.do),
				read: fails(lost, once5, 3, byConnection), chat: fails(cutOff, once5, 1, byConnection)},
			fault{name: end.verb + " in the middle of the body", do: faults.Cut(middle, end.do),
				read: fails(lost, once5, 3, byConnection), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
			fault{name: end.verb + " in the middle of a frame", do: faults.Cut(inSecondFrame, end.do),
				chat: fails(cutOff, once5, 1, byConnection).keeping(firstText)},
			fault{name: end.verb + " after the last text", do: faults.Cut(afterLastText, end.do),
				chat: fails(cutOff, once5, 1, byConnection).keeping(allText)},
			fault{name: end.verb + " before the header, the first two times", do: end.do, first: 2,
				read: answer(3), chat: fails(lost, once5, 1, byConnection), tool: fails(lost, once5, 1, byConnection)},
			fault{name: end.verb + " in the middle of the body, the first two times", do: faults.Cut(middle, end.do), first: 2,
				read: answer(3), chat: fails(cutOff, once5, 1, byConnection).keeping(firstText), tool: fails(lost, once5, 1, byConnection)},
			fault{name: end.verb + " before the header, on a connection used before", do: end.do, first: 1, warm: true,
				read: answer(2), chat: fails(lost, once5, 1, byConnection), tool: fails(lost, once5, 1, byConnection)},
		)
	}
	return append(list, stallFaults()...)
}

func stallFaults() []fault {
	inTime := func(f fault) fault {
		f.limit, f.waits = stalls[0], true
		return f
	}
	return []fault{
		inTime(fault{name: "stalled before the header", do: faults.Stall,
			read: fails(late, once30, 1, byTime), chat: fails(late, once30, 1, byTime)}),
		inTime(fault{name: "stalled after the header", do: faults.Cut(faults.Header, faults.Stall),
			read: fails(late, once30, 1, byTime), chat: fails(late, once30, 1, byTime)}),
		inTime(fault{name: "stalled in the middle of the body", do: faults.Cut(middle, faults.Stall),
			read: fails(late, once30, 1, byTime), chat: fails(late, once30, 1, byTime).keeping(firstText)}),
		inTime(fault{name: "stalled in the middle of a frame", do: faults.Cut(inSecondFrame, faults.Stall),
			chat: fails(late, once30, 1, byTime).keeping(firstText)}),
		inTime(fault{name: "stalled after the last text", do: faults.Cut(afterLastText, faults.Stall),
			chat: fails(late, once30, 1, byTime).keeping(allText)}),
		{name: "stalled after the end of the answer", do: faults.Cut(func(a faults.Answer) int { return len(a.Body) }, faults.Stall), alone: true,
			chat: answer(1)},
	}
}

// refused is an address where nobody listens.
func refused(t *testing.T, _ string, _ *http.Transport) (string, func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return "http://" + l.Addr().String(), func() {}
}
