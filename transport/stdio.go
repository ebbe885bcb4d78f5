// Package transport serves a ready MCP server until its context ends. It knows
// none of the server's tools.
package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

const (
	// finishTime is how long calls may go on after the end of input. A client
	// that has closed our input and still reads wants their answers.
	finishTime = 10 * time.Second

	// stopTime is how long cancelled calls may take to answer, and then the
	// last write to end. Whoever stopped the process is waiting for it.
	stopTime = 200 * time.Millisecond
)

// Stdio serves s on in and out, one JSON-RPC message a line, and returns
//
//   - nil at the end of input, once the calls read until then are answered;
//     after 10 s they are cancelled;
//   - an error when in or out fails; when out fails, all calls are cancelled;
//   - the cause when ctx ends; all calls are cancelled.
//
// Cancelled calls have 200 ms to answer, then Stdio returns without them. It
// leaves behind a read from in that still blocks.
//
// A tool reaches its client through server.ClientSessionFromContext. The session
// is a server.SessionWithRoots and a server.SessionWithClientInfo, and has
//
//	Notify(method string, params map[string]any) error
//
// which returns when the notification is written, so the client has it before
// the reply. A tool must not notify after its handler has returned: nothing
// could hold the reply back for that.
func Stdio(ctx context.Context, s *server.MCPServer, in io.Reader, out io.Writer, log *slog.Logger) error {
	ctx, cancel := context.WithCancelCause(ctx)
	w := newWriter(out, log, cancel)
	session := newSession(w)
	ctx = s.WithContext(ctx, session)
	input, endInput := context.WithCancel(ctx)
	session.inputEnded = input.Done()
	c := &conn{server: s, session: session, out: w, input: input, log: log}
	c.calls.serve = c.serve

	go w.run()
	defer func() {
		cancel(nil)
		endInput()
		ctx := context.WithoutCancel(ctx)
		wait(ctx, stopTime, c.calls.close())
		w.close()
		wait(ctx, stopTime, w.done)
		s.UnregisterSession(ctx, session.id)
	}()
	if err := s.RegisterSession(ctx, session); err != nil {
		return fmt.Errorf("register session: %w", err)
	}

	read := make(chan error, 1)
	go func() { read <- c.read(ctx, in) }()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case err := <-read:
		endInput()
		if !wait(ctx, finishTime, c.calls.close()) {
			log.Warn("cancelling calls that did not finish after the end of input")
		}
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return err
	}
}

// wait reports whether done was closed within limit and before ctx ended.
func wait(ctx context.Context, limit time.Duration, done <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// conn is one client on one pair of streams.
type conn struct {
	server  *server.MCPServer
	session *session
	out     *writer
	calls   calls
	input   context.Context // ends with the input
	log     *slog.Logger
}

// read takes messages from in until it ends.
func (c *conn) read(ctx context.Context, in io.Reader) error {
	lines := newLineReader(in)
	for {
		line, err := lines.next()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, errLineTooLong):
			c.reply(encodeReply(nil, failure(err)))
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read input: %w", err)
		case len(line) == 0:
			continue
		}
		m, err := parse(line)
		if err != nil {
			c.reply(encodeReply(m.ID, failure(err)))
			continue
		}
		c.dispatch(ctx, m)
	}
}

// dispatch sends m on its way and waits for nothing, but for initialize: no
// later request may be answered before that.
func (c *conn) dispatch(ctx context.Context, m message) {
	switch {
	case m.Method == "": // an answer to a request of ours
		c.session.deliver(m)
		return
	case m.Method == string(mcp.MethodNotificationCancelled) && m.ID == nil:
		c.calls.cancel(m.cancels())
		return
	case m.Method == string(mcp.MethodSubscriptionsListen):
		ctx = c.input // it lasts until the client goes, so nobody waits for its end
	}
	k := newCall(ctx, m)
	err := c.calls.add(k)
	switch {
	case err != nil && m.ID == nil:
		c.log.Warn("notification dropped", "method", m.Method, "reason", err)
	case err != nil:
		c.reply(encodeReply(m.ID, failure(err)))
	case m.Method == string(mcp.MethodInitialize):
		select {
		case <-k.ended:
		case <-ctx.Done():
		}
	}
}

// serve runs one call and answers it, unless the client has cancelled it.
func (c *conn) serve(k *call) {
	line, err := c.answer(k.ctx, k.message)
	if c.calls.settle(k) && k.ID != nil {
		c.reply(line, err)
	}
}

// answer has the server answer m. A panic is kept from the client: its text may
// hold anything.
func (c *conn) answer(ctx context.Context, m message) (line []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("a handler panicked", "method", m.Method, "panic", p, "stack", string(debug.Stack()))
			line, err = encodeReply(m.ID, failure(errInternal))
		}
	}()
	if ctx.Err() != nil {
		return encodeReply(m.ID, failure(errStopping))
	}
	return encodeReply(m.ID, c.server.HandleMessage(ctx, m.line))
}

// reply writes an encoded reply, and logs what kept it from being encoded.
func (c *conn) reply(line []byte, err error) {
	if err != nil {
		c.log.Error("a reply cannot be encoded", "error", err)
	}
	_ = c.out.write(line) // a failure ends the context
}
