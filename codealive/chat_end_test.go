package codealive

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const piece = `data: {"chunk":"half a"}` + "\n\n"

var half = ChatAnswer{Text: "half a", ConversationID: conversation, MessageID: messageID}

// streaming accepts the question, so that the server notices when the client
// goes, and begins the answer.
func streaming(w http.ResponseWriter, r *http.Request, text string) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", MediaSSE)
	write(w, text)
}

func TestServerIsNotWaitedForAfterTheEnd(t *testing.T) {
	for _, end := range []string{"data: [DONE]\n", "data: {\"done\":true}\n", "data: {\"type\":\"done\"}\n", "event: error\ndata: {\"title\":\"t\"}\n"} {
		gone := make(chan struct{})
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			streaming(w, r, metadata+piece+end) // no blank line, and the body stays open
			<-r.Context().Done()
			close(gone)
		})
		answer, err := ask(bounded(t), t, client)
		if failed := err != nil; answer != half || failed != strings.HasPrefix(end, "event: error") {
			t.Errorf("%q: %+v, %v", end, answer, err)
		}
		<-gone // the connection is not left open either
	}
}

func TestTextIsPassedOnAtOnce(t *testing.T) {
	heard := make(chan string)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming(w, r, "")
		for _, want := range []string{"one", "two"} {
			write(w, `data: {"choices":[{"delta":{"content":"`+want+`"}}]}`+"\n")
			select {
			case got := <-heard:
				if got != want {
					t.Errorf("heard %q, want %q", got, want)
				}
			case <-r.Context().Done():
				t.Errorf("%q was not passed on", want)
			}
		}
		write(w, "data: [DONE]\n")
	})
	ctx := bounded(t)
	answer, err := client.Chat(ctx, ChatQuestion{Question: "q"}, func(s string) {
		select {
		case heard <- s:
		case <-ctx.Done():
		}
	})
	if err != nil || answer.Text != "onetwo" {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestEndOfInputWithoutTerminator(t *testing.T) {
	for _, c := range []struct {
		body, detail string
		want         ChatAnswer
	}{
		{metadata + piece, "before the answer was complete", half},
		{piece, "before the answer was complete", ChatAnswer{Text: "half a"}},
		{metadata, "without an answer", ChatAnswer{ConversationID: conversation, MessageID: messageID}},
		{"data: {\"event\":\"metadata\",\"messageId\":\"" + messageID + "\"}\n\n", "without an answer", ChatAnswer{MessageID: messageID}},
		{"", "empty", ChatAnswer{}},
		{": ping\n\ndata: {\"choices\":[]}\n\n", "empty", ChatAnswer{}},
	} {
		whole, err := ask(bounded(t), t, reply(t, http.StatusOK, MediaSSE, c.body))
		end := apiError(t, err, KindCutOff)
		if !strings.Contains(end.Detail, c.detail) || end.Unwrap() != nil {
			t.Errorf("%q: %v", c.body, end)
		}
		// A broken connection is told the same way, with its cause.
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			streaming(w, r, c.body)
			panic(http.ErrAbortHandler)
		})
		broken, err := ask(bounded(t), t, client)
		cut := apiError(t, err, KindCutOff)
		if whole != c.want || broken != c.want {
			t.Errorf("%q: %+v and %+v", c.body, whole, broken)
		}
		if !strings.Contains(cut.Detail, c.detail) || !errors.Is(cut, io.ErrUnexpectedEOF) {
			t.Errorf("%q, broken: %v", c.body, cut)
		}
		for _, api := range []*APIError{end, cut} {
			if api.ConversationID != c.want.ConversationID || !api.Retry(time.Now()).Worth {
				t.Errorf("%q: conversation %q, retry %+v", c.body, api.ConversationID, api.Retry(time.Now()))
			}
		}
	}
}

func TestResetInTheMiddleKeepsTheText(t *testing.T) {
	heard := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming(w, r, metadata+piece)
		<-heard // a reset would overtake what is still on its way
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	})
	answer, err := client.Chat(bounded(t), ChatQuestion{Question: "q"}, func(string) { close(heard) })
	api := apiError(t, err, KindCutOff)
	if answer != half || api.Unwrap() == nil || errors.Is(err, io.EOF) {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestDeadlineInTheMiddleKeepsTheText(t *testing.T) {
	for _, body := range []string{metadata + piece, metadata} {
		synctest.Test(t, func(t *testing.T) {
			client := servePipes(t, func(w http.ResponseWriter, r *http.Request) {
				streaming(w, r, body)
				<-r.Context().Done()
			})
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			answer, err := ask(ctx, t, client)
			api := apiError(t, err, KindTimeout)
			want := half
			if body == metadata {
				want.Text = ""
			}
			if answer != want || api.ConversationID != conversation || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%+v, %v", answer, err)
			}
		})
	}
}

func TestCancelInTheMiddleEndsTheRequestUpstream(t *testing.T) {
	gone := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming(w, r, metadata+piece)
		<-r.Context().Done()
		close(gone)
	})
	ctx, cancel := context.WithCancel(bounded(t))
	answer, err := client.Chat(ctx, ChatQuestion{Question: "q"}, func(string) { cancel() })
	var api *APIError
	if answer != half || !errors.Is(err, context.Canceled) || errors.As(err, &api) {
		t.Errorf("%+v, %T %v", answer, err, err)
	}
	<-gone
}

func TestCancelledCallerIsToldSoEvenAtTheEndOfInput(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	answer, err := readStream(ctx, strings.NewReader(metadata+piece), func(string) { cancel() })
	if answer != half || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestEndlessStreamStopsAtTheLimitWithItsText(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming(w, r, metadata)
		for r.Context().Err() == nil {
			write(w, piece)
		}
	})
	client.limit = 64 << 10
	answer, err := ask(bounded(t), t, client)
	api := apiError(t, err, KindAnswer)
	pieces := (client.limit - int64(len(metadata))) / int64(len(piece))
	if !strings.Contains(api.Detail, "larger than 64 KiB") || api.Retry(time.Now()).Worth || api.ConversationID != conversation {
		t.Errorf("%v", err)
	}
	if n := strings.Count(answer.Text, "half a"); int64(n) < pieces || int64(n) > pieces+1 || answer.ConversationID != conversation {
		t.Errorf("%d pieces kept, want about %d", n, pieces)
	}
}

func TestLongLineInTheStream(t *testing.T) {
	long := strings.Repeat("x", 5<<20)
	answer, err := ask(bounded(t), t, reply(t, http.StatusOK, MediaSSE, `data: {"chunk":"`+long+`"}`+"\n\ndata: [DONE]\n\n"))
	if err != nil || answer.Text != long {
		t.Errorf("%d bytes, %v", len(answer.Text), err)
	}
}
