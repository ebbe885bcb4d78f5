package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func (k *kit) chat(body string) *http.Response {
	k.t.Helper()
	return k.do(k.t.Context(), http.MethodPost, "/api/chat/completions", body)
}

type whole struct{ Content, ConversationID, MessageID string }

func (k *kit) ask(question, more string) whole {
	k.t.Helper()
	res := k.chat(fmt.Sprintf(`{"messages":[{"role":"user","content":%q}],"stream":false%s}`, question, more))
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		body, _ := io.ReadAll(res.Body)
		k.t.Fatalf("%d %s", res.StatusCode, body)
	}
	return decode[whole](k.t, res)
}

func TestChatLaysOutEvidence(t *testing.T) {
	k := serve(t, []string{shop(t)})
	got := k.ask("how is a ledger entry booked?", "")
	for _, want := range []string{
		"No language model wrote this.", "`ledger/post.go:4-6`", "method `Ledger.Post` · Post books an entry.",
		"    5  \treturn l.store.Append(e)", "`README.md:5-7`",
	} {
		if !strings.Contains(got.Content, want) {
			t.Errorf("%q is missing in\n%s", want, got.Content)
		}
	}
	if !hex24.MatchString(got.ConversationID) || !hex24.MatchString(got.MessageID) || got.ConversationID == got.MessageID {
		t.Errorf("ids %q, %q", got.ConversationID, got.MessageID)
	}
	nothing := k.ask("zzqqxx", "")
	if !strings.Contains(nothing.Content, "Nothing in") || !strings.Contains(nothing.Content, "try words") {
		t.Errorf("nothing found: %s", nothing.Content)
	}
}

func TestChatStreamsByDefault(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, stream := range []string{"", `,"stream":true`} {
		res := k.chat(`{"messages":[{"role":"user","content":"ledger entry"}]` + stream + `,"debug":true,"other":{}}`)
		if res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" || res.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("headers %v", res.Header)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		events := strings.Split(strings.TrimSuffix(string(body), "\n\n"), "\n\n")
		if len(events) < 4 || events[len(events)-1] != "data: [DONE]" {
			t.Fatalf("events %q", events)
		}
		var meta struct{ Event, ConversationID, MessageID string }
		first, ok := strings.CutPrefix(events[0], "event: message\ndata: ")
		if err := json.Unmarshal([]byte(first), &meta); !ok || err != nil || meta.Event != "metadata" ||
			!hex24.MatchString(meta.ConversationID) || !hex24.MatchString(meta.MessageID) {
			t.Errorf("first event %q", events[0])
		}
		text := ""
		for _, e := range events[1 : len(events)-1] {
			var frame struct {
				Choices []struct{ Delta struct{ Content string } }
			}
			data, ok := strings.CutPrefix(e, "data: ")
			if err := json.Unmarshal([]byte(data), &frame); !ok || err != nil || len(frame.Choices) != 1 {
				t.Fatalf("event %q: %v", e, err)
			}
			text += frame.Choices[0].Delta.Content
		}
		if want := k.ask("ledger entry", "").Content; strings.TrimSpace(text) != want {
			t.Errorf("streamed\n%s\nwhole\n%s", text, want)
		}
	}
}

func TestFollowUpRemembersTheQuestionBefore(t *testing.T) {
	k := serve(t, []string{shop(t), folder(t, "other.txt", "ledger elsewhere")})
	name := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))[0].Name
	first := k.ask("add to cart", fmt.Sprintf(`,"names":[%q]`, name))
	next := k.ask("and who does it?", fmt.Sprintf(`,"conversationId":%q`, strings.ToUpper(first.ConversationID)))
	if next.ConversationID != first.ConversationID || next.MessageID == first.MessageID || !strings.Contains(next.Content, "web/cart.ts") {
		t.Errorf("follow-up %+v", next)
	}
	if strings.Contains(next.Content, "other.txt") {
		t.Error("the follow-up searched another source")
	}
}

func TestEarlierMessagesCountToo(t *testing.T) {
	k := serve(t, []string{shop(t)})
	res := k.chat(`{"stream":false,"messages":[{"role":"user","content":"add to cart"},{"role":"assistant","content":"ledger"},{"role":"user","content":"where?"}]}`)
	if got := decode[whole](t, res); !strings.Contains(got.Content, "web/cart.ts") || strings.Contains(got.Content, "post.go") {
		t.Errorf("got %s", got.Content)
	}
}

func TestChatChoosesSourcesByNameAndID(t *testing.T) {
	a, b := folder(t, "one.txt", "needle in alpha"), folder(t, "two.txt", "needle in beta")
	k := serve(t, []string{a, b})
	list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	if got := k.ask("needle", `,"dataSources":[{"id":"`+list[1].ID+`","type":"repository"}]`).Content; !strings.Contains(got, "two.txt") || strings.Contains(got, "one.txt") {
		t.Errorf("by id: %s", got)
	}
	if got := k.ask("needle", fmt.Sprintf(`,"names":[%q,%q]`, list[0].Name, list[1].Name)).Content; !strings.Contains(got, "in `"+list[0].Name+"`") || !strings.Contains(got, "two.txt") {
		t.Errorf("both: %s", got)
	}
	problem(t, k.chat(`{"messages":[{"role":"user","content":"needle"}]}`), http.StatusNotFound)
	problem(t, k.chat(`{"messages":[{"role":"user","content":"needle"}],"names":["x"]}`), http.StatusNotFound)
}

func TestWrongChatRequests(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for body, field := range map[string]string{
		`{}`:              "messages",
		`{"messages":[]}`: "messages",
		`{"messages":[{"role":"user","content":" "}]}`:      "messages",
		`{"messages":[{"role":"assistant","content":"x"}]}`: "messages",
		`{"messages":"x"}`: "messages",
		`{"messages":[{"role":"user","content":"x"}],"conversationId":"conv_1"}`:               "conversationId",
		`{"messages":[{"role":"user","content":"x"}],"conversationId":"65f0c1a2b3d4e5f60718"}`: "conversationId",
		`{"messages":[{"role":"user","content":"x"}],"stream":"maybe"}`:                        "stream",
		`not json`: "", `[]`: "", ``: "",
	} {
		p := problem(t, k.chat(body), http.StatusBadRequest)
		if field != "" && len(p.Errors[field]) == 0 {
			t.Errorf("%s: %+v", body, p)
		}
	}
	p := problem(t, k.chat(`{"messages":[{"role":"user","content":"x"}],"conversationId":"65f0c1a2b3d4e5f6071829aa"}`), http.StatusNotFound)
	if !strings.Contains(p.Detail, "onversation") {
		t.Errorf("unknown conversation: %s", p.Detail)
	}
	if got := k.chat(`{"messages":[{"role":"user","content":"ledger"}],"conversationId":null,"names":null,"stream":null}`); got.StatusCode != http.StatusOK {
		t.Errorf("null members: %d", got.StatusCode)
	}
	problem(t, k.chat(`{"messages":[{"role":"user","content":"`+strings.Repeat("x", 1<<20)+`"}]}`), http.StatusRequestEntityTooLarge)
}

func TestChatStopsWhenTheClientLeaves(t *testing.T) {
	gate := newGate()
	dir := folder(t, "a.txt", "one", "b.txt", "two", "c.txt", "three")
	k := serve(t, []string{dir}, gate.hold(1))
	defer gate.open()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-gate.reached; cancel() }()
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://x/api/chat/completions",
		strings.NewReader(`{"messages":[{"role":"user","content":"one"}]}`))
	req.Header.Set("Authorization", "Bearer "+testKey)
	if res, err := k.client.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("answered while the index was held")
	}
	// The index goes on without the client.
	gate.open()
	if res := k.search("three"); *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 3, FilesTotal: 3}) {
		t.Errorf("index %+v", res.DataSources[0].Indexing)
	}
}

// Each item must reach the client when it is ready, not with the last one.
func TestStreamIsFlushedItemByItem(t *testing.T) {
	k := serve(t, []string{shop(t)})
	res := k.chat(`{"messages":[{"role":"user","content":"ledger"}]}`)
	if res.ContentLength != -1 {
		t.Errorf("content length %d", res.ContentLength)
	}
	n := 0
	for s := bufio.NewScanner(res.Body); s.Scan(); {
		if strings.HasPrefix(s.Text(), "data: ") {
			n++
		}
	}
	if n < 5 { // metadata, introduction, two items, end
		t.Errorf("%d events", n)
	}
}
