package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// maxBody is the longest message, in bytes: that of stdio.
const maxBody = maxLine

var (
	errMedia    = refused{mcp.INVALID_REQUEST, "unsupported media type: send application/json, not compressed"}
	errTooLarge = refused{mcp.INVALID_REQUEST, fmt.Sprintf("invalid request: the message is longer than %d bytes", maxBody)}
	errSlow     = refused{mcp.INVALID_REQUEST, fmt.Sprintf("invalid request: the message took longer than %v to arrive", bodyTime)}
	errCutOff   = refused{mcp.INVALID_REQUEST, "invalid request: the message is cut off"}
	errStopped  = refused{mcp.INTERNAL_ERROR, "cancelled: the server is stopping"}
)

// post answers one message.
func (e *endpoint) post(w http.ResponseWriter, r *http.Request) {
	key, err := e.keys.admit(r.Header, e.guard.near(r))
	if err != nil {
		challenge(w, nil, err)
		return
	}
	inside := e.requests
	if !inside.enter() {
		busy(w, nil)
		return
	}
	defer func() { inside.leave() }()

	body, status, err := readBody(w, r)
	if err != nil {
		refuse(w, status, nil, err)
		return
	}
	m, err := parse(body)
	if err != nil {
		refuse(w, http.StatusBadRequest, m.ID, err)
		return
	}
	if err := e.keys.admitMethod(m.Method, key); err != nil {
		challenge(w, m.ID, err)
		return
	}
	if m.Method == "" && e.asks.deliver(m) {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	if m.Method == string(mcp.MethodNotificationCancelled) && mcp.IsModernProtocol(r.Header.Get(server.HeaderKeyProtocolVersion)) {
		// In this era hanging up is what cancels. Some clients say so too, and
		// without the _meta that the SDK would ask them for.
		w.WriteHeader(http.StatusAccepted)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if m.Method == string(mcp.MethodSubscriptionsListen) {
		if !e.listeners.enter() {
			busy(w, m.ID)
			return
		}
		inside.leave()
		inside = e.listeners
		// It has no end of its own that could be waited for.
		defer context.AfterFunc(e.stopping, cancel)()
	}
	if !e.options.Local && key != "" {
		ctx = codealive.WithKey(ctx, key)
	}
	if e.options.Context != nil {
		ctx = e.options.Context(ctx, r.Header)
	}
	out := &stream{w: w, events: m.ID != nil && takesEvents(r.Header.Values("Accept"))}
	e.converse(ctx, out, r.Header, m, key)
}

// converse has the server answer m, and sends what it says on the way.
func (e *endpoint) converse(ctx context.Context, out *stream, header http.Header, m message, key string) {
	session := header.Get(server.HeaderKeySessionID)
	switch m.Method {
	case string(mcp.MethodInitialize):
		session = rand.Text()
	case string(mcp.MethodSubscriptionsListen):
		session = "" // several may listen at once
	}
	c := newCaller(callerID(session, key), out, &e.asks, e.log)
	if m.Method == string(mcp.MethodSubscriptionsListen) {
		c.subscription = m.ID
		if err := e.server.RegisterSession(ctx, c); err == nil {
			defer e.server.UnregisterSession(ctx, c.id)
		}
	}
	go c.attend()
	reply := e.ask(ctx, c, header, m)
	c.close()

	if m.ID == nil && reply.status < http.StatusBadRequest {
		out.w.WriteHeader(http.StatusAccepted)
		return
	}
	body, succeeded := reply.encode(m.ID)
	if m.Method == string(mcp.MethodInitialize) && succeeded {
		out.w.Header().Set(server.HeaderKeySessionID, session)
	}
	out.reply(reply.status, body)
}

// ask lets the SDK handle m as its HTTP server would, but for c in place of its
// own session. A server of its own for each request has no state that two
// callers could share.
func (e *endpoint) ask(ctx context.Context, c *caller, header http.Header, m message) (reply *reply) {
	defer func() {
		if p := recover(); p != nil {
			// The text may hold anything, so the client does not get it.
			e.log.Error("a handler panicked", "method", m.Method, "panic", p, "stack", string(debug.Stack()))
			reply = newReply()
		}
	}()
	sdk := server.NewStreamableHTTPServer(e.server,
		server.WithStateLess(true),
		server.WithStreamableHTTPLogger(e.log),
		server.WithHTTPContextFunc(func(ctx context.Context, _ *http.Request) context.Context {
			return e.server.WithContext(ctx, c)
		}))
	reply = newReply()
	sdk.Handle(reply, &server.HTTPRequest{Method: http.MethodPost, Header: header, Body: m.line, Context: ctx})
	if reply.body.Len() == 0 && ctx.Err() != nil {
		reply.err = errStopped
	}
	return reply
}

func busy(w http.ResponseWriter, id json.RawMessage) {
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, id, errFull)
}

// readBody gives the message, or the status and reason to refuse it.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, int, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || r.Header.Get("Content-Encoding") != "" {
		return nil, http.StatusUnsupportedMediaType, errMedia
	}
	if r.ContentLength > maxBody {
		return nil, http.StatusRequestEntityTooLarge, errTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge, errTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout, errSlow
	case err != nil:
		return nil, http.StatusBadRequest, errCutOff
	}
	return bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))), 0, nil
}
