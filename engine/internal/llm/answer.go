package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// answer reads one response and hands on its text.
type answer struct {
	client *Client
	watch  *watch
	emit   func(string) error
	broken func(error) error // puts an error of the connection in words
	think  think
	size   int  // bytes handed on
	last   rune // of the text so far
	full   bool // no more is handed on
	ended  bool
	note   string
}

// read tells the three kinds of body by their first character, since the media
// type is not reliable: an event stream, one JSON object though a stream was
// asked for, or a web page.
func (a *answer) read(body io.Reader) error {
	in := bufio.NewReader(body)
	first, err := in.Peek(1)
	for err == nil && unicode.IsSpace(rune(first[0])) {
		_, _ = in.Discard(1) // it is in the buffer
		first, err = in.Peek(1)
	}
	switch {
	case errors.Is(err, io.EOF):
		err = nil
	case err != nil:
		return a.broken(err)
	case first[0] == '<':
		return a.client.fail("sent a web page instead of an answer", "", checkURL)
	case first[0] == '{':
		err = a.whole(in)
	default:
		err = a.stream(in)
	}
	if err != nil {
		return err
	}
	if err := a.say(a.think.rest()); err != nil {
		return err
	}
	switch {
	case a.size == 0 && a.note != "":
		return a.client.fail("sent no text: "+a.note, "", checkModel)
	case a.size == 0:
		return a.client.fail("sent an empty answer", "", checkURLAndModel)
	}
	return nil
}

func (a *answer) whole(in io.Reader) error {
	body, err := io.ReadAll(in)
	if err != nil {
		return a.broken(err)
	}
	_, err = a.frame(body)
	return err
}

// stream reads events until [DONE]. Some endpoints close instead, and some
// leave the connection open: once a reason for the end was given, both will do.
func (a *answer) stream(in io.Reader) error {
	payloads := codealive.NewPayloadReader(in)
	for {
		p, err := payloads.Next()
		switch {
		case err != nil && a.ended:
			return nil
		case errors.Is(err, io.EOF):
			return a.broken(io.ErrUnexpectedEOF)
		case err != nil:
			return a.broken(err)
		case !strings.HasPrefix(p.Data, "{"): // [DONE]
			return nil
		case p.Event == "error":
			return a.client.fail("reported an error", a.client.detail([]byte(p.Data)), checkModel)
		}
		if full, err := a.frame([]byte(p.Data)); full || err != nil {
			return err
		}
	}
}

// frame takes one JSON object: a piece of the answer, all of it, figures on
// its use, or an error. It tells when no more is wanted.
func (a *answer) frame(data []byte) (full bool, err error) {
	var f struct {
		Error   json.RawMessage `json:"error"`
		Choices []struct {
			Delta, Message struct {
				Content content `json:"content"` // reasoning has members of its own
			}
			FinishReason string `json:"finish_reason"`
		} `json:"choices"`
	}
	_ = json.Unmarshal(data, &f) // members of a wrong type count as missing
	if len(f.Error) > 0 && !bytes.Equal(f.Error, []byte("null")) {
		return true, a.client.fail("reported an error", a.client.detail(data), checkModel)
	}
	if len(f.Choices) == 0 {
		return false, nil
	}
	choice := f.Choices[0]
	if err := a.say(a.think.next(string(choice.Delta.Content + choice.Message.Content))); err != nil || a.full {
		return true, err
	}
	switch choice.FinishReason {
	case "":
		return false, nil
	case "length":
		a.note = "The answer was cut at the endpoint's length limit."
	case "content_filter":
		a.note = "The endpoint's content filter cut the answer."
	}
	a.ended, a.watch.limit = true, maxAfterEnd
	return false, nil
}

// say hands on a piece, as far as there is room for it.
func (a *answer) say(text string) error {
	if a.full {
		return nil
	}
	text = strings.Map(a.printable, text)
	if piece := safe.Cut(text, maxText-a.size); piece != text {
		text, a.full, a.note = piece, true, "The answer was cut: it grew too long."
	}
	if text == "" {
		return nil
	}
	a.size += len(text)
	return a.emit(text)
}

// printable drops what is hidden or could act on a terminal.
func (a *answer) printable(r rune) rune {
	keep := r == '\n' || r == '\t' || !safe.Hidden(r) || safe.Joins(a.last, r)
	if a.last = r; keep {
		return r
	}
	return -1
}

// content is text, or a list of parts of which those of type text count.
type content string

// UnmarshalJSON takes any value.
func (c *content) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*c = content(text)
		return nil
	}
	var parts []struct{ Type, Text string }
	_ = json.Unmarshal(b, &parts)
	for _, p := range parts {
		if p.Type == "text" {
			*c += content(p.Text)
		}
	}
	return nil
}
