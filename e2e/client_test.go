package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// eras are the generations of the protocol: with a handshake, and without.
var eras = []string{"2025-11-25", "2026-07-28"}

// session is a connected client that is not ours.
type session struct {
	*mcp.ClientSession
	wire *wire
	era  string
	http bool
}

// everyWay runs a test over both transports and in both eras of the protocol.
func everyWay(t *testing.T, b func(t *testing.T) backend, test func(t *testing.T, s session)) {
	t.Helper()
	for _, era := range eras {
		t.Run("stdio "+era, func(t *testing.T) { test(t, overStdio(t, b(t), era)) })
		t.Run("HTTP "+era, func(t *testing.T) { test(t, overHTTP(t, b(t), era)) })
	}
}

func overStdio(t *testing.T, b backend, era string) session {
	t.Helper()
	w := &wire{}
	return connect(t, &mcp.LoggingTransport{
		Transport: &mcp.CommandTransport{Command: command(t, binary, b.stdio())},
		Writer:    w,
	}, w, era)
}

func overHTTP(t *testing.T, b backend, era string) session {
	t.Helper()
	endpoint := serveHTTP(t, binary, b.env, "--transport", "http", "--port", "0")
	w := &wire{}
	return connect(t, &mcp.StreamableClientTransport{
		Endpoint:             endpoint,
		HTTPClient:           &http.Client{Transport: bearer{b.key, w}},
		MaxRetries:           -1,
		DisableStandaloneSSE: true, // the server has none
	}, w, era)
}

func connect(t *testing.T, over mcp.Transport, w *wire, era string) session {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "e2e", Version: "1"}, &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}})
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	s, err := client.Connect(ctx, over, &mcp.ClientSessionOptions{ProtocolVersion: era})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the session did not end well: %v", err)
		}
	})
	if got := s.InitializeResult().ProtocolVersion; got != era {
		t.Errorf("the session speaks %s, not %s", got, era)
	}
	_, isStdio := over.(*mcp.LoggingTransport)
	return session{s, w, era, !isStdio}
}

// call makes a tool call that must not be a protocol error.
func (s session) call(t *testing.T, tool string, args map[string]any) (text string, isError bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	params := &mcp.CallToolParams{Name: tool, Arguments: args}
	params.SetProgressToken("progress of " + tool)
	result, err := s.CallTool(ctx, params)
	if err != nil {
		t.Fatal(err)
	}
	return textOf(t, result.Content), result.IsError
}

func textOf(t *testing.T, content []mcp.Content) string {
	t.Helper()
	var b strings.Builder
	for _, c := range content {
		text, ok := c.(*mcp.TextContent)
		if !ok {
			t.Errorf("content is %T, not text", c)
			continue
		}
		b.WriteString(text.Text)
	}
	return b.String()
}

// message is one that the server sent, as far as these tests look into it.
type message struct {
	Method string
	Params struct {
		ProgressToken any
		Progress      float64
		Message       string
		Meta          map[string]any `json:"_meta"`
	}
	Result *struct {
		Content []struct{ Text string }
	}
}

// wire keeps what came from the server, in the order in which it came.
type wire struct {
	mu  sync.Mutex
	got []string
}

func (w *wire) add(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, text)
}

// Write takes the log of mcp.LoggingTransport.
func (w *wire) Write(p []byte) (int, error) {
	if text, ok := strings.CutPrefix(string(p), "read: "); ok {
		w.add(text)
	}
	return len(p), nil
}

func (w *wire) messages(t *testing.T) []message {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []message
	for _, text := range w.got {
		var m message
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Errorf("%v: %s", err, text)
		}
		all = append(all, m)
	}
	return all
}

// bearer sends a key with every request and keeps what is answered.
type bearer struct {
	key  string
	wire *wire
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.key != "" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.key)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	resp.Body = &tee{ReadCloser: resp.Body, wire: b.wire, events: media == "text/event-stream"}
	return resp, nil
}

// tee keeps the messages of one response: the data lines of events, or all of it.
type tee struct {
	io.ReadCloser
	wire   *wire
	events bool
	text   bytes.Buffer
}

func (r *tee) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.text.Write(p[:n])
	for r.events {
		line, rest, whole := strings.Cut(r.text.String(), "\n")
		if !whole {
			break
		}
		r.text.Reset()
		r.text.WriteString(rest)
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			r.wire.add(data)
		}
	}
	if err == io.EOF && !r.events && r.text.Len() > 0 {
		r.wire.add(r.text.String())
		r.text.Reset()
	}
	return n, err
}
