package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const (
	maxBody   = 1 << 20
	chatHits  = 24 // looked at to pick a few
	eventText = codealive.MediaSSE + "; charset=utf-8"
)

var conversationID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)

func (s *Server) chat(c *call) {
	var in codealive.ChatRequest
	if !c.decode(&in) {
		return
	}
	question, before := split(in.Messages)
	if question == "" {
		c.invalid("messages", "a user message with some text expected")
		return
	}
	id := strings.ToLower(strings.TrimSpace(in.ConversationID))
	if id != "" && !conversationID.MatchString(id) {
		c.invalid("conversationId", "24 hexadecimal characters expected")
		return
	}
	wanted := in.Names
	for _, d := range in.DataSources {
		wanted = append(wanted, d.ID)
	}
	if id != "" {
		talk, ok := s.talks.Get(id)
		if !ok {
			c.fail(http.StatusNotFound, "This conversation is not known; the engine remembers conversations only while it runs. "+
				"Leave conversationId out to begin a new one.", nil)
			return
		}
		before += "\n" + talk.Question
		if len(wanted) == 0 {
			wanted = talk.Sources
		}
	}
	sources, err := s.choose(wanted)
	if err != nil {
		c.fail(http.StatusNotFound, err.Error(), nil)
		return
	}
	q := rank.Parse(question, before)
	hits, err := s.find(c, sources, q, store.Filter{}, chatHits)
	if err != nil {
		s.failed(c, err)
		return
	}
	if id == "" {
		id = randomHex(12)
	}
	talk := answer.Talk{Question: question}
	for _, src := range sources {
		talk.Sources = append(talk.Sources, src.id)
	}
	s.talks.Put(id, talk)

	reply := reply{call: c, conversation: id, message: randomHex(12)}
	out := reply.whole
	if in.Stream == nil || *in.Stream {
		out = reply.stream
	}
	out(func(emit func(string) error) error {
		if err := emit(opening(sources, len(hits) > 0)); err != nil {
			return err
		}
		return answer.Write(c.r.Context(), q, answer.Pick(hits, q.WantsTest), len(sources) > 1, emit)
	})
}

// split finds the question, the newest user message, and the user's earlier words.
func split(messages []codealive.ChatMessage) (question, before string) {
	var earlier []string
	for i := len(messages) - 1; i >= 0; i-- {
		m := messages[i]
		text := strings.TrimSpace(m.Content)
		switch {
		case text == "" || strings.EqualFold(m.Role, "system") || strings.EqualFold(m.Role, "assistant"):
		case question == "":
			question = text
		default:
			earlier = append(earlier, text)
		}
	}
	return question, strings.Join(earlier, "\n")
}

func opening(sources []source, found bool) string {
	list := make([]string, len(sources))
	var partial strings.Builder
	for i, src := range sources {
		list[i] = src.name
		if st := src.State(); st.Done < st.Total {
			fmt.Fprintf(&partial, "The index of `%s` is incomplete: %s of %s files. Ask again later for the rest.\n\n",
				strings.ReplaceAll(src.name, "`", "'"), thousands(st.Done), thousands(st.Total))
		}
	}
	return answer.Intro(list, found) + partial.String()
}

// body reads the body, or answers why it cannot be read.
func (c *call) body() ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.ResponseWriter, c.r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		c.fail(http.StatusRequestEntityTooLarge, "The request body is larger than 1 MiB.", nil)
	case err != nil:
		c.fail(http.StatusBadRequest, "The request body could not be read: "+err.Error(), nil)
	}
	return body, err == nil
}

// decode reads the body into v, or answers why it cannot be read.
func (c *call) decode(v any) bool {
	body, ok := c.body()
	if !ok {
		return false
	}
	err := json.Unmarshal(body, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &wrong) && wrong.Field != "":
		c.invalid(wrong.Field, "not a "+wrong.Value)
	default:
		c.fail(http.StatusBadRequest, "The request body is not a JSON object: "+err.Error(), nil)
	}
	return false
}
