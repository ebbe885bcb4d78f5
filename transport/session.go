package transport

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// session is the client as the SDK and the tools see it. Sampling and
// elicitation are not offered.
type session struct {
	id         string
	out        *writer
	inputEnded <-chan struct{} // closed when no more answers can come

	initialized atomic.Bool

	clientState
	asks

	asked atomic.Int64 // requests of ours so far
}

var (
	_ server.SessionWithClientInfo      = (*session)(nil)
	_ server.SessionWithLogging         = (*session)(nil)
	_ server.SessionWithProtocolVersion = (*session)(nil)
	_ server.SessionWithRoots           = (*session)(nil)
)

func newSession(out *writer) *session {
	// Several servers may share a process.
	return &session{id: "stdio-" + rand.Text(), out: out}
}

func (s *session) SessionID() string { return s.id }
func (s *session) Initialize()       { s.initialized.Store(true) }
func (s *session) Initialized() bool { return s.initialized.Load() }

func (s *session) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.out.queue }

// outgoing is a request or a notification of ours.
type outgoing struct {
	JSONRPC string         `json:"jsonrpc"`
	ID      string         `json:"id,omitempty"`
	Method  string         `json:"method"`
	Params  map[string]any `json:"params,omitempty"`
}

func (s *session) send(m outgoing) error {
	m.JSONRPC = mcp.JSONRPC_VERSION
	line, err := encode(m)
	if err != nil {
		return fmt.Errorf("encode %s: %w", m.Method, err)
	}
	return s.out.write(line)
}

// Notify sends a notification and returns when it is written.
func (s *session) Notify(method string, params map[string]any) error {
	return s.send(outgoing{Method: method, Params: params})
}

// ListRoots asks the client for its roots. It takes as long as the client does,
// so ctx should have a deadline. It must not be called while initialize is
// served: no answer is read until then.
func (s *session) ListRoots(ctx context.Context, _ mcp.ListRootsRequest) (*mcp.ListRootsResult, error) {
	id := fmt.Sprintf("codealive-%d", s.asked.Add(1))
	answers := s.expect(id)
	defer s.forget(id)
	if err := s.send(outgoing{ID: id, Method: string(mcp.MethodListRoots)}); err != nil {
		return nil, fmt.Errorf("list roots: %w", err)
	}
	select {
	case m := <-answers:
		roots := new(mcp.ListRootsResult)
		if err := m.read(roots); err != nil {
			return nil, fmt.Errorf("list roots: %w", err)
		}
		return roots, nil
	case <-s.inputEnded:
		return nil, errors.New("list roots: the input ended before the client answered")
	case <-ctx.Done():
		// A courtesy, so whether it arrives does not matter.
		_ = s.Notify(string(mcp.MethodNotificationCancelled), map[string]any{"requestId": id})
		return nil, fmt.Errorf("list roots: %w", ctx.Err())
	}
}
