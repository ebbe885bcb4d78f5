package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

const testKey = "sk-of-this-test"

// client is one of an endpoint that h plays.
func client(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return newClient(t, Config{BaseURL: s.URL, Model: "m1", Key: testKey})
}

func newClient(t *testing.T, cfg Config) *Client {
	t.Helper()
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sends(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func ask(c *Client) (text, note string, err error) {
	var b strings.Builder
	note, err = c.Ask(context.Background(), []codealive.ChatMessage{{Role: "user", Content: "<why?>"}}, func(s string) error {
		b.WriteString(s)
		return nil
	})
	return b.String(), note, err
}

// delta is one event of a stream.
func delta(text string) string {
	quoted, _ := json.Marshal(text) // text can always be written so
	return fmt.Sprintf("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}\n\n", quoted)
}

const (
	stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
	done = "data: [DONE]\n\n"
)

func TestBaseURLIsCompleted(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.example.com":                            "https://api.example.com/v1/chat/completions",
		"https://api.example.com/":                           "https://api.example.com/v1/chat/completions",
		"http://localhost:11434/v1/":                         "http://localhost:11434/v1/chat/completions",
		"https://example.com/api/v1":                         "https://example.com/api/v1/chat/completions",
		"https://example.com/v1beta/openai":                  "https://example.com/v1beta/openai/chat/completions",
		"http://10.0.0.7:8000/v1/chat/completions":           "http://10.0.0.7:8000/v1/chat/completions",
		"https://example.com/a%20b/chat/completions/":        "https://example.com/a%20b/chat/completions",
		"http://localhost/chat/completions/chat/completions": "http://localhost/chat/completions/chat/completions",
	} {
		if u, err := endpoint(base); err != nil || u.String() != want {
			t.Errorf("%s: %v, %v", base, u, err)
		}
	}
	for _, base := range []string{"", "localhost:11434", "api.example.com/v1", "ftp://x/v1", "https:///v1", "https://u:" + testKey + "@x", "https://x?key=1", "https://x#a", "https://x y"} {
		_, err := New(Config{BaseURL: base, Model: "m"})
		if err == nil || !strings.Contains(err.Error(), "CODEALIVE_LLM_BASE_URL") || strings.Contains(err.Error(), testKey) {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := New(Config{BaseURL: "http://x", Model: "m", Key: "a\nb"}); err == nil || strings.Contains(err.Error(), "a\nb") {
		t.Errorf("a key of two lines: %v", err)
	}
}

func TestRequestHoldsNoMoreThanEveryEndpointTakes(t *testing.T) {
	var got map[string]any
	var header http.Header
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions" {
			t.Errorf("%s %s, %v", r.Method, r.URL, err)
		}
		_, _ = io.WriteString(w, delta("Because.")+done)
	})
	if text, note, err := ask(c); text != "Because." || note != "" || err != nil {
		t.Errorf("%q, %q, %v", text, note, err)
	}
	if fmt.Sprint(got) != "map[messages:[map[content:<why?> role:user]] model:m1 stream:true]" {
		t.Errorf("sent %v", got)
	}
	if header.Get("Authorization") != "Bearer "+testKey || header.Get("Content-Type") != "application/json" {
		t.Errorf("header %v", header)
	}
	c.key = ""
	if _, _, err := ask(c); err != nil || header.Get("Authorization") != "" {
		t.Errorf("without a key: %q, %v", header.Get("Authorization"), err)
	}
}

func TestAnswersInAllTheirForms(t *testing.T) {
	for name, x := range map[string]struct{ body, text, note string }{
		"plain":                {delta("A ") + delta("b.") + stop + done, "A b.", ""},
		"no end mark":          {delta("A.") + stop, "A.", ""},
		"end mark only":        {delta("A.") + done, "A.", ""},
		"usage after the end":  {delta("A.") + stop + "data: {\"choices\":[],\"usage\":{\"total_tokens\":9}}\n\n" + done, "A.", ""},
		"first frame has role": {"data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n" + delta("A.") + done, "A.", ""},
		"comments":             {": PROCESSING\n\n" + delta("A.") + ": PROCESSING\n\n" + done, "A.", ""},
		"hidden reasoning":     {"data: {\"choices\":[{\"delta\":{\"content\":\"\",\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}}]}\n\n" + delta("A.") + done, "A.", ""},
		"stop in each frame":   {strings.ReplaceAll(delta("A ")+delta("b."), "null", `"stop"`) + done, "A b.", ""},
		"cut by length":        {delta("A") + strings.Replace(stop, "stop", "length", 1) + done, "A", "length limit"},
		"filtered":             {delta("A") + strings.Replace(stop, "stop", "content_filter", 1) + done, "A", "filter"},
		"parts":                {`data: {"choices":[{"delta":{"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"A."}]}}]}` + "\n\n" + done, "A.", ""},
		"one object":           {" \n{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"A.\"},\"finish_reason\":\"stop\"}]}", "A.", ""},
		"one object, cut":      {`{"choices":[{"message":{"content":"<think>x</think>\nA"},"finish_reason":"length"}],"error":null}`, "A", "length limit"},
		"think":                {delta("<thi") + delta("nk>I rea") + delta("son</th") + delta("ink>\n") + delta("\nA <think>.") + done, "A <think>.", ""},
		"no think":             {delta("\n") + delta("<") + delta("thin air>") + done, "<thin air>", ""},
		"begin of the mark":    {delta("<thi") + done, "<thi", ""},
		"signs that act":       {delta("A\x1b[2J\u202eb\r\n\tc") + done, "A[2Jb\n\tc", ""},
		"hidden signs":         {delta("A\u200bb\u00ad\U000e0041\u2028") + delta("\u200dc") + done, "Abc", ""},
		"joined signs":         {delta("می") + delta("\u200cخ ❤\ufe0f") + done, "می\u200cخ ❤\ufe0f", ""},
		"windows line ends":    {strings.ReplaceAll(delta("A.")+done, "\n", "\r\n"), "A.", ""},
	} {
		text, note, err := ask(client(t, sends(x.body)))
		if err != nil || text != x.text || !strings.Contains(note, x.note) || (x.note == "") != (note == "") {
			t.Errorf("%s: %q, %q, %v", name, text, note, err)
		}
	}
}

func TestAnswerThatNeverEndsIsCut(t *testing.T) {
	piece := strings.Repeat("日", 1000) // the limit is within a character
	for name, h := range map[string]http.HandlerFunc{
		"stream": func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, delta(piece)); err != nil {
					return
				}
			}
		},
		"one object": sends(`{"choices":[{"message":{"content":"` + strings.Repeat(piece, 1000) + `<"},"finish_reason":"stop"}]}`),
	} {
		text, note, err := ask(client(t, h))
		if err != nil || text != strings.Repeat("日", maxText/3) || !strings.Contains(note, "grew too long") {
			t.Errorf("%s: %d bytes, %q, %v", name, len(text), note, err)
		}
	}
}

// Each failure names the host and what to check, and never shows the key.
func TestFailures(t *testing.T) {
	status := func(code int, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	openAI := `{"error":{"message":"Incorrect API key provided: ` + testKey + `. See\nthe page.","code":"invalid_api_key"}}`
	for name, x := range map[string]struct {
		h    http.HandlerFunc
		text string
		want []string
	}{
		"wrong key":      {status(401, openAI), "", []string{"refused the key (401): Incorrect API key provided: [redacted]. See the page. Check CODEALIVE_LLM_API_KEY"}},
		"forbidden":      {status(403, ""), "", []string{"refused the key (403). Check CODEALIVE_LLM_API_KEY"}},
		"no such model":  {status(404, `{"error":"model 'm1' not found"}`), "", []string{`no model "m1"`, "/v1/chat/completions (404): model 'm1' not found", "Check CODEALIVE_LLM_MODEL"}},
		"quota":          {status(429, `{"detail":"slow down"}`, "Retry-After", "7"), "", []string{"(429): slow down. Ask again later (Retry-After: 7)"}},
		"bad request":    {status(400, `context too long`), "", []string{"refused the request (400): context too long. Check"}},
		"overloaded":     {status(503, `<html>busy</html>`), "", []string{"failed (503). Ask again"}},
		"redirect":       {status(307, "", "Location", "https://elsewhere.example.com/v1"), "", []string{"redirects to https://elsewhere.example.com, which is not followed (307). Write the new address into CODEALIVE_LLM_BASE_URL"}},
		"web page":       {status(200, "\n<!doctype html><title>Sign in</title>"), "", []string{"web page", "Check CODEALIVE_LLM_BASE_URL"}},
		"nothing":        {status(200, ""), "", []string{"sent an empty answer. Check"}},
		"no text":        {status(200, `{"choices":[{"message":{"content":null},"finish_reason":"stop"}]}`), "", []string{"sent an empty answer. Check"}},
		"only reasoning": {sends(delta("<think>no end") + strings.Replace(stop, "stop", "length", 1) + done), "", []string{"sent no text: The answer was cut at the endpoint's length limit. Check"}},
		"error with 200": {sends(`{"error":{"message":"no GPU"}}`), "", []string{"reported an error: no GPU. Check"}},
		"error frame":    {sends(delta("A ") + "data: {\"error\":{\"message\":\"worker died, key " + testKey + "\",\"code\":502}}\n\n"), "A ", []string{"reported an error: worker died, key [redacted]. Check"}},
		"error event":    {sends(delta("A ") + "event: error\ndata: {\"message\":\"worker died\"}\n\n"), "A ", []string{"reported an error: worker died. Check"}},
		"no end":         {sends(delta("A ")), "A ", []string{"ended the connection early"}},
		"connection reset": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, delta("A "))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, "A ", []string{"ended the connection early: unexpected EOF"}},
		"hidden in key": {status(500, testKey[:4]+"\u200b"+testKey[4:]), "", []string{"failed (500): [redacted]"}},
		"long words":    {status(500, strings.Repeat(testKey+" ", 1000)), "", []string{"failed (500): [redacted]"}},
	} {
		c := client(t, x.h)
		text, _, err := ask(c)
		var f *Failure
		if !errors.As(err, &f) || text != x.text {
			t.Errorf("%s: %q, %v", name, text, err)
			continue
		}
		for _, want := range append(x.want, c.Host()+" ") {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s lacks %q: %v", name, want, err)
			}
		}
		if s := err.Error(); strings.Contains(s, testKey) || len(s) > 600 || strings.Contains(s, "\n") || strings.Contains(s, "<") || strings.Contains(s, "..") {
			t.Errorf("%s: %q", name, s)
		}
	}
	c := client(t, status(401, ""))
	c.key = ""
	if _, _, err := ask(c); err == nil || !strings.Contains(err.Error(), "Set CODEALIVE_LLM_API_KEY") {
		t.Errorf("without a key: %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked with %v", r.Header) }))
	t.Cleanup(other.Close)
	for _, code := range []int{301, 302, 303, 307, 308} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, code) })
		if _, _, err := ask(c); err == nil || !strings.Contains(err.Error(), other.URL) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestEndpointsThatCannotBeReached(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewUnstartedServer(sends(delta("A.") + done))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for base, want := range map[string]string{
		closed.URL: "cannot be reached: dial tcp",
		secure.URL: "CODEALIVE_CA_FILE",
		"http://" + strings.TrimPrefix(secure.URL, "https://"): "refused the request (400)",
	} {
		_, _, err := ask(newClient(t, Config{BaseURL: base, Model: "m"}))
		var f *Failure
		if !errors.As(err, &f) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", base, err)
		}
	}
	c := newClient(t, Config{BaseURL: secure.URL, Model: "m", Transport: secure.Client().Transport})
	if text, _, err := ask(c); text != "A." || err != nil {
		t.Errorf("with its certificate: %q, %v", text, err)
	}
}

func TestCancellingEndsTheRequest(t *testing.T) {
	for _, text := range []string{"", "A "} {
		streaming, left := make(chan struct{}), make(chan struct{})
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // or the server does not see that the client left
			if text != "" {
				_, _ = io.WriteString(w, delta(text))
				_ = http.NewResponseController(w).Flush()
			}
			close(streaming)
			<-r.Context().Done()
			close(left)
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-streaming; cancel() }()
		_, err := c.Ask(ctx, nil, func(string) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after %q: %v", text, err)
		}
		<-left
	}
}

func TestErrorOfTheReaderEndsTheRequest(t *testing.T) {
	gone := errors.New("gone")
	if _, err := client(t, sends(delta("A")+delta("B")+done)).Ask(t.Context(), nil, func(string) error { return gone }); !errors.Is(err, gone) {
		t.Error(err)
	}
}

// quiet plays an endpoint that sends text, then nothing, until the request ends.
type quiet struct{ text *strings.Reader }

func (q quiet) RoundTrip(r *http.Request) (*http.Response, error) {
	if q.text == nil {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: 200, Request: r, Body: io.NopCloser(body{r.Context(), q.text})}, nil
}

// body gives its text byte by byte, as long as the request lasts.
type body struct {
	context.Context
	text *strings.Reader
}

func (b body) Read(p []byte) (int, error) {
	if b.text.Len() == 0 {
		<-b.Done()
	}
	if b.Err() != nil {
		return 0, b.Err()
	}
	return b.text.Read(p[:1])
}

func TestSilenceEndsTheRequest(t *testing.T) {
	for name, x := range map[string]struct {
		sent       *strings.Reader
		text, want string
		after      time.Duration
	}{
		"no answer":          {nil, "", "sent nothing for 2m0s. Check", maxSilence},
		"no first event":     {strings.NewReader(""), "", "fell silent for 2m0s", maxSilence},
		"in the middle":      {strings.NewReader(delta("A ")), "A ", "fell silent for 2m0s", maxSilence},
		"open after the end": {strings.NewReader(delta("A.") + stop), "A.", "", maxAfterEnd},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				text, _, err := ask(newClient(t, Config{BaseURL: "http://x", Model: "m", Transport: quiet{x.sent}}))
				if text != x.text || (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
					t.Errorf("%q, %v", text, err)
				}
				if took := time.Since(start); took != x.after {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

// alive plays an endpoint that shows signs of life for ever.
type alive struct{ context.Context }

func (a alive) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Minute):
		return copy(p, ": alive\n"), nil
	case <-a.Done():
		return 0, a.Err()
	}
}

type aliveOnly struct{}

func (aliveOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Request: r, Body: io.NopCloser(alive{r.Context()})}, nil
}

func TestSignsOfLifeAreNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, _, err := ask(newClient(t, Config{BaseURL: "http://x", Model: "m", Transport: aliveOnly{}}))
		if err == nil || !strings.Contains(err.Error(), "sent no word of an answer for 4m0s") || time.Since(start) != maxThought {
			t.Errorf("%v, %v", err, time.Since(start))
		}
	})
}

// A caller that reads slowly is not the endpoint's silence.
func TestSlowReaderIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, Config{BaseURL: "http://x", Model: "m", Transport: quiet{strings.NewReader(delta("A ") + delta("b.") + done)}})
		_, err := c.Ask(t.Context(), nil, func(string) error {
			time.Sleep(2 * maxSilence) // in the bubble
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func FuzzAnswersNeverPanic(f *testing.F) {
	f.Add(delta("<think>") + delta("</think>A [1]") + stop)
	f.Add(`{"choices":[{"message":{"content":[{"type":"text"}]}}]}`)
	f.Add("data: {\"error\":[1]}\n")
	f.Fuzz(func(t *testing.T, body string) {
		c := newClient(t, Config{BaseURL: "http://x", Model: "m"})
		a := answer{client: c, watch: &watch{}, emit: func(string) error { return nil }, broken: func(err error) error { return err }}
		if err := a.read(strings.NewReader(body)); err == nil && a.size == 0 {
			t.Error("nothing counts as an answer")
		}
	})
}
