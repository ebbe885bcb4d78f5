// Package codealive is a client of the CodeAlive REST API. It knows nothing of
// MCP and can be used by any Go program.
package codealive

import (
	"bytes"
	"cmp"
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

	"github.com/codealive-mcp/codealive-mcp/internal/recall"
)

// Limits on what an answer may weigh, so that a broken server cannot fill the memory.
const (
	maxAnswer    = 32 << 20 // bytes
	maxErrorBody = 64 << 10 // bytes; the rest of an error body is not read
	maxRedirects = 5
)

// ErrNoKey is wrapped when a call was not sent for want of a usable key.
var ErrNoKey = errors.New("no API key")

// KeySource gives the key for one call. Its error reaches the caller as
// KindKey and should wrap ErrNoKey and name the fix.
type KeySource func(context.Context) (string, error)

// StaticKey is the KeySource of a process with one key.
func StaticKey(key string) KeySource {
	return func(context.Context) (string, error) { return key, nil }
}

// Options are the parts of a Client.
type Options struct {
	BaseURL   *url.URL          // from ParseBaseURL
	Key       KeySource         // asked on every call
	Transport http.RoundTripper // nil means http.DefaultTransport
	Version   string            // of this program, for the User-Agent header

	// Backoff is the wait before a second try, doubled before a third, each up
	// to a half longer or shorter; 0 means 250 ms.
	Backoff time.Duration

	// AtOnce is how many requests of one key may be under way at a time, 0 for
	// any number. The others wait for their turn until their context ends.
	AtOnce int
	Cache  *Cache // nil: every call is a request of its own
}

// Client calls one CodeAlive service. It is safe for concurrent use.
type Client struct {
	base    *url.URL
	key     KeySource
	http    *http.Client
	version string
	limit   int64 // bytes of a JSON answer or a chat stream
	backoff time.Duration
	budgets *budgets
	reads   *reads         // nil: nothing is kept or shared
	lacks   recall.Missing // routes that the service does not have
}

// New returns a Client. It touches no network.
func New(o Options) *Client {
	c := &Client{
		base: o.BaseURL, key: o.Key, version: o.Version, limit: maxAnswer,
		backoff: cmp.Or(o.Backoff, 250*time.Millisecond), budgets: newBudgets(o.AtOnce),
	}
	if o.Cache != nil {
		c.reads = newReads(*o.Cache, maxKept)
	}
	c.http = &http.Client{Transport: o.Transport, CheckRedirect: c.checkRedirect}
	return c
}

// checkRedirect keeps the key, and the question with it, on the configured
// host. A POST that would come back as a GET is refused too: it loses its body.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case !sameOrigin(c.base, req.URL):
		return &APIError{Kind: KindAnswer, Detail: fmt.Sprintf("redirected to %s://%s; the key stays on %s://%s", req.URL.Scheme, req.URL.Host, c.base.Scheme, c.base.Host)}
	case req.Method != via[0].Method:
		return &APIError{Kind: KindAnswer, Detail: "redirected in a way that drops the request body"}
	case len(via) > maxRedirects:
		return &APIError{Kind: KindAnswer, Detail: "too many redirects"}
	}
	return nil
}

// request is one call of the API.
type request struct {
	op     string // for errors and people
	tool   string // for the service's statistics
	method string
	path   string
	query  url.Values
	body   any
	accept string
	whole  func() bool // judges a decoded answer, nil for those that always are
}

// costs tells the requests that are billed each time: they are never repeated.
func (r request) costs() bool { return toolsWithEffect[r.tool] }

// keyOf is the key of a call.
func (c *Client) keyOf(ctx context.Context, op string) (string, error) {
	key, err := c.key(ctx)
	switch {
	case err != nil:
	case key == "":
		err = ErrNoKey
	case strings.ContainsFunc(key, unicode.IsControl):
		err = fmt.Errorf("%w that can be sent: the key holds a line break or another control character", ErrNoKey)
	}
	if err != nil {
		return "", &APIError{Kind: KindKey, Op: op, err: err}
	}
	return key, nil
}

// do sends one request when its turn has come and returns the answer of status
// 200. Every call goes through here. The caller closes the body, which gives the
// turn to the next.
func (c *Client) do(ctx context.Context, r request, key string) (*http.Response, error) {
	req, err := c.build(ctx, r, key)
	if err != nil {
		return nil, &APIError{Kind: KindRequest, Op: r.op, err: err}
	}
	p, err := c.budgets.enter(ctx, key, r)
	if err != nil {
		return nil, c.explained(err, key)
	}
	resp, err := c.send(req, r, key)
	if err != nil {
		var q Quota
		var api *APIError
		if errors.As(err, &api) {
			q = api.Quota
		}
		p.answered(q, api, time.Now())
		p.end()
		return nil, err
	}
	p.answered(parseQuota(resp.Header, time.Now()), nil, time.Now())
	resp.Body = &counted{resp.Body, p.end}
	return resp, nil
}

// counted is a body whose end is told.
type counted struct {
	io.ReadCloser
	closed func()
}

func (b *counted) Close() error {
	defer b.closed()
	return b.ReadCloser.Close()
}

// send sends a request and turns whatever is not an answer into an error.
func (c *Client) send(req *http.Request, r request, key string) (*http.Response, error) {
	ctx := req.Context()
	resp, err := c.http.Do(req)
	if err != nil {
		// A refused redirect comes inside a *url.Error; the error it holds is ours.
		var urlErr *url.Error
		if errors.As(err, &urlErr) {
			err = urlErr.Err
		}
		err = failed(ctx, r.op, err)
		var api *APIError
		if errors.As(err, &api) {
			api.Op = r.op
			api.clean(key)
		}
		return nil, err
	}
	if resp.StatusCode == http.StatusOK {
		resp.Body = http.MaxBytesReader(nil, resp.Body, c.limit)
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if err != nil && ctx.Err() != nil {
		return nil, failed(ctx, r.op, err)
	}
	return nil, statusError(r.op, resp, body, time.Now())
}

func (c *Client) build(ctx context.Context, r request, key string) (*http.Request, error) {
	target := c.base.JoinPath(r.path)
	target.RawQuery = r.query.Encode()
	var body io.Reader
	if r.body != nil {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r.body); err != nil {
			return nil, err
		}
		body = &buf
	}
	req, err := http.NewRequestWithContext(traced(ctx), r.method, target.String(), body)
	if err != nil {
		return nil, err
	}
	accept := r.accept
	if accept == "" {
		accept = "application/json, " + MediaProblem
	}
	for name, value := range map[string]string{
		"Authorization":           "Bearer " + key,
		"Content-Type":            "application/json",
		"Accept":                  accept,
		"User-Agent":              "codealive-mcp/" + c.version,
		"X-CodeAlive-Integration": "mcp",
		"X-CodeAlive-Client":      "codealive-mcp-go",
		"X-CodeAlive-Tool":        r.tool,
		HeaderProgress:            "yes",
	} {
		req.Header.Set(name, value)
	}
	return req, nil
}

// call answers a request without effect and decodes its JSON into out.
func (c *Client) call(ctx context.Context, r request, out any) (answer, error) {
	var got answer
	err := c.read(ctx, r, func(a answer) (bool, error) {
		got = a
		err := decode(r.op, a.body, out)
		return err == nil && (r.whole == nil || r.whole()), err
	})
	return got, err
}

// decode reads exactly one JSON value.
func decode(op string, b []byte, out any) error {
	if err := json.Unmarshal(b, out); err != nil {
		return &APIError{Kind: KindAnswer, Op: op, Detail: "the answer is not the JSON this API sends" + hintHTML(b)}
	}
	if err := errorInside(op, b); err != nil {
		return err
	}
	if !ours(b, out) {
		return &APIError{Kind: KindAnswer, Op: op, Detail: "the JSON of the answer has nothing that this API sends"}
	}
	return nil
}

// errorInside finds the error that a broken server sends with status 200, or an
// outage would look like "nothing found". No answer has such a member.
func errorInside(op string, b []byte) error {
	if !bytes.Contains(b, []byte(`"error"`)) && !bytes.Contains(b, []byte(`"error_msg"`)) {
		return nil
	}
	if o := parseObject(b); o["error"] != nil || o["error_msg"] != nil {
		e := &APIError{Kind: KindAnswer, Op: op}
		e.describe(o)
		e.Detail = "status 200, but an error inside: " + e.Detail
		return e
	}
	return nil
}

func hintHTML(b []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) {
		return " but a web page"
	}
	return ""
}
