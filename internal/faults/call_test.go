package faults_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"go.uber.org/goleak"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// stand is the whole way from an MCP client to the service, with a fault in it.
type stand struct {
	server    *faults.Server
	client    *client.Client
	transport *http.Transport
	dials     atomic.Int32
	broken    atomic.Bool
	before    int    // requests before the fault
	done      func() // ends what the place started
}

// newStand builds the way. It ends by close, not with the test: what is left
// then has leaked.
func newStand(t *testing.T, working http.Handler, f fault, op operation, limit time.Duration) *stand {
	t.Helper()
	s := &stand{done: func() {}}
	var err error
	s.server, err = faults.Start(working, func(n int) faults.Fault {
		if !s.broken.Load() || f.first > 0 && n-s.before >= f.first {
			return nil
		}
		return f.do
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.transport, err = codealive.NewTransport("", false); err != nil {
		t.Fatal(err)
	}
	s.transport.Proxy = nil
	base := s.server.URL
	if f.place != nil {
		base, s.done = f.place(t, base, s.transport)
	}
	dial := s.transport.DialContext
	s.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		s.dials.Add(1)
		return dial(ctx, network, address)
	}
	u, err := codealive.ParseBaseURL(base)
	if err != nil {
		t.Fatal(err)
	}
	api := codealive.New(codealive.Options{
		BaseURL: u, Key: codealive.StaticKey(service.Key), Transport: s.transport, Version: "test", Backoff: time.Millisecond,
	})
	s.client, err = client.NewInProcessClient(tools.NewServer("test", tools.Options{
		API: api, Generation: op.viaAPI, Timeout: limit, NoSources: "Name a directory.", Log: slog.New(slog.DiscardHandler),
		Remotes: func() []string { return []string{service.Sources[0].URL} },
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	hello := mcp.InitializeRequest{}
	hello.Params.ProtocolVersion = mcp.LATEST_LEGACY_PROTOCOL_VERSION
	if _, err := s.client.Initialize(t.Context(), hello); err != nil {
		t.Fatal(err)
	}
	return s
}

// close ends the way from the client on, which has to let go of its connections.
func (s *stand) close(t *testing.T) {
	t.Helper()
	_ = s.client.Close()
	left := 1
	for tries := 0; left > 0 && tries < 100; tries++ {
		s.transport.CloseIdleConnections() // again: one that was made in vain becomes idle late
		left = s.server.Left(50 * time.Millisecond)
	}
	if left > 0 {
		t.Errorf("%d connections are open", left)
	}
	s.server.Close()
	s.done()
}

// call makes one call with progress, as most clients ask for it.
func (s *stand) call(ctx context.Context, op operation) (text string, isError bool, err error) {
	req := mcp.CallToolRequest{}
	req.Params.Name, req.Params.Arguments = op.name, op.args
	req.Params.Meta = &mcp.Meta{ProgressToken: "p"}
	result, err := s.client.CallTool(ctx, req)
	if err != nil {
		return "", false, err
	}
	if len(result.Content) != 1 {
		return "", false, fmt.Errorf("%d contents", len(result.Content))
	}
	content, ok := result.Content[0].(mcp.TextContent)
	if !ok {
		return "", false, errors.New("the content is no text")
	}
	return content.Text, result.IsError, nil
}

// warmer is a call on whose connection the next one goes.
func warmer(op operation) operation {
	if op.name == "get_data_sources" {
		return operation{name: "get_artifact_query_schema"}
	}
	return operation{name: "get_data_sources"}
}

// run makes the call of a row and tells how it ended, with the text of the
// result. usual is the result without a fault.
func (f fault) run(t *testing.T, working http.Handler, op operation, limit time.Duration, usual string) (got outcome, text string) {
	t.Helper()
	s := newStand(t, working, f, op, limit)
	defer s.close(t)
	if f.warm {
		if text, isError, err := s.call(t.Context(), warmer(op)); isError || err != nil {
			t.Errorf("before the fault: %s, %v", text, err)
		}
		s.before = len(s.server.Requests())
	}
	s.broken.Store(true)
	start := time.Now()
	text, isError, err := s.call(t.Context(), op)
	took := time.Since(start)
	if err != nil {
		t.Errorf("a protocol error: %v", err)
	}
	got = read(op, text, isError, usual)
	requests := s.server.Requests()[s.before:]
	if got.sent = len(requests); got.sent == 0 {
		got.tries = int(s.dials.Load())
	}
	if different := slices.Compact(slices.Sorted(slices.Values(requests))); op.name == "chat" && !f.moved && len(different) != len(requests) {
		t.Errorf("a call that costs was repeated: %s", requests)
	}
	if got.by == byTime && (took < limit || took > limit+grace) {
		t.Errorf("the time limit of %s ended it after %s", limit, took)
	}
	s.broken.Store(false)
	if f.place != nil || f.alone {
		return got, text
	}
	if next, _, err := s.call(t.Context(), op); next != usual || err != nil {
		return outcome{result: "the next call fails"}, next
	}
	return got, text
}

// traces are what a call may leave behind.
type traces struct {
	goroutines goleak.Option
	files      int
}

func newTraces() traces { return traces{goleak.IgnoreCurrent(), openFiles()} }

// check finds goroutines that go on, and files that stay open. A goroutine
// closes its connection before it ends, so they are looked for first.
func (tr traces) check(t *testing.T) {
	t.Helper()
	if err := goleak.Find(tr.goroutines); err != nil {
		t.Error(err)
	}
	if n := openFiles(); n > tr.files {
		t.Errorf("%d files are open, %d were before", n, tr.files)
	}
}

// openFiles counts the open files of the process, where the system tells.
func openFiles() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}

// allocated is how much memory was taken so far, given back or not.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
