package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// reply sends a chat answer in one of its two forms. write makes the text and
// hands it on piece by piece; its error means that the client has gone.
type reply struct {
	*call
	conversation, message string
	sending               *sync.Mutex
}

// whole sends one JSON object. Until it is there, progress is all there is to send.
func (r reply) whole(write func(emit func(string) error) error) {
	var text strings.Builder
	p := progress{call: r.call}
	stop := keepAlive(func() { p.say("the model is thinking") })
	err := write(func(s string) error { _, err := text.WriteString(s); return err })
	stop()
	if err != nil {
		return
	}
	r.json(map[string]string{
		"content": strings.TrimSpace(text.String()), "conversationId": r.conversation, "messageId": r.message,
	})
}

// stream sends server-sent events, each as soon as it is there.
func (r reply) stream(write func(emit func(string) error) error) {
	r.Header().Set("Content-Type", eventText)
	r.Header().Set("Cache-Control", "no-cache")
	r.Header().Set("X-Accel-Buffering", "no")
	r.WriteHeader(http.StatusOK)
	first := map[string]string{"event": "metadata", "conversationId": r.conversation, "messageId": r.message}
	if r.event("message", first) != nil {
		return
	}
	type delta struct {
		Content string `json:"content"`
	}
	type choice struct {
		Delta delta `json:"delta"`
	}
	stop := keepAlive(func() { _ = r.send(": thinking\n\n") }) // a client that has gone is noticed elsewhere
	err := write(func(s string) error {
		return r.event("", map[string][]choice{"choices": {{delta{s}}}})
	})
	stop()
	if err == nil {
		_ = r.send("data: [DONE]\n\n")
	}
}

// aliveEvery is short enough for proxies and clients that give up on a silent response.
const aliveEvery = 10 * time.Second

// keepAlive gives a sign whenever that time passes, until it is stopped: a model
// may think for minutes.
func keepAlive(sign func()) (stop func()) {
	ended := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(aliveEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				sign()
			case <-ended:
				return
			}
		}
	})
	return func() {
		close(ended)
		wg.Wait()
	}
}

func (r reply) event(name string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	text := "data: " + b.String() + "\n"
	if name != "" {
		text = "event: " + name + "\n" + text
	}
	return r.send(text)
}

func (r reply) send(text string) error {
	r.sending.Lock()
	defer r.sending.Unlock()
	if _, err := r.Write([]byte(text)); err != nil {
		return err
	}
	return http.NewResponseController(r).Flush()
}
