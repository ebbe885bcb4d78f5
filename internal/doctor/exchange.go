package doctor

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"
)

// exchange is one request without a key: it shows how far connections get
// before a key is sent to anyone, and costs nothing of a budget.
type exchange struct {
	handshake bool                 // TLS was begun with the service
	tls       *tls.ConnectionState // once it was made
	tlsIn     time.Duration
	answerIn  time.Duration
	status    int
	location  string // of a redirect
	body      []byte
	err       error
}

const listPath = "api/datasources/ready"

// exchange makes the request, once.
func (e *exam) exchange(ctx context.Context) *exchange {
	if e.first == nil {
		e.first = send(ctx, e.transport, e.backend.BaseURL.JoinPath(listPath), "codealive-mcp/"+e.Version, "", e.Step)
	}
	return e.first
}

// send makes one GET and follows no redirect.
func send(ctx context.Context, t http.RoundTripper, to *url.URL, agent, key string, limit time.Duration) *exchange {
	x := new(exchange)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var shaking, sent time.Time
	// The hooks end before RoundTrip does, unless the time is up: then nothing
	// of theirs may be read.
	seen := make(chan func(*exchange), 16)
	note := func(f func(*exchange)) {
		select {
		case seen <- f:
		default:
		}
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeStart: func() { now := time.Now(); note(func(x *exchange) { x.handshake, shaking = true, now }) },
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			now := time.Now()
			note(func(x *exchange) {
				if err == nil {
					x.tls, x.tlsIn = &s, now.Sub(shaking)
				}
			})
		},
		WroteRequest: func(httptrace.WroteRequestInfo) { now := time.Now(); note(func(*exchange) { sent = now }) },
		GotFirstResponseByte: func() {
			now := time.Now()
			note(func(x *exchange) { x.answerIn = now.Sub(sent) })
		},
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		x.err = err
		return x
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", agent)
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := t.RoundTrip(req)
	for len(seen) > 0 {
		(<-seen)(x)
	}
	if err != nil {
		x.err = err
		return x
	}
	defer func() { _ = resp.Body.Close() }()
	x.status = resp.StatusCode
	if to, err := resp.Location(); err == nil {
		x.location = to.String()
	}
	x.body, x.err = io.ReadAll(io.LimitReader(resp.Body, 256<<10))
	return x
}

// firstAnswer judges what the service says to a request without a key.
func firstAnswer(ctx context.Context, e *exam) []Finding {
	x := e.exchange(ctx)
	base := e.backend.BaseURL
	if x.err != nil {
		return problem(base.Host+" was reached, but does not answer: "+reason(x.err), "check with its operator that the service is up; check host and port in CODEALIVE_BASE_URL")
	}
	status := x.status
	found := fmt.Sprintf("%s answers with status %d to a request without a key", base.Host, status)
	page := bytes.HasPrefix(bytes.TrimSpace(x.body), []byte("<"))
	switch {
	case status == http.StatusProxyAuthRequired:
		return problem("the proxy wants a password (407)", proxyLogin(e.proxyVariable()))
	case status >= 300 && status < 400:
		return problem(found+", a redirect to "+place(x.location)+", which is not followed", "set CODEALIVE_BASE_URL to where the API itself is; if that is a login page, this network wants a login first")
	case status == http.StatusBadRequest && bytes.Contains(bytes.ToUpper(x.body), []byte("HTTPS")):
		return problem(base.Host+" wants https://", "set CODEALIVE_BASE_URL to https://"+base.Host+base.Path)
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		return problem(found+": it is down for now", "try again in a few minutes; if it lasts, tell its operator")
	case status == http.StatusOK && page:
		return problem(found+", with a web page: this is not the API", "set CODEALIVE_BASE_URL to the address of CodeAlive without a path, or with the prefix under which /api lies")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ok(found + ", as it should")
	}
	return ok(found)
}

// place is where a redirect leads, without what may be secret in it.
func place(location string) string {
	if location == "" {
		return "nowhere"
	}
	return showURL(location)
}

// reason is the cause of a failed request in few words.
func reason(err error) string {
	var late net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &late) && late.Timeout():
		return "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	return strings.TrimPrefix(err.Error(), "tls: ")
}
