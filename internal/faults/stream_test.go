package faults_test

import (
	"net/http"
	"strings"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

const (
	restText = "Ledger.Post."
	named    = "event: error\n"
)

// stream is an answer of these bytes as an event stream.
func stream(body string) faults.Answer {
	return faults.Answer{Status: http.StatusOK}.With("Content-Type", "text/event-stream").Saying(body)
}

// events are payloads, each an event of its own.
func events(payloads ...string) string {
	var b strings.Builder
	for _, p := range payloads {
		b.WriteString("data: " + p + "\n\n")
	}
	return b.String()
}

// streamFaults are what the stream of an answer can hold, besides the usual.
func streamFaults() []fault {
	begun := events(service.Metadata, service.Delta(firstText))
	rest := events(service.Delta(restText))
	done := events(service.Done)
	chat := func(name, body string, want outcome) fault {
		return fault{name: name, do: faults.Sending(stream(body)), chat: want}
	}
	broke := fails(cutOff, once5, 1, byConnection)
	return append(errorFrames(begun),
		chat("the documented frames", events(service.Metadata, service.Chunk(firstText), service.Chunk(restText), service.DoneA), answer(1)),
		chat("both kinds of frames", events(service.Metadata, service.Chunk(firstText), service.Delta(restText), service.Done), answer(1)),
		chat("the end said twice", begun+rest+done+done, answer(1)),
		chat("text after the end", begun+rest+done+rest, answer(1)),
		chat("an error after the end", begun+rest+done+named+events(`{"title":"Late","status":500}`), answer(1)),
		chat("no end", begun+rest, broke.keeping(allText)),
		chat("an end without text", events(service.Metadata, service.Done), outcome{result: nothingSaid, sent: 1, by: byService}),
		chat("metadata only", events(service.Metadata), broke),
		chat("an object over several lines", begun+"data: {\"choices\":\ndata:  [{\"delta\":{\"content\":\ndata: \""+restText+"\"}}]}\n\n"+done, answer(1)),
		chat("100,000 keep-alives", begun+strings.Repeat(": keep-alive\n\n", 100_000)+rest+done, answer(1)),
		chat("lines that end in CR LF", strings.ReplaceAll(begun+rest+done, "\n", "\r\n"), answer(1)),
		chat("a byte order mark", "\ufeff"+begun+rest+done, answer(1)),
		chat("no blank after data:", strings.ReplaceAll(begun+rest+done, "data: ", "data:"), answer(1)),
		chat("frames that are no JSON", begun+events("hello", "5", "null", "{bad}")+rest+done, answer(1)),
		chat("frames without text", begun+events(`{"choices":[]}`, `{"choices":[{"delta":{}}]}`, `{"choices":[{"delta":{"content":null}}]}`)+rest+done, answer(1)),
		fault{name: "a frame without end", do: faults.EndlessBody(stream(begun+`data: {"choices":[{"delta":{"content":"`), strings.Repeat("x", 64<<10), 0),
			chat: fails(foreign, no, 1, bySize).keeping(firstText)},
		fault{name: "keep-alives without end", do: faults.EndlessBody(stream(begun), strings.Repeat(": "+strings.Repeat("keep-alive ", 100)+"\n\n", 60), 0),
			chat: fails(foreign, no, 1, bySize).keeping(firstText)},
	)
}

// errorFrames are errors that the service reports inside the stream, in its two
// forms, before and after some text.
func errorFrames(begun string) []fault {
	var list []fault
	for _, e := range []struct {
		name, frame string
		want        outcome
	}{
		{"429 as a named event", named + events(`{"title":"Plan limit reached","status":429,"detail":"No chat calls left."}`), fails("error 429", after30, 1, byService)},
		{"500 as a named event", named + events(`{"title":"Failed","status":500}`), fails("error 500", once5, 1, byService)},
		{"error without a status as a named event", named + events(`{"title":"Failed"}`), fails("error STREAM_ERROR", no, 1, byService)},
		{"429 inside the JSON", events(`{"event":"error","status":"429","message":"No chat calls left."}`), fails("error 429", after30, 1, byService)},
		{"500 inside the JSON", events(`{"event":"error","status":500,"message":"Failed"}`), fails("error 500", once5, 1, byService)},
		{"error with a code inside the JSON", events(`{"event":"error","code":"INTERNAL","message":"Failed"}`), fails("error INTERNAL", no, 1, byService)},
	} {
		list = append(list,
			fault{name: e.name + ", before text", do: faults.Sending(stream(e.frame)), chat: e.want},
			fault{name: e.name + ", after text", do: faults.Sending(stream(begun + e.frame)), chat: e.want.keeping(firstText)},
		)
	}
	return list
}
