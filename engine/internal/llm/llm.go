// Package llm asks a language model behind an OpenAI-compatible endpoint.
package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

const (
	// maxSilence is how long an endpoint may send nothing at all, from the
	// request to its end: a model on a small machine reads a prompt for a minute.
	maxSilence = 2 * time.Minute
	// maxThought is how long it may take to the first word of the answer, signs
	// of life and hidden reasoning or not: callers give up a little later, and
	// would not get the evidence either.
	maxThought   = 4 * time.Minute
	maxAfterEnd  = 2 * time.Second // the same, once the model has said that it is done
	maxBody      = 32 << 20        // bytes of an answer, hidden reasoning and framing included
	maxErrorBody = 64 << 10        // bytes
	maxText      = 100_000         // bytes of text, against a model that never ends
)

// Config names a model. Its texts are as the user wrote them.
type Config struct {
	BaseURL   string            // with or without /v1; see endpoint
	Model     string            // as the endpoint calls it
	Key       string            // "" sends none
	Transport http.RoundTripper // nil means http.DefaultTransport
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	Model string

	url  *url.URL
	key  string
	http *http.Client
}

// New returns a Client. It touches no network. Its error names the setting.
func New(c Config) (*Client, error) {
	u, err := endpoint(c.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("CODEALIVE_LLM_BASE_URL (--llm-base-url): %w", err)
	}
	if c.Model == "" {
		return nil, errors.New("CODEALIVE_LLM_MODEL (--llm-model) is missing")
	}
	if strings.ContainsFunc(c.Key, unicode.IsControl) {
		return nil, errors.New("CODEALIVE_LLM_API_KEY (--llm-api-key) holds a line break or another control character")
	}
	// No redirect is followed: it would carry key and code elsewhere.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{Model: c.Model, url: u, key: c.Key, http: &http.Client{Transport: c.Transport, CheckRedirect: stay}}, nil
}

// Host is where the model is, with the port if one was given.
func (c *Client) Host() string { return c.url.Host }

// endpoint completes a base URL: /v1 when it has no path, then
// /chat/completions unless it ends so already.
func endpoint(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil, u.Hostname() == "", u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("write it as https://host/v1 or http://host:port/v1")
	case u.User != nil:
		return nil, errors.New("it must not hold a user or password; the key goes into CODEALIVE_LLM_API_KEY")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("it must not have a query or fragment")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if u.Path == "" {
		u.Path = "/v1"
	}
	u.Path = strings.TrimSuffix(u.Path, "/chat/completions") + "/chat/completions"
	return u, nil
}

// ModelsURL is where an endpoint lists its models.
func ModelsURL(base string) (*url.URL, error) {
	u, err := endpoint(base)
	if err == nil {
		u.Path = strings.TrimSuffix(u.Path, "/chat/completions") + "/models"
	}
	return u, err
}

// Ask sends the messages, once: a model costs. It hands the answer's text to
// emit as it comes. The note is a sentence about an answer that is not whole,
// or "". An error is a *Failure, or that of ctx or emit.
func (c *Client) Ask(ctx context.Context, messages []codealive.ChatMessage, emit func(string) error) (note string, err error) {
	// Nothing but what every endpoint takes: some refuse a temperature, or
	// know max_tokens by another name.
	body, err := json.Marshal(struct {
		Model    string                  `json:"model"`
		Messages []codealive.ChatMessage `json:"messages"`
		Stream   bool                    `json:"stream"`
	}{c.Model, messages, true})
	if err != nil {
		return "", err
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := &watch{limit: maxSilence, timer: time.AfterFunc(maxSilence, func() { cancel(errSilent) })}
	defer watch.timer.Stop()
	thought := time.AfterFunc(maxThought, func() { cancel(errThought) })
	defer thought.Stop()
	speak := func(text string) error {
		thought.Stop()
		return emit(text)
	}
	req, err := http.NewRequestWithContext(inner, http.MethodPost, c.url.String(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", codealive.MediaSSE+", application/json")
	req.Header.Set("User-Agent", "codealive-mcp")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return "", c.unreachable(ctx, inner, err)
	}
	defer func() { _ = resp.Body.Close() }()
	watch.from = resp.Body
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(watch, maxErrorBody)) // the status says enough
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", c.refused(resp, text)
	}
	a := answer{client: c, watch: watch, emit: speak, broken: func(err error) error { return c.broken(ctx, inner, err) }}
	err = a.read(http.MaxBytesReader(nil, io.NopCloser(watch), maxBody))
	return a.note, err
}

// watch reads a response and starts the clock anew for each read, so that only
// the endpoint's silence counts, not the time that our reader takes.
type watch struct {
	limit time.Duration
	timer *time.Timer
	from  io.Reader
}

func (w *watch) Read(p []byte) (int, error) {
	w.timer.Reset(w.limit)
	n, err := w.from.Read(p)
	w.timer.Stop()
	return n, err
}
