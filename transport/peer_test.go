package transport

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// wireMessage is any line that the server writes.
type wireMessage struct {
	ID     json.RawMessage
	Method string
	Params map[string]any
	Result json.RawMessage
	Error  *mcp.JSONRPCErrorDetails
}

func (m wireMessage) String() string {
	if m.Error != nil {
		return fmt.Sprintf("%s error %d %s", m.ID, m.Error.Code, m.Error.Message)
	}
	return fmt.Sprintf("%s %s %v %s", m.ID, m.Method, m.Params, m.Result)
}

// peer is a client that writes and reads raw lines.
type peer struct {
	t      *testing.T
	in     *io.PipeWriter
	lines  chan wireMessage
	done   chan error
	cancel context.CancelCauseFunc
}

// connect starts Stdio. Everything has ended when the test has, provided that
// its handlers have.
func connect(t *testing.T, s *server.MCPServer) *peer {
	in, clientIn := io.Pipe()
	clientOut, out := io.Pipe()
	ctx, cancel := context.WithCancelCause(t.Context())
	p := &peer{t: t, in: clientIn, lines: make(chan wireMessage, 10_000), done: make(chan error, 1), cancel: cancel}
	go func() {
		p.done <- Stdio(ctx, s, in, out, slog.New(slog.DiscardHandler))
		_ = out.Close()
	}()
	go func() {
		defer close(p.lines)
		for scan := bufio.NewScanner(clientOut); scan.Scan(); {
			var m wireMessage
			if err := json.Unmarshal(scan.Bytes(), &m); err != nil {
				t.Errorf("not JSON: %q", scan.Bytes())
			}
			p.lines <- m
		}
	}()
	t.Cleanup(func() {
		_ = clientIn.Close()
		cancel(nil)
	})
	return p
}

func (p *peer) send(format string, args ...any) {
	p.t.Helper()
	if _, err := fmt.Fprintf(p.in, format+"\n", args...); err != nil {
		p.t.Fatalf("send: %v", err)
	}
}

func (p *peer) call(id, tool string) {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":%q,"_meta":{"progressToken":%s}}}`, id, tool, id)
}

func (p *peer) cancelCall(id string) {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%s}}`, id)
}

func (p *peer) initialize() {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"2025-11-25","clientInfo":{"name":"peer","version":"1"},"capabilities":{"roots":{}}}}`)
	p.want(`"init"`)
	p.send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
}

// next is the next line; the limit only ends a test that hangs.
func (p *peer) next() wireMessage {
	p.t.Helper()
	select {
	case m, open := <-p.lines:
		if !open {
			p.t.Fatal("the server has closed its output")
		}
		return m
	case <-time.After(time.Minute):
		p.t.Fatal("the server writes nothing")
	}
	panic("unreachable")
}

// want takes the next line, which must be the result for id.
func (p *peer) want(id string) wireMessage {
	p.t.Helper()
	m := p.next()
	if string(m.ID) != id || m.Result == nil {
		p.t.Fatalf("want the result for %s, have %v", id, m)
	}
	return m
}

// refused takes the next line, which must be an error for id.
func (p *peer) refused(id string, code int) {
	p.t.Helper()
	m := p.next()
	if string(m.ID) != id || m.Error == nil || m.Error.Code != code {
		p.t.Fatalf("want error %d for %s, have %v", code, id, m)
	}
}

// silent checks that nothing more has been written.
func (p *peer) silent() {
	p.t.Helper()
	select {
	case m, open := <-p.lines:
		if open {
			p.t.Fatalf("unexpected: %v", m)
		}
	default:
	}
}

// end closes the input and gives what Stdio returns.
func (p *peer) end() error {
	p.t.Helper()
	_ = p.in.Close()
	return <-p.done
}

type handler = server.ToolHandlerFunc

// ok is a new result each time, because the SDK writes into it.
func ok() *mcp.CallToolResult { return mcp.NewToolResultText("ok") }

// serverWith is a server with the given tools.
func serverWith(tools map[string]handler, options ...server.ServerOption) *server.MCPServer {
	s := server.NewMCPServer("test", "1", append(options, server.WithToolCapabilities(true))...)
	for name, h := range tools {
		s.AddTool(mcp.NewTool(name), h)
	}
	return s
}

// gate is a tool whose calls report that they run, and then wait to be let out
// or cancelled.
type gate struct {
	entered chan any // the progress token, which peer.call makes the id
	leave   chan struct{}
}

func newGate() *gate {
	return &gate{entered: make(chan any, 10_000), leave: make(chan struct{})}
}

func (g *gate) tool(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	g.entered <- r.Params.Meta.ProgressToken
	select {
	case <-g.leave:
		return ok(), nil
	case <-ctx.Done():
		return mcp.NewToolResultError("cancelled"), nil
	}
}
