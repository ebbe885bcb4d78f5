package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

const (
	maxBody   = 1 << 20
	chatHits  = 24 // looked at to pick a few
	modelHits = 48 // the same for a model, which gets more
	eventText = codealive.MediaSSE + "; charset=utf-8"
)

var conversationID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)

func (s *Server) chat(c *call) {
	var in codealive.ChatRequest
	if !c.decode(&in) {
		return
	}
	question, turns := split(in.Messages)
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
	before := earlier(turns)
	if id != "" {
		talk, ok := s.talks.Get(id)
		if !ok {
			c.fail(http.StatusNotFound, "This conversation is not known; the engine remembers conversations only while it runs. "+
				"Leave conversationId out to begin a new one.", nil)
			return
		}
		before += "\n" + talk.Turns[len(talk.Turns)-1].Question
		if len(turns) == 0 {
			turns = talk.Turns
		}
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
	limit := chatHits
	if s.Model != nil {
		limit = modelHits
	}
	hits, err := s.find(c, sources, q, store.Filter{}, limit)
	if err != nil {
		s.failed(c, err)
		return
	}
	if id == "" {
		id = randomHex(12)
	}
	e := exchange{question: question, turns: turns, query: q, hits: hits, sources: sources}
	s.remember(id, e, "")

	reply := reply{call: c, conversation: id, message: randomHex(12), sending: new(sync.Mutex)}
	out := reply.whole
	if in.Stream == nil || *in.Stream {
		out = reply.stream
	}
	out(func(emit func(string) error) error {
		if s.Model == nil {
			return e.layOut(c.r.Context(), emit)
		}
		said, err := s.converse(c, e, emit)
		s.remember(id, e, said)
		return err
	})
}

// exchange is a question with all that an answer needs.
type exchange struct {
	question string
	turns    []answer.Turn // before it, oldest first
	query    rank.Query
	hits     []answer.Evidence
	sources  []source
}

func (e exchange) several() bool { return len(e.sources) > 1 }

// layOut answers with the evidence alone.
func (e exchange) layOut(ctx context.Context, emit func(string) error) error {
	text := answer.Intro(names(e.sources), len(e.hits) > 0) + incomplete(e.sources)
	if err := emit(text); err != nil {
		return err
	}
	return answer.Write(ctx, e.query, answer.Pick(e.hits, e.query.WantsTest, answer.ToShow), e.several(), emit)
}

func (s *Server) remember(id string, e exchange, said string) {
	talk := answer.Talk{Turns: slices.Concat(e.turns, []answer.Turn{{Question: e.question, Answer: said}})}
	for _, src := range e.sources {
		talk.Sources = append(talk.Sources, src.id)
	}
	s.talks.Put(id, talk)
}

// split finds the question, the newest user message, and the turns before it.
func split(messages []codealive.ChatMessage) (question string, before []answer.Turn) {
	for _, m := range messages {
		text := strings.TrimSpace(m.Content)
		switch {
		case text == "" || strings.EqualFold(m.Role, "system"):
		case !strings.EqualFold(m.Role, "assistant"):
			before = append(before, answer.Turn{Question: text})
		case len(before) > 0:
			before[len(before)-1].Answer = text
		}
	}
	if len(before) == 0 {
		return "", nil
	}
	last := len(before) - 1
	return before[last].Question, before[:last]
}

// earlier are the questions of turns, the newest first: it counts most.
func earlier(turns []answer.Turn) string {
	var questions []string
	for _, t := range slices.Backward(turns) {
		questions = append(questions, t.Question)
	}
	return strings.Join(questions, "\n")
}

// incomplete says which indexes do not hold all files yet.
func incomplete(sources []source) string {
	var b strings.Builder
	for _, src := range sources {
		switch st, trouble := src.State(), src.trouble(); {
		case trouble != "":
			fmt.Fprintf(&b, "Code may be missing, since the index of `%s` is behind. %s\n\n", strings.ReplaceAll(src.name, "`", "'"), trouble)
		case st.Done < st.Total:
			fmt.Fprintf(&b, "The index of `%s` is incomplete: %s of %s files. Ask again later for the rest.\n\n",
				strings.ReplaceAll(src.name, "`", "'"), render.Number(st.Done), render.Number(st.Total))
		}
	}
	return b.String()
}

// body reads the body, or answers why it cannot be read.
func (c *call) body() ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.ResponseWriter, c.r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		c.fail(http.StatusRequestEntityTooLarge, "The request body is larger than 1 MiB.", nil)
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.fail(http.StatusRequestTimeout, "The request body did not come in time.", nil)
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
		c.invalid(wrong.Field, "must not be a JSON "+wrong.Value)
	default:
		c.fail(http.StatusBadRequest, "The request body is not a JSON object: "+err.Error(), nil)
	}
	return false
}
