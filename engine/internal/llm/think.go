package llm

import (
	"strings"
	"unicode"
)

const (
	thinkOpen  = "<think>"
	thinkClose = "</think>"
)

// think leaves out the reasoning that some models write before their answer,
// and white space around it. Further down the answer the marks are text: a
// question may be about them.
type think struct {
	state int
	held  string
}

const (
	atStart = iota
	inside
	after // the reasoning, before the answer
	past
)

// next takes a piece of text and gives what of it, and of what was held back,
// belongs to the answer.
func (t *think) next(text string) string {
	t.held += text
	for {
		switch t.state {
		case atStart:
			t.held = strings.TrimLeftFunc(t.held, unicode.IsSpace)
			switch {
			case strings.HasPrefix(t.held, thinkOpen):
				t.state = inside
			case strings.HasPrefix(thinkOpen, t.held):
				return "" // it may become the mark
			default:
				t.state = past
			}
		case inside:
			_, rest, closed := strings.Cut(t.held, thinkClose)
			if !closed {
				t.held = t.held[max(0, len(t.held)-len(thinkClose)):]
				return ""
			}
			t.state, t.held = after, rest
		case after:
			t.held = strings.TrimLeftFunc(t.held, unicode.IsSpace)
			if t.held == "" {
				return ""
			}
			t.state = past
		default:
			text, t.held = t.held, ""
			return text
		}
	}
}

// rest is what was held back when the answer ends.
func (t *think) rest() string {
	if t.state == inside {
		return ""
	}
	return t.held
}
