package contract

import (
	"encoding/json"
	"fmt"
	"strings"
)

// stream checks a whole event stream: metadata first, frames of known kinds
// that fit their schema, and one terminator at the end.
func (c *Contract) stream(body []byte) []string {
	frames, problems := split(string(body))
	ended := false
	for i, f := range frames {
		complain := func(text string) { problems = append(problems, fmt.Sprintf("frame %d: %s: %s", i+1, text, f.data)) }
		if ended {
			complain("after the end of the stream")
		}
		if f.data == "[DONE]" {
			ended = true
			continue
		}
		kind := f.kind()
		switch {
		case kind == "":
			complain("of no known kind")
			continue
		case i == 0 && kind != "ChatFrameMetadata" && kind != "ChatFrameErrorInBand" && kind != "ProblemDetails":
			complain("the first frame is not the metadata")
		}
		ended = ended || kind == "ChatFrameDone"
		// The schema of all frames accepts nearly everything: the one of its kind decides.
		for _, name := range []string{"ChatStreamFrame", kind} {
			_, found := c.values.ValidateSchemaString(c.schemas[name], f.data)
			for _, text := range sentences(found) {
				complain("not a " + name + ": " + text)
			}
		}
	}
	if !ended {
		problems = append(problems, "the stream has no terminator")
	}
	return problems
}

type frame struct{ event, data string }

// kind is the name of the schema that applies, in the document's order.
func (f frame) kind() string {
	var v struct {
		Event   *string
		Type    string
		Done    bool
		Choices *json.RawMessage
	}
	if json.Unmarshal([]byte(f.data), &v) != nil {
		return ""
	}
	switch {
	case v.Event != nil && *v.Event == "error":
		return "ChatFrameErrorInBand"
	case f.event == "error" && v.Event == nil:
		return "ProblemDetails"
	case v.Event != nil && *v.Event == "metadata":
		return "ChatFrameMetadata"
	case v.Type == "content":
		return "ChatFrameContent"
	case v.Type == "done" || v.Done:
		return "ChatFrameDone"
	case v.Choices != nil:
		return "ChatFrameOpenAIDelta"
	}
	return ""
}

// split reads server-sent events of one data line each, which is all the API has.
func split(text string) (frames []frame, problems []string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if text != "" && !strings.HasSuffix(text, "\n\n") {
		problems = append(problems, "the last event is not complete")
	}
	for event := range strings.SplitSeq(text, "\n\n") {
		f, lines := frame{}, 0
		for line := range strings.SplitSeq(event, "\n") {
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch name {
			case "": // a comment or nothing
			case "event":
				f.event = value
			case "data":
				f.data = value
				lines++
			default:
				problems = append(problems, "not a line of an event stream: "+line)
			}
		}
		if lines > 1 {
			problems = append(problems, "an event with several data lines: "+event)
		}
		if lines > 0 {
			frames = append(frames, f)
		}
	}
	return frames, problems
}
