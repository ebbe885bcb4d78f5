package tools

import (
	"context"
	"errors"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

type chatArgs struct {
	Question       string   `json:"question"`
	DataSources    []string `json:"data_sources" old:"data_source,data_source_ids"`
	ConversationID string   `json:"conversation_id"`
}

func (a chatArgs) check() error {
	switch {
	case a.Question == "":
		return errors.New("question is missing")
	case a.ConversationID != "" && !codealive.ValidConversationID(a.ConversationID):
		return errors.New("conversation_id is not one: it has 24 hexadecimal digits; take it from an earlier answer, or leave it out")
	}
	return nil
}

type chatter interface {
	Chat(context.Context, codealive.ChatQuestion, func(string)) (codealive.ChatAnswer, error)
}

// chat asks a question and gathers the streamed answer into one result.
func chat(o Options) server.ServerTool {
	var api chatter = o.API
	return server.ServerTool{
		Tool: mcp.NewTool("chat",
			mcp.WithDescription("Get a written answer to a question about the code. Slow and billed: only when the user asks for it, else semantic_search."),
			mcp.WithString("question", mcp.Required(), mcp.Description("One question with all it needs to be understood.")),
			names(),
			mcp.WithString("conversation_id", mcp.Description("From an earlier answer, to continue it; data_sources may then be left out.")),
			output(map[string]string{"answer": "string", "conversation_id": "string", "rendered": "string"}),
			readOnly("Chat About Codebase")),
		Handler: handle(o, func(ctx context.Context, p *progress, in chatArgs) (result, error) {
			names := in.DataSources
			if in.ConversationID == "" { // a conversation knows its sources
				var err error
				if names, err = o.sources(ctx, names); err != nil {
					return result{}, err
				}
			}
			return either(o, "chat", func() (result, error) {
				answer, err := api.Chat(ctx, codealive.ChatQuestion{
					Question: in.Question, Names: names, ConversationID: in.ConversationID,
				}, p.answer)
				if err != nil {
					return result{text: render.Cut(answer.Text, "ask for less at a time")}, unknownConversation(err, in)
				}
				data := map[string]string{"answer": answer.Text, "conversation_id": answer.ConversationID}
				return result{chatText(answer, in.ConversationID), data}, nil
			}, func() (result, error) {
				if in.ConversationID != "" {
					return result{}, problem{what: "this service answers each question on its own and knows no conversation_id", try: []string{"leave it out, name data_sources, and say in the question what came before"}}
				}
				return o.tool(ctx, "chat", map[string]any{"question": in.Question, "data_sources": names}, "ask for less at a time")
			})
		}),
	}
}

// unknownConversation names the fix when it is the conversation that is not found.
func unknownConversation(err error, in chatArgs) error {
	var api *codealive.APIError
	if in.ConversationID != "" && len(in.DataSources) == 0 && errors.As(err, &api) && api.Status == http.StatusNotFound && !errors.Is(err, codealive.ErrNoRoute) {
		return problem{what: "the service does not know this conversation_id", try: []string{"leave it out to begin a new conversation"}}
	}
	return err
}

// chatText adds the conversation's id where the model does not have it yet.
func chatText(answer codealive.ChatAnswer, conversation string) string {
	text := render.Cut(answer.Text, "ask for less at a time")
	if text == "" {
		text = "The answer is empty. Check with get_data_sources that the data sources can be read, or ask in other words."
	}
	if id := answer.ConversationID; conversation == "" && codealive.ValidConversationID(id) {
		text += "\n\nconversation_id: " + id
	}
	return text
}
