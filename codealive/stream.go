package codealive

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

// Payload is one payload of an event stream: a JSON object, or [DONE].
type Payload struct {
	Event string // the event's name; "message" when it has none
	Data  string
}

// PayloadReader reads the payloads of a text/event-stream body. It differs from
// a reader of the SSE standard where chat services do: every data line is a
// payload of its own and is delivered at once, not at the blank line; only an
// object that its line leaves open is joined with the next lines of its event;
// lines have no length limit (the caller bounds the body); what is neither an
// object nor [DONE] is skipped.
type PayloadReader struct {
	in    *bufio.Reader
	event string
	part  string // data lines of this event that are the begin of an object
	err   error  // of the input; the end of input too
}

// Bounds on an object over several lines that is never closed: each line costs
// a look at all lines before it.
const (
	maxPart      = 1 << 20 // bytes
	maxPartLines = 1000
)

// doneMark ends the streams of OpenAI-style services.
const doneMark = "[DONE]"

// NewPayloadReader reads from r until it ends.
func NewPayloadReader(r io.Reader) *PayloadReader {
	return &PayloadReader{in: bufio.NewReader(r), event: "message"}
}

// Next returns the next payload. At the end of input it returns io.EOF. What
// came before an error is read first, even a line without its end.
func (p *PayloadReader) Next() (Payload, error) {
	for p.err == nil {
		var line string
		line, p.err = p.in.ReadString('\n')
		if data, ok := p.feed(strings.TrimRight(line, "\r\n")); ok {
			return Payload{Event: p.event, Data: data}, nil
		}
	}
	return Payload{}, p.err
}

// feed takes one line and tells whether it completed a payload.
func (p *PayloadReader) feed(line string) (data string, ok bool) {
	line = strings.TrimPrefix(line, "\ufeff")
	if line == "" {
		p.event, p.part = "message", ""
		return "", false
	}
	field, value, _ := strings.Cut(line, ":")
	value = strings.TrimPrefix(value, " ")
	switch field {
	case "event":
		if p.event = value; value == "" {
			p.event = "message"
		}
	case "data":
		return p.data(value)
	}
	return "", false
}

func (p *PayloadReader) data(value string) (string, bool) {
	value = strings.TrimSpace(value)
	part := value
	if p.part != "" {
		part = p.part + "\n" + value
	}
	p.part = ""
	switch {
	case isObject(part):
		return part, true
	case value == doneMark, isObject(value):
		return value, true
	case strings.HasPrefix(part, "{") && len(part) <= maxPart && strings.Count(part, "\n") < maxPartLines:
		p.part = part
	}
	return "", false
}

func isObject(s string) bool {
	return strings.HasPrefix(s, "{") && json.Valid([]byte(s))
}
