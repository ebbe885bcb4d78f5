package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/mark3labs/mcp-go/mcp"
)

// maxQueued is how many notifications the SDK can have on their way; it drops
// those that find the queue full. Progress does not pass through it.
const maxQueued = 256

var errClosed = errors.New("write output: the server has stopped")

// writer is the one goroutine that writes to the client. Whole lines leave it
// in the order they came in, and what the SDK queued before a line leaves
// before that line. (A lock could not promise that: whoever takes a
// notification from the queue may be overtaken on the way to the lock.)
type writer struct {
	out    io.Writer
	log    *slog.Logger
	failed func(error) // told of the first failed write

	queue chan mcp.JSONRPCNotification // filled by the SDK, which never waits
	lines chan pendingLine
	stop  chan struct{}
	done  chan struct{} // closed when nothing more is written
	err   error         // the first failed write; run's own
}

type pendingLine struct {
	text    []byte
	written chan<- error
}

func newWriter(out io.Writer, log *slog.Logger, failed context.CancelCauseFunc) *writer {
	return &writer{
		out: out, log: log, failed: failed,
		queue: make(chan mcp.JSONRPCNotification, maxQueued),
		lines: make(chan pendingLine),
		stop:  make(chan struct{}),
		done:  make(chan struct{}),
	}
}

// write returns when text, a whole line, has been written.
func (w *writer) write(text []byte) error {
	written := make(chan error, 1)
	select {
	case w.lines <- pendingLine{text, written}:
	case <-w.stop:
		return errClosed
	}
	select {
	case err := <-written:
		return err
	case <-w.stop:
		return errClosed
	}
}

// close ends run, once the write it may be in returns.
func (w *writer) close() { close(w.stop) }

func (w *writer) run() {
	defer close(w.done)
	for {
		select {
		case n := <-w.queue:
			w.notify(n)
		case l := <-w.lines:
			w.flush()
			l.written <- w.put(l.text)
		case <-w.stop:
			w.flush()
			return
		}
	}
}

// flush writes what is in the queue now.
func (w *writer) flush() {
	for range len(w.queue) {
		w.notify(<-w.queue)
	}
}

func (w *writer) notify(n mcp.JSONRPCNotification) {
	line, err := encode(n)
	if err != nil {
		w.log.Error("a notification cannot be encoded", "method", n.Method, "error", err)
		return
	}
	_ = w.put(line) // failed has been told
}

// put writes one line. After a failure it writes no more: the client would take
// up in the middle of a message.
func (w *writer) put(line []byte) error {
	if w.err != nil {
		return w.err
	}
	if _, err := w.out.Write(line); err != nil {
		w.err = fmt.Errorf("write output: %w", err)
		w.failed(w.err)
	}
	return w.err
}
