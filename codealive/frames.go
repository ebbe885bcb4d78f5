package codealive

import "strings"

type frameKind int

const (
	frameOther frameKind = iota
	frameError
	frameMetadata
	frameText
	frameDone
)

// frame is one payload of a chat stream, whichever family it belongs to:
// the documented one (type, chunk, done) or the one OpenAI made common (choices).
type frame struct {
	kind                      frameKind
	text                      string
	last                      bool // text that also ends the answer
	conversationID, messageID string
	body                      object // of an error
}

// parseFrame tells the kinds apart. The order of the tests matters: an object
// with an event member is never an error under a named error event.
func parseFrame(p Payload) frame {
	if p.Data == doneMark {
		return frame{kind: frameDone}
	}
	o := parseObject([]byte(p.Data))
	event, hasEvent := o["event"].(string)
	chunk, hasChunk := o["chunk"].(string)
	done, _ := o["done"].(bool)
	done = done || o["type"] == "done"
	switch {
	case o == nil:
		return frame{}
	case strings.EqualFold(event, "error"), strings.EqualFold(p.Event, "error") && !hasEvent:
		return frame{kind: frameError, body: o}
	case event == "metadata":
		return frame{kind: frameMetadata, conversationID: o.text("conversationId"), messageID: o.text("messageId")}
	case hasChunk:
		return frame{kind: frameText, text: chunk, last: done}
	case done:
		return frame{kind: frameDone}
	}
	if text, ok := deltaText(o); ok {
		return frame{kind: frameText, text: text}
	}
	return frame{}
}

func deltaText(o object) (string, bool) {
	choices, _ := o["choices"].([]any)
	if len(choices) == 0 {
		return "", false
	}
	choice, _ := choices[0].(map[string]any)
	text, ok := object(choice).child("delta")["content"].(string)
	return text, ok
}
