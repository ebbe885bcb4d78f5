package codealive

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// ChatQuestion is one question about the code. With a ConversationID the
// service knows what was said before, and Names may be left out.
type ChatQuestion struct {
	Question       string
	Names          []string // data sources by name
	ConversationID string   // see ValidConversationID
}

// ChatAnswer is an answer, or what was received of it.
type ChatAnswer struct {
	Text           string
	ConversationID string
	MessageID      string
	Quota          Quota
}

var conversationID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)

// ValidConversationID reports whether the service would accept this id.
func ValidConversationID(id string) bool { return conversationID.MatchString(id) }

const opChat = "ask"

// Chat asks a question. With a non-nil onText the answer is streamed: onText
// gets each piece of text as it comes, from the calling goroutine. When the
// answer breaks off, Chat returns both the error and what it has received.
func (c *Client) Chat(ctx context.Context, q ChatQuestion, onText func(string)) (ChatAnswer, error) {
	stream := onText != nil
	r := request{
		op: opChat, tool: "chat", method: http.MethodPost, path: "api/chat/completions",
		body: ChatRequest{
			Messages:       []ChatMessage{{Role: "user", Content: q.Question}},
			Names:          q.Names,
			ConversationID: q.ConversationID,
			Stream:         &stream,
		},
	}
	if stream {
		r.accept = MediaSSE + ", " + MediaProblem
	}
	key, err := c.keyOf(ctx, r.op)
	if err != nil {
		return ChatAnswer{}, err
	}
	resp, err := c.do(ctx, r, key)
	if err != nil {
		return ChatAnswer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	var answer ChatAnswer
	body := bufio.NewReader(resp.Body)
	// A server may answer in one piece though a stream was asked for, and the other way round.
	switch media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); {
	case media == "text/html":
		return answer, &APIError{Kind: KindAnswer, Op: opChat, Detail: "the answer is a web page"}
	case media == MediaSSE, media != "application/json" && stream && !beginsObject(body):
		answer, err = readStream(ctx, body, onText)
	default:
		answer, err = readChatJSON(ctx, body)
		if err == nil && stream && answer.Text != "" {
			onText(answer.Text)
		}
	}
	answer.Quota = parseQuota(resp.Header, time.Now())
	return answer, cleaned(err, key)
}

// beginsObject tells JSON from a stream where the media type does not.
func beginsObject(body *bufio.Reader) bool {
	first, _ := body.Peek(1)
	return string(first) == "{"
}

// readChatJSON reads both shapes of the answer that is not streamed. In the
// older one id served as the conversation's id, but not in every form.
func readChatJSON(ctx context.Context, body io.Reader) (ChatAnswer, error) {
	var wire struct {
		Content        *string `json:"content"`
		ConversationID string  `json:"conversationId"`
		MessageID      string  `json:"messageId"`
		ID             string  `json:"id"`
		Choices        []struct {
			Message struct {
				Content *string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return ChatAnswer{}, failed(ctx, opChat, err)
	}
	if err := decode(opChat, b, &wire); err != nil {
		return ChatAnswer{}, err
	}
	answer := ChatAnswer{ConversationID: wire.ConversationID, MessageID: wire.MessageID}
	if answer.ConversationID == "" && ValidConversationID(wire.ID) {
		answer.ConversationID = wire.ID
	}
	switch {
	case wire.Content != nil:
		answer.Text = *wire.Content
	case len(wire.Choices) > 0:
		if text := wire.Choices[0].Message.Content; text != nil {
			answer.Text = *text
		}
	default:
		return answer, &APIError{Kind: KindAnswer, Op: opChat, Detail: "the answer holds no text member", ConversationID: answer.ConversationID}
	}
	return answer, nil
}

// readStream reads a streamed answer of either frame family, even mixed, and
// stops at its terminator without waiting for the server to close.
func readStream(ctx context.Context, body io.Reader, onText func(string)) (ChatAnswer, error) {
	var answer ChatAnswer
	var text strings.Builder
	payloads := NewPayloadReader(body)
	for {
		payload, err := payloads.Next()
		if err != nil {
			answer.Text = text.String()
			return answer, endedEarly(ctx, answer, err)
		}
		f := parseFrame(payload)
		switch f.kind {
		case frameMetadata:
			if f.conversationID != "" {
				answer.ConversationID = f.conversationID
			}
			if f.messageID != "" {
				answer.MessageID = f.messageID
			}
		case frameText:
			text.WriteString(f.text)
			if onText != nil && f.text != "" {
				onText(f.text)
			}
			if f.last {
				answer.Text = text.String()
				return answer, nil
			}
		case frameDone:
			answer.Text = text.String()
			return answer, nil
		case frameError:
			answer.Text = text.String()
			failure := streamError(opChat, f.body)
			failure.ConversationID = answer.ConversationID
			return answer, failure
		case frameOther:
		}
	}
}

// endedEarly names the end of a stream that came without its terminator.
func endedEarly(ctx context.Context, got ChatAnswer, err error) error {
	cut := &APIError{Kind: KindCutOff, Op: opChat, ConversationID: got.ConversationID}
	if !errors.Is(err, io.EOF) || ctx.Err() != nil {
		err = failed(ctx, opChat, err)
		var api *APIError
		if !errors.As(err, &api) || api.Kind != KindNetwork {
			if api != nil {
				api.ConversationID = got.ConversationID
			}
			return err
		}
		cut.err = api.err
	}
	switch {
	case got.Text != "":
		cut.Detail = "the stream ended before the answer was complete"
	case got.ConversationID != "" || got.MessageID != "":
		cut.Detail = "the stream ended without an answer"
	default:
		cut.Detail = "the response was empty"
	}
	return cut
}
