package codealive

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// roundTrip answers requests without a network.
type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// canned returns a client of a service that answers by f.
func canned(t *testing.T, f roundTrip) *Client {
	t.Helper()
	u, err := ParseBaseURL("https://code.example.com/prefix")
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{BaseURL: u, Key: StaticKey(testKey), Transport: f, Version: "1.2.3", Backoff: 1})
}

func answerWith(r *http.Request, status int, header http.Header, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: header, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// keyMark stands for the key in inputs, which are kept in files.
const keyMark = "%KEY%"

func withKey(s string) string { return strings.ReplaceAll(s, keyMark, testKey) }

// wellFormed asserts that a failure is an *APIError that can be shown.
func wellFormed(t *testing.T, err error) *APIError {
	t.Helper()
	var api *APIError
	if !errors.As(err, &api) {
		t.Fatalf("error is %T (%v), want *APIError", err, err)
	}
	text := strings.Join([]string{shown(api), api.ConversationID, api.Hint.Retry, api.Hint.Try}, " ")
	if strings.Contains(text, testKey) {
		t.Errorf("%q shows the key", text)
	}
	if api.Op == "" || api.Kind == "" || strings.ContainsAny(text, "\r\n\x00") {
		t.Errorf("%q, kind %q, op %q", text, api.Kind, api.Op)
	}
	if after := api.Retry(time.Unix(1_800_000_000, 0)).After; after < 0 || after > maxWait {
		t.Errorf("retry after %s", after)
	}
	return api
}

// frames writes text as a stream that any service may send: pieces of either
// family in every style, chosen by plan, and an end.
func frames(text string, plan uint64, end byte) string {
	var b strings.Builder
	runes := []rune(text)
	n := int(plan%5) + 1
	for i := range n {
		plan >>= 3
		piece, _ := json.Marshal(string(runes[i*len(runes)/n : (i+1)*len(runes)/n])) // text always encodes
		last := ""
		if end == 3 && i == n-1 {
			last = `,"done":true`
		}
		style := plan % 8
		if last != "" && style%2 == 1 {
			style-- // the other family has no such member
		}
		b.WriteString([]string{
			"event: message\ndata: {\"type\":\"content\",\"chunk\":" + string(piece) + last + "}\n\n",
			"data: {\"choices\":[{\"delta\":{\"content\":" + string(piece) + "}}]}\n\n",
			": ping\n\ndata:{\"chunk\":" + string(piece) + last + "}\n",
			"data: {\"choices\":[{\"delta\":{\"content\":null}}]}\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":" + string(piece) + "}}]}\r\n",
			"data: {\"chunk\":\ndata: " + string(piece) + last + "}\n\n",
			"data: {\"choices\":[\ndata: {\"delta\":{\"content\":" + string(piece) + "}}]}\n",
			"id: 1\nretry: 5\ndata:  {\"chunk\":" + string(piece) + ",\"event\":\"message\"" + last + "} \n\n",
			"data: no frame\n\ndata: {\"choices\":[{\"delta\":{\"content\":" + string(piece) + "}},{\"delta\":{\"content\":\"other\"}}]}\n\n",
		}[style])
	}
	return b.String() + []string{
		"data: [DONE]\n", "data: {\"done\":true}", "data: {\"type\":\"done\"}\r\n", "",
		"\n\nevent: error\ndata: {\"title\":\"t\",\"detail\":\"%KEY%\",\"status\":\"429\"}\n\n",
		"\n\ndata: {\"event\":\"error\",\"code\":\"X\",\"message\":\"m %KEY%\"}\n", "",
	}[end]
}

// Whatever came before, unless it ended the answer, the text that follows is
// received whole, and an end of any form is told as what it is.
func FuzzChat(f *testing.F) {
	for i, junk := range []string{
		"", metadata, familyA, familyB, "\ufeff: hi\r\n" + familyB, "data: {\"chunk\":\"half", "data: {\n", "event: error\n",
		"event: error\ndata: {\"title\":\"" + keyMark + "\",\"status\":\"429\"}\n\n", "data: {\"event\":\"error\",\"code\":\"X\",\"message\":\"m\"}\n\n",
		"data: {\"event\":\"metadata\",\"conversationId\":\"" + keyMark + "\",\"messageId\":5}\n",
		`{"content":"a","conversationId":"` + conversation + `"}`, `{"id":"` + conversation + `","choices":[{"message":{"content":"a"}}]}`, `{"error":{"message":"` + keyMark + `"}}`, "<html>",
	} {
		f.Add(junk, sentence, uint64(i)*0o1234567, byte(i), byte(i/2), i%3 > 0)
	}
	f.Fuzz(func(t *testing.T, junk, text string, plan uint64, end, media byte, stream bool) {
		junk, text, end = withKey(junk)+"\n\n", strings.ToValidUTF8(text, ""), end%7
		header := http.Header{}
		if media %= 6; media < 5 {
			header.Set("Content-Type", []string{MediaSSE, MediaSSE + "; charset=utf-8", "text/plain", "application/json", "text/html"}[media])
		}
		ask := func(body string) (ChatAnswer, error) {
			c := canned(t, func(r *http.Request) *http.Response { return answerWith(r, http.StatusOK, header, body) })
			var heard strings.Builder
			var onText func(string)
			if stream {
				onText = func(s string) {
					if s == "" {
						t.Error("heard an empty piece")
					}
					heard.WriteString(s)
				}
			}
			answer, err := c.Chat(t.Context(), ChatQuestion{Question: "q"}, onText)
			if err != nil {
				_ = wellFormed(t, err)
			}
			if stream && heard.String() != answer.Text {
				t.Errorf("heard %q, got %q", heard.String(), answer.Text)
			}
			return answer, err
		}
		before, err := ask(junk)
		if streamed := media < 2 || stream && media != 3 && media != 4 && !strings.HasPrefix(junk, "{"); !streamed {
			return
		}
		got, end2 := ask(junk + withKey(frames(text, plan, end)))
		var api *APIError
		if !errors.As(err, &api) || api.Kind != KindCutOff {
			if got != before || (end2 == nil) != (err == nil) {
				t.Errorf("%+v, %v, and with more after the end %+v, %v", before, err, got, end2)
			}
			return
		}
		if want := before.Text + text; got.Text != want || got.ConversationID != before.ConversationID || got.MessageID != before.MessageID {
			t.Errorf("%+v, want the text %q after %+v", got, want, before)
		}
		switch {
		case end < 4 && end2 != nil, end >= 4 && end2 == nil:
			t.Errorf("end %d: %v", end, end2)
		case end == 4 || end == 5:
			if api := wellFormed(t, end2); api.Kind != KindStream || api.Code != "X" && api.Status != 429 {
				t.Errorf("end %d: %+v", end, api)
			}
		case end == 6:
			if api := wellFormed(t, end2); api.Kind != KindCutOff {
				t.Errorf("end %d: %+v", end, api)
			}
		}
	})
}
