package engine

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

const modelKey = "sk-of-the-model"

// endpoint plays a model and keeps what it was asked.
type endpoint struct {
	*httptest.Server
	asked  []string // the messages, as "role: text"
	answer func(w http.ResponseWriter, r *http.Request)
}

func playModel(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *endpoint {
	m := &endpoint{answer: answer}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Messages []codealive.ChatMessage }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("Authorization") != "Bearer "+modelKey {
			t.Errorf("%v, %v", r.Header, err)
		}
		m.asked = nil
		for _, msg := range in.Messages {
			m.asked = append(m.asked, msg.Role+": "+msg.Content)
		}
		m.answer(w, r)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *endpoint) host() string { return strings.TrimPrefix(m.URL, "http://") }

func (m *endpoint) option(c *Config, _ *index.Options) {
	c.LLM = &LLM{BaseURL: m.URL, Model: "tiny", Key: modelKey}
}

func says(pieces ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, p := range pieces {
			fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%q}}]}\n\n", p)
			_ = http.NewResponseController(w).Flush()
		}
	}
}

func saysAll(pieces ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		says(pieces...)(w, r)
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}
}

func TestModelAnswersFromTheEvidence(t *testing.T) {
	m := playModel(t, saysAll("Post ", "appends the entry [1]; see [7]."))
	dir := shop(t)
	write(t, dir, "secret.txt", "nothing of this matters")
	k := serve(t, []string{dir}, m.option)
	got := k.ask("where does Post append an entry?", "").Content
	for _, want := range []string{
		"The model `tiny` at " + m.host() + " answers from what", "\n\nPost appends the entry [1]; see [7].\n\nSources:\n- [1] `ledger/post.go:4-6`",
		"not backed by any evidence: [7]",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "No language model") || strings.Contains(got, "```") {
		t.Errorf("the evidence is laid out too:\n%s", got)
	}
	if len(m.asked) != 2 || !strings.HasPrefix(m.asked[0], "system: ") || !strings.HasPrefix(m.asked[1], "user: Evidence:\n\n[1] `ledger/post.go:4-6`\n```go\n") ||
		!strings.HasSuffix(m.asked[1], "Question: where does Post append an entry?") || strings.Contains(m.asked[1], "secret") {
		t.Errorf("asked %q", m.asked)
	}
}

// The client must get a piece of the answer before the model makes the next.
func TestModelsAnswerIsPassedOnAsItComes(t *testing.T) {
	next := make(chan struct{})
	m := playModel(t, func(w http.ResponseWriter, r *http.Request) {
		says("One. ")(w, r)
		<-next
		saysAll("Two [1].")(w, r)
	})
	k := serve(t, []string{shop(t)}, m.option)
	res := k.chat(`{"messages":[{"role":"user","content":"ledger"}]}`)
	var got []string
	for s := bufio.NewScanner(res.Body); s.Scan(); {
		if strings.Contains(s.Text(), "One. ") {
			close(next)
		}
		if s.Text() != "" {
			got = append(got, s.Text())
		}
	}
	if n := len(got); n != 7 || !strings.Contains(got[4], "Two [1].") || !strings.Contains(got[5], "Sources:") || got[6] != "data: [DONE]" {
		t.Errorf("%d lines: %q", n, got)
	}
}

func TestFollowUpTellsTheModelWhatWasSaid(t *testing.T) {
	m := playModel(t, saysAll("By addToCart [1]."))
	k := serve(t, []string{shop(t)}, m.option)
	first := k.ask("add to cart", "")
	m.answer = saysAll("The shop [1].")
	second := k.ask("and who does it?", fmt.Sprintf(`,"conversationId":%q`, first.ConversationID))
	want := []string{"user: add to cart", "assistant: By addToCart ."}
	if len(m.asked) != 4 || fmt.Sprint(m.asked[1:3]) != fmt.Sprint(want) || !strings.Contains(m.asked[3], "web/cart.ts") {
		t.Errorf("asked %q", m.asked)
	}
	k.ask("where is the cart?", fmt.Sprintf(`,"conversationId":%q`, second.ConversationID))
	if len(m.asked) != 6 || m.asked[4] != "assistant: The shop ." {
		t.Errorf("asked %q", m.asked)
	}
	k.chat(`{"stream":false,"messages":[{"role":"assistant","content":"Hello."},{"role":"user","content":"cart"},{"role":"assistant","content":"Yes [2]."},{"role":"user","content":"where?"}]}`)
	if len(m.asked) != 4 || m.asked[1] != "user: cart" || m.asked[2] != "assistant: Yes ." || !strings.HasSuffix(m.asked[3], "Question: where?") {
		t.Errorf("asked %q", m.asked)
	}
}

// An outage of the model must not take the evidence with it.
func TestEvidenceAnswersWhenTheModelDoesNot(t *testing.T) {
	var log bytes.Buffer
	m := playModel(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"error":{"message":"bad key `+modelKey+` for: how is a ledger"}}`, http.StatusUnauthorized)
	})
	k := serve(t, []string{shop(t)}, m.option, func(c *Config, _ *index.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	alone := serve(t, []string{shop(t)}).ask("where does Post append an entry?", "").Content
	_, evidence, _ := strings.Cut(alone, "best first.")
	got := k.ask("where does Post append an entry?", "").Content
	if !strings.HasPrefix(got, "The model did not answer: "+m.host()+" refused the key (401): bad key [redacted] for: how is a ledger. Check CODEALIVE_LLM_API_KEY") ||
		!strings.Contains(got, "No language model wrote this.") || !strings.HasSuffix(got, evidence) || len(evidence) < 200 {
		t.Errorf("got %s", got)
	}
	if text := log.String(); !strings.Contains(text, "refused the key (401)") || strings.Contains(text, modelKey) || strings.Contains(text, "ledger") {
		t.Errorf("log %s", text)
	}
	m.Close()
	if got := k.ask("ledger", "").Content; !strings.HasPrefix(got, "The model did not answer: "+m.host()+" cannot be reached") || !strings.Contains(got, "`ledger/post.go:4-6`") {
		t.Errorf("got %s", got)
	}
}

func TestAnswerThatBreaksOffKeepsItsText(t *testing.T) {
	m := playModel(t, says("Post appends"))
	k := serve(t, []string{shop(t)}, m.option)
	got := k.ask("where does Post append an entry?", "").Content
	if !strings.Contains(got, "\n\nPost appends\n\nThe answer broke off here: "+m.host()+" ended the connection early") ||
		!strings.Contains(got, "\n\nThe evidence it was given:\n- [1] `ledger/post.go:4-6`") {
		t.Errorf("got %s", got)
	}
}

func TestModelIsNotAskedWithoutEvidence(t *testing.T) {
	m := playModel(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	if got := serve(t, []string{shop(t)}, m.option).ask("zzqqxx", "").Content; !strings.Contains(got, "Nothing in") {
		t.Errorf("got %s", got)
	}
}

func TestModelStopsWhenTheClientLeaves(t *testing.T) {
	asked, left := make(chan struct{}), make(chan struct{})
	m := playModel(t, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
		close(left)
	})
	k := serve(t, []string{shop(t)}, m.option)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://engine/api/chat/completions", strings.NewReader(`{"messages":[{"role":"user","content":"ledger"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	res, err := k.client.Do(req) // its header may come before the client leaves, or not
	if err == nil {
		defer func() { _ = res.Body.Close() }()
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("answered")
	}
	<-left
}

func TestWrongModelIsRefusedAtTheStart(t *testing.T) {
	_, err := New(Config{Roots: func() []string { return nil }, LLM: &LLM{BaseURL: "localhost:11434", Model: "m"}})
	if err == nil || !strings.Contains(err.Error(), "CODEALIVE_LLM_BASE_URL") {
		t.Error(err)
	}
}
