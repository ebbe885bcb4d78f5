package api

import (
	"errors"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/llm"
)

// converse has the model answer from the evidence and gives what it said. When
// it does not answer, the evidence does, below a line that says why: that is
// text and no error, since the caller can work with it.
func (s *Server) converse(c *call, e exchange, emit func(string) error) (string, error) {
	if len(e.hits) == 0 { // the model has nothing to answer from
		return "", e.layOut(c.r.Context(), emit)
	}
	picked := answer.Pick(e.hits, e.query.WantsTest, answer.ToTell)
	messages, shown := answer.Prompt(e.question, e.turns, e.query, picked, e.several())
	var said strings.Builder
	note, err := s.Model.Ask(c.r.Context(), messages, func(text string) error {
		if said.Len() == 0 {
			intro := answer.IntroModel(s.Model.Model, s.Model.Host(), names(e.sources)) + incomplete(e.sources)
			if err := emit(intro); err != nil {
				return err
			}
		}
		said.WriteString(text)
		return emit(text)
	})
	var failure *llm.Failure
	switch {
	case errors.As(err, &failure) && said.Len() == 0:
		s.Log.Warn("the model did not answer", "why", failure.What, "requestId", c.id)
		if err := emit("The model did not answer: " + failure.Error() + "\n\n"); err != nil {
			return "", err
		}
		return "", e.layOut(c.r.Context(), emit)
	case errors.As(err, &failure):
		s.Log.Warn("the model's answer broke off", "why", failure.What, "requestId", c.id)
		return said.String(), emit("\n\nThe answer broke off here: " + failure.Error() + "\n\nThe evidence it was given:" + answer.List(shown, e.several()))
	case err != nil:
		return "", err
	}
	if note != "" {
		note = "\n\n" + note
	}
	return said.String(), emit(note + answer.Sources(said.String(), shown, e.several()))
}
