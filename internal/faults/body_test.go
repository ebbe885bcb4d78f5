package faults_test

import (
	"encoding/json"
	"net/http"
	"strings"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// inOnePiece is the answer as one JSON value, of chat too.
func inOnePiece(a faults.Answer) faults.Answer {
	if !a.IsStream() {
		return a
	}
	b, _ := json.Marshal(map[string]string{"content": service.Answer, "conversationId": service.ConversationID, "messageId": service.MessageID})
	return faults.JSON(http.StatusOK, string(b))
}

func media(name string, of func(faults.Answer) faults.Answer) faults.Fault {
	return faults.Changing(func(a faults.Answer) faults.Answer { return of(a).With("Content-Type", name) })
}

func asItIs(a faults.Answer) faults.Answer { return a }

// bodyFaults are answers of status 200 that are not what was asked for.
func bodyFaults() []fault {
	said := func(change func(body string) string) faults.Fault {
		return faults.Changing(func(a faults.Answer) faults.Answer {
			a = inOnePiece(a)
			return a.Saying(change(string(a.Body)))
		})
	}
	instead := func(body string) faults.Fault { return said(func(string) string { return body }) }
	unlike := func(name string, do faults.Fault) fault {
		return fault{name: name, do: do, read: fails(foreign, no, 1, byService), chat: fails(foreign, no, 1, byService)}
	}
	inside := fails(mistake, "after fixing the arguments", 1, byService)
	return []fault{
		unlike("JSON cut off, its length right", said(func(body string) string { return body[:len(body)/2] })),
		unlike("words after the JSON", said(func(body string) string { return body + "\nServer ready.\n" })),
		unlike("two JSON values", said(func(body string) string { return body + body })),
		{name: "empty body", do: faults.Changing(func(a faults.Answer) faults.Answer { return a.Saying("") }),
			read: fails(foreign, no, 1, byService), chat: fails(cutOff, once5, 1, byConnection)},
		unlike("null", instead("null")),
		unlike("a number", instead("5")),
		unlike("a text", instead(`"ok"`)),
		unlike("a list for an object, an object for a list", said(func(body string) string {
			if strings.HasPrefix(body, "[") {
				return "{}"
			}
			return "[]"
		})),
		unlike("an object of another service", instead(`{"status":"ok"}`)),
		unlike("an error with status 200", instead(`{"error":{"code":"INTERNAL","message":"It broke."}}`)),
		unlike("a web page", faults.Sending(faults.Answer{Status: http.StatusOK}.With("Content-Type", "text/html").Saying("<html><h1>Log in</h1></html>"))),
		{name: "a mistake that the Tool API reports with status 200",
			do:   faults.Sending(faults.JSON(http.StatusOK, `{"rendered":"<tool_error/>","obj":{"error":{"code":"invalid_tool_arguments","message":"No such path.","retry":"yes, after fixing the arguments","try":"List the tree."}}}`)),
			tool: inside, but: map[string]outcome{"get_file_tree": inside, "read_file": inside, "get_repository_ontology": inside,
				"get_artifact_query_schema": inside, "query_artifact_metadata": inside}},
		{name: "text/plain, else right", do: media("text/plain", asItIs), read: answer(1), chat: answer(1)},
		{name: "no media type, else right", do: media("", asItIs), read: answer(1), chat: answer(1)},
		{name: "JSON though a stream was asked for", do: faults.Changing(inOnePiece), chat: answer(1), tool: answer(1)},
		{name: "JSON as text/plain though a stream was asked for", do: media("text/plain", inOnePiece), chat: answer(1), tool: answer(1)},
		{name: "body without end", large: true, do: faults.EndlessBody(faults.JSON(http.StatusOK, ""), strings.Repeat(" ", 64<<10), 0),
			read: fails(foreign, no, 1, bySize), chat: fails(foreign, no, 1, bySize)},
	}
}
