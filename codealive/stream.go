package codealive

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Payload is one payload of an event stream: a JSON text, or [DONE].
type Payload struct {
	Event string // the event's name; "message" when it has none
	Data  string
}

// PayloadReader reads the payloads of a text/event-stream body. It differs from
// a reader of the SSE standard where chat services do: every data line is a
// payload of its own and is delivered at once, not at the blank line; only a
// line that is no JSON by itself is joined with the next one of its event;
// lines have no length limit (the caller bounds the body); what is neither JSON
// nor [DONE] is skipped.
type PayloadReader struct {
	in    *bufio.Reader
	event string
	part  string // data lines of this event that are no JSON yet
}

// maxPart bounds how much of a payload that never becomes JSON is kept, in bytes.
const maxPart = 1 << 20

// doneMark ends the streams of OpenAI-style services.
const doneMark = "[DONE]"

// NewPayloadReader reads from r until it ends.
func NewPayloadReader(r io.Reader) *PayloadReader {
	return &PayloadReader{in: bufio.NewReader(r), event: "message"}
}

// Next returns the next payload. At the end of input it returns io.EOF.
func (p *PayloadReader) Next() (Payload, error) {
	for {
		line, err := p.in.ReadString('\n')
		if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
			return Payload{}, err
		}
		if data, ok := p.feed(strings.TrimRight(line, "\r\n")); ok {
			return Payload{Event: p.event, Data: data}, nil
		}
	}
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
	if joined := p.part + "\n" + value; p.part != "" && json.Valid([]byte(joined)) {
		p.part = ""
		return joined, true
	}
	if strings.TrimSpace(value) == doneMark || json.Valid([]byte(value)) {
		p.part = ""
		return strings.TrimSpace(value), true
	}
	if p.part != "" {
		value = p.part + "\n" + value
	}
	if p.part = value; len(value) > maxPart {
		p.part = ""
	}
	return "", false
}
