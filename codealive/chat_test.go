package codealive

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

const (
	conversation = "65f0c1a2b3d4e5f6071829aa"
	messageID    = "65f0c1a2b3d4e5f6071829ab"

	metadata = `event: message
data: {"event":"metadata","conversationId":"65f0c1a2b3d4e5f6071829aa","messageId":"65f0c1a2b3d4e5f6071829ab"}

`
	familyA = metadata + `event: message
data: {"type":"content","chunk":"A refund is booked by "}

event: message
data: {"type":"content","chunk":"Ledger.Post."}

event: message
data: {"type":"done","done":true}

`
	familyB = metadata + `data: {"choices":[{"delta":{"content":"A refund is booked by "}}]}

data: {"choices":[{"delta":{"content":"Ledger.Post."}}]}

data: [DONE]

`
	sentence = "A refund is booked by Ledger.Post."
)

// ask streams an answer and checks that what was heard is what is returned.
func ask(ctx context.Context, t *testing.T, c *Client) (ChatAnswer, error) {
	t.Helper()
	var heard strings.Builder
	answer, err := c.Chat(ctx, ChatQuestion{Question: "How is a refund booked?", Names: []string{"payments-api"}}, func(s string) {
		if s == "" {
			t.Error("heard an empty piece")
		}
		heard.WriteString(s)
	})
	if heard.String() != answer.Text {
		t.Errorf("heard %q, got %q", heard.String(), answer.Text)
	}
	return answer, err
}

func TestChatRequestBodies(t *testing.T) {
	user := func(text string) any { return []any{map[string]any{"role": "user", "content": text}} }
	stream := func(string) {}
	for _, c := range []struct {
		q      ChatQuestion
		onText func(string)
		want   map[string]any
	}{
		{ChatQuestion{Question: "How?", Names: []string{"payments-api", "касса"}}, stream,
			map[string]any{"messages": user("How?"), "names": []any{"payments-api", "касса"}, "stream": true}},
		{ChatQuestion{Question: "How?", Names: []string{"payments-api"}}, nil,
			map[string]any{"messages": user("How?"), "names": []any{"payments-api"}, "stream": false}},
		{ChatQuestion{Question: "Who?", ConversationID: conversation}, stream,
			map[string]any{"messages": user("Who?"), "conversationId": conversation, "stream": true}},
		{ChatQuestion{Question: "Who?", ConversationID: conversation, Names: []string{"web-shop"}}, nil,
			map[string]any{"messages": user("Who?"), "conversationId": conversation, "names": []any{"web-shop"}, "stream": false}},
		{ChatQuestion{Question: "<b> & возврат?", Names: []string{}}, nil,
			map[string]any{"messages": user("<b> & возврат?"), "stream": false}},
	} {
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			var got map[string]any
			if err := json.Unmarshal(raw, &got); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, want %v", raw, c.want)
			}
			if r.Method != http.MethodPost || r.URL.Path != "/api/chat/completions" || strings.Contains(string(raw), `\u`) {
				t.Errorf("%s %s %s", r.Method, r.URL, raw)
			}
			w.Header().Set("Content-Type", "application/json")
			write(w, `{"content":"ok"}`)
		})
		if answer, err := client.Chat(bounded(t), c.q, c.onText); err != nil || answer.Text != "ok" {
			t.Errorf("%q, %v", answer.Text, err)
		}
	}
}

func TestBothFrameFamiliesAreRead(t *testing.T) {
	whole := ChatAnswer{Text: sentence, ConversationID: conversation, MessageID: messageID}
	for name, c := range map[string]struct {
		body string
		want ChatAnswer
	}{
		"documented":           {familyA, whole},
		"of the client":        {familyB, whole},
		"documented, CRLF":     {strings.ReplaceAll(familyA, "\n", "\r\n"), whole},
		"with keep-alives":     {strings.ReplaceAll(familyB, "\n\n", "\n\n: ping\n\n"), whole},
		"mixed":                {metadata + "data: {\"chunk\":\"A refund is booked \"}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"by Ledger.Post.\"}}]}\n\ndata: [DONE]\n\n", whole},
		"metadata in parts":    {"data: {\"event\":\"metadata\",\"conversationId\":\"" + conversation + "\",\"messageId\":null}\n\ndata: {\"event\":\"metadata\",\"messageId\":\"" + messageID + "\"}\n\ndata: {\"event\":\"metadata\"}\n\ndata: {\"chunk\":\"" + sentence + "\",\"done\":true}\n\n", whole},
		"no metadata":          {"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n", ChatAnswer{Text: "a"}},
		"only type done":       {"data: {\"chunk\":\"a\"}\n\ndata: {\"type\":\"done\"}\n\n", ChatAnswer{Text: "a"}},
		"only done":            {"data: {\"chunk\":\"a\"}\n\ndata: {\"done\":true}\n\n", ChatAnswer{Text: "a"}},
		"not done":             {"data: {\"chunk\":\"a\",\"done\":false}\n\ndata: {\"done\":false}\n\ndata: {\"chunk\":\" b\"}\n\ndata: [DONE]\n", ChatAnswer{Text: "a b"}},
		"frames without text":  {"data: {\"choices\":[]}\n\ndata: {\"choices\":null}\n\ndata: {\"choices\":[{}]}\n\ndata: {\"choices\":[null]}\n\ndata: {\"choices\":[{\"delta\":null}]}\n\ndata: {\"choices\":[{\"delta\":{}}]}\n\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\ndata: {\"type\":\"content\",\"chunk\":null}\n\ndata: {\"chunk\":\"\"}\n\ndata: {\"usage\":{}}\n\n" + familyB, whole},
		"first choice only":    {"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"}}]}\n\ndata: [DONE]\n", ChatAnswer{Text: "a"}},
		"spaces are kept":      {"data: {\"chunk\":\" \\n\"}\n\ndata: {\"chunk\":\"\\tпривет 🙂\"}\n\ndata: [DONE]\n", ChatAnswer{Text: " \n\tпривет 🙂"}},
		"terminator, no text":  {metadata + "data: [DONE]\n\n", ChatAnswer{ConversationID: conversation, MessageID: messageID}},
		"terminator alone":     {"data: [DONE]", ChatAnswer{}},
		"after the terminator": {familyA + familyB + "event: error\ndata: {\"status\":500}\n\n", whole},
		"after DONE":           {familyB + "data: {\"event\":\"error\",\"message\":\"late\"}\n\n", whole},
	} {
		answer, err := ask(bounded(t), t, reply(t, http.StatusOK, "text/event-stream; charset=utf-8", c.body))
		if err != nil || answer != c.want {
			t.Errorf("%s: %+v, %v", name, answer, err)
		}
	}
}

func TestErrorFrames(t *testing.T) {
	for name, c := range map[string]struct {
		frame              string
		status             int
		code, detail, want string
	}{
		"named event": {"event: error\ndata: {\"type\":\"https://app.codealive.ai/errors/plan-limit\",\"title\":\"Plan limit reached\",\"status\":429,\"detail\":\"No chat calls left in this hour.\",\"requestId\":\"0HNA1B2C3D4E5:00000007\"}\n\n",
			429, "plan-limit", "Plan limit reached: No chat calls left in this hour.", "0HNA1B2C3D4E5:00000007"},
		"marked inside": {"data: {\"event\":\"error\",\"code\":\"INTERNAL\",\"message\":\"The answer could not be finished.\",\"traceId\":\"4bf92f3577b34da6\"}\n\n",
			0, "INTERNAL", "The answer could not be finished.", "4bf92f3577b34da6"},
		"marked, other event name": {"event: metadata\ndata: {\"event\":\"error\",\"message\":\"m\"}\n\n", 0, "STREAM_ERROR", "m", ""},
		"both marks":               {"event: error\ndata: {\"event\":\"error\",\"message\":\"m\"}\n\n", 0, "STREAM_ERROR", "m", ""},
		"event member is null":     {"event: error\ndata: {\"event\":null,\"title\":\"t\"}\n\n", 0, "STREAM_ERROR", "t", ""},
		"numeric text":             {"event: error\ndata: {\"status\":\"503\",\"title\":\"t\"}\n\n", 503, "", "t", ""},
		"status before code":       {"data: {\"event\":\"error\",\"status\":400,\"code\":\"500\",\"message\":\"m\"}\n\n", 400, "500", "m", ""},
		"numeric code":             {"data: {\"event\":\"error\",\"status\":null,\"code\":429,\"message\":\"m\"}\n\n", 429, "429", "m", ""},
		"status zero":              {"data: {\"event\":\"error\",\"status\":0,\"code\":\"X\",\"message\":\"m\"}\n\n", 0, "X", "m", ""},
		"status is a word":         {"data: {\"event\":\"error\",\"status\":\"BUSY\",\"message\":\"m\"}\n\n", 0, "BUSY", "m", ""},
		"details":                  {"data: {\"event\":\"error\",\"message\":\"m\",\"details\":\"d\"}\n\n", 0, "STREAM_ERROR", "m: d", ""},
		"same detail":              {"data: {\"event\":\"error\",\"message\":\"m\",\"detail\":\"m\"}\n\n", 0, "STREAM_ERROR", "m", ""},
		"detail before title":      {"data: {\"event\":\"error\",\"title\":\"t\",\"detail\":\"d\"}\n\n", 0, "STREAM_ERROR", "t: d", ""},
		"ids":                      {"event: error\ndata: {\"title\":\"t\",\"requestId\":\"r\",\"traceId\":\"x\"}\n\n", 0, "STREAM_ERROR", "t", "r"},
		"nothing said":             {"event: error\ndata: {}\n\n", 0, "STREAM_ERROR", "the service reported an error without a text", ""},
		"no blank line":            {"event: error\ndata: {\"title\":\"t\"}", 0, "STREAM_ERROR", "t", ""},
	} {
		body := metadata + "data: {\"chunk\":\"half \"}\n\ndata: {\"chunk\":\"a\"}\n\n" + c.frame + "\n\ndata: {\"chunk\":\"late\"}\n\n"
		answer, err := ask(bounded(t), t, reply(t, http.StatusOK, MediaSSE, body))
		api := apiError(t, err, KindStream)
		if answer != (ChatAnswer{Text: "half a", ConversationID: conversation, MessageID: messageID}) || api.ConversationID != conversation {
			t.Errorf("%s: answer %+v, error of conversation %q", name, answer, api.ConversationID)
		}
		if api.Status != c.status || api.Code != c.code || api.Detail != c.detail || api.RequestID != c.want {
			t.Errorf("%s: %d, code %q, detail %q, id %q", name, api.Status, api.Code, api.Detail, api.RequestID)
		}
	}
}

func TestWhatLooksLikeAnErrorFrameButIsNone(t *testing.T) {
	for name, frame := range map[string]string{
		"named error with an event of its own": "event: error\ndata: {\"event\":\"metadata\"}\n\n",
		"error ended before data":              "event: error\n\ndata: {\"title\":\"t\"}\n\n",
		"named error without JSON":             "event: error\ndata: oops\n\n",
		"error in the text":                    "data: {\"chunk\":\"\",\"title\":\"error\"}\n\n",
		"other event":                          "data: {\"event\":\"progress\",\"status\":500}\n\n",
	} {
		answer, err := ask(bounded(t), t, reply(t, http.StatusOK, MediaSSE, frame+familyB))
		if err != nil || answer.Text != sentence {
			t.Errorf("%s: %q, %v", name, answer.Text, err)
		}
	}
}

func TestConversationIDs(t *testing.T) {
	for id, want := range map[string]bool{
		conversation:                           true,
		strings.ToUpper(conversation):          true,
		"":                                     false,
		conversation[1:]:                       false,
		conversation + "0":                     false,
		conversation + "\n":                    false,
		" " + conversation:                     false,
		"conv_123":                             false,
		"g" + conversation[1:]:                 false,
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301": false,
	} {
		if ValidConversationID(id) != want {
			t.Errorf("%q: want %v", id, want)
		}
	}
}
