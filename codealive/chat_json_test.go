package codealive

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestBothShapesOfTheWholeAnswer(t *testing.T) {
	for body, want := range map[string]ChatAnswer{
		`{"content":"A","conversationId":"` + conversation + `","messageId":"` + messageID + `","x":{}}`: {Text: "A", ConversationID: conversation, MessageID: messageID},
		`{"content":"A","conversationId":null,"messageId":null}`:                                         {Text: "A"},
		`{"content":""}`: {},
		`{"id":"` + conversation + `","choices":[{"message":{"content":"A"}}]}`:                                                     {Text: "A", ConversationID: conversation},
		`{"id":"3f2504e0-4f89-11d3-9a0c-0305e82c3301","choices":[{"message":{"content":"A"}}]}`:                                     {Text: "A"},
		`{"id":"` + messageID + `","conversationId":"` + conversation + `","content":null,"choices":[{"message":{"content":"A"}}]}`: {Text: "A", ConversationID: conversation},
		`{"choices":[{"message":{"content":null}}]}`:                                                                                {},
		`{"choices":[{"message":null},{"message":{"content":"B"}}]}`:                                                                {},
	} {
		for _, mediaType := range []string{"application/json", "Application/JSON; charset=utf-8"} {
			client := reply(t, http.StatusOK, mediaType, body)
			if answer, err := client.Chat(bounded(t), ChatQuestion{Question: "q"}, nil); err != nil || answer != want {
				t.Errorf("%s: %+v, %v", body, answer, err)
			}
			// The same though a stream was asked for.
			if answer, err := ask(bounded(t), t, client); err != nil || answer != want {
				t.Errorf("%s, stream wanted: %+v, %v", body, answer, err)
			}
		}
	}
}

func TestWholeAnswerWithoutMediaTypeIsRead(t *testing.T) {
	for _, mediaType := range []string{"text/plain", "", ";"} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{mediaType}
			write(w, `{"content":"A"}`)
		})
		if answer, err := client.Chat(bounded(t), ChatQuestion{Question: "q"}, nil); err != nil || answer.Text != "A" {
			t.Errorf("%q: %+v, %v", mediaType, answer, err)
		}
		if answer, err := ask(bounded(t), t, client); err != nil || answer.Text != "A" {
			t.Errorf("%q, stream wanted: %+v, %v", mediaType, answer, err)
		}
	}
}

func TestStreamIsReadWhateverItIsCalled(t *testing.T) {
	want := ChatAnswer{Text: sentence, ConversationID: conversation, MessageID: messageID}
	for _, mediaType := range []string{"TEXT/Event-Stream", "text/plain", "application/octet-stream", "", ";"} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{mediaType}
			write(w, familyA)
		})
		if answer, err := ask(bounded(t), t, client); err != nil || answer != want {
			t.Errorf("%q: %+v, %v", mediaType, answer, err)
		}
	}
	// Also when none was asked for.
	answer, err := reply(t, http.StatusOK, MediaSSE, familyB).Chat(bounded(t), ChatQuestion{Question: "q"}, nil)
	if err != nil || answer != want {
		t.Errorf("unasked: %+v, %v", answer, err)
	}
}

func TestChatAnswersThatAreNone(t *testing.T) {
	for _, c := range []struct{ mediaType, body, detail string }{
		{"text/html; charset=utf-8", "<html></html>", "web page"},
		{"application/json", "<html></html>", "web page"},
		{"application/json", `{}`, "no text"},
		{"application/json", `null`, "nothing that this API sends"},
		{"application/json", `{"content":null,"choices":[]}`, "no text"},
		{"application/json", `{"error":{"code":"X","message":"m"}}`, "an error inside: m"},
		{"application/json", `{"content":5}`, "not the JSON"},
		{"application/json", `{"content":"A"`, "not the JSON"},
		{"application/json", `{"content":"A"} {}`, "not the JSON"},
		{"application/json", ``, "not the JSON"},
		{"application/json", familyA, "not the JSON"},
	} {
		client := reply(t, http.StatusOK, c.mediaType, c.body)
		_, plain := client.Chat(bounded(t), ChatQuestion{Question: "q"}, nil)
		_, streamed := ask(bounded(t), t, client)
		for _, err := range []error{plain, streamed} {
			if api := apiError(t, err, KindAnswer); !strings.Contains(api.Detail, c.detail) || api.Retry(time.Now()).Worth {
				t.Errorf("%s %q: %v", c.mediaType, c.body, err)
			}
		}
	}
}

func TestFailureBeforeTheFirstByteIsAStatusError(t *testing.T) {
	client := reply(t, http.StatusTooManyRequests, MediaProblem, `{"type":"https://app.codealive.ai/errors/plan-limit","title":"Plan limit reached"}`)
	answer, err := ask(bounded(t), t, client)
	if api := apiError(t, err, KindStatus); api.Status != 429 || api.Code != "plan-limit" || answer != (ChatAnswer{}) {
		t.Errorf("%+v, %v", answer, err)
	}
	// Even when its body is a stream.
	_, err = ask(bounded(t), t, reply(t, http.StatusInternalServerError, MediaSSE, familyA))
	_ = apiError(t, err, KindStatus)
}
