//go:build unix

package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// finish is how long the program lets calls finish, and after what silence it
// shows that it is alive.
const finish = 10 * time.Second

// endless is a chat that goes on until the program hangs up.
type endless struct {
	began, closed chan struct{}
	every         time.Duration // 0: one piece and then silence
}

func newEndless(t *testing.T, every time.Duration) (*endless, *service.Server) {
	e := &endless{began: make(chan struct{}), closed: make(chan struct{}), every: every}
	s := newService(t)
	s.Override["/api/chat/completions"] = e.serve
	return e, s
}

func (e *endless) serve(w http.ResponseWriter, r *http.Request) {
	defer close(e.closed)
	service.Stream(w, service.Metadata, service.Delta("A refund "))
	close(e.began)
	if e.every == 0 {
		<-r.Context().Done()
		return
	}
	for tick := time.NewTicker(e.every); ; {
		select {
		case <-tick.C:
			service.Stream(w, service.Delta(strings.Repeat("and so on ", 1000)))
		case <-r.Context().Done():
			return
		}
	}
}

func TestClientThatVanishesIsNoticed(t *testing.T) {
	for name, c := range map[string]struct {
		every   time.Duration
		in, out bool // what the client closes
		within  time.Duration
	}{
		"both pipes, during a stream": {20 * time.Millisecond, true, true, finish / 2},
		"output, during a stream":     {20 * time.Millisecond, false, true, finish / 2},
		"both pipes, in silence":      {0, true, true, 2 * finish},
		"output, in silence":          {0, false, true, 2 * finish}, // a sign of life is sent after 10 s
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, s := newEndless(t, c.every)
			p := launch(t, serviceEnv(s))
			p.call(1, "chat", askPayments)
			await(t, e.began)
			p.next() // the first piece: nothing is on its way now
			if c.in {
				_ = p.in.Close()
			}
			if c.out {
				_ = p.out.Close()
			}
			await(t, e.closed)
			if c.in && c.every == 0 { // two things happen after 10 s, and either may be first
				await(t, p.ended)
				return
			}
			p.exits(1, c.within)
			if !strings.Contains(p.stderr.String(), "write output") {
				t.Errorf("it says %s", &p.stderr)
			}
		})
	}
}

func TestAnswerComesAfterTheEndOfInput(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	s := newService(t)
	s.Override["/api/chat/completions"] = func(w http.ResponseWriter, _ *http.Request) {
		service.Stream(w, service.Metadata, service.Delta("A refund "))
		close(began)
		<-release
		service.Stream(w, service.Delta("is booked."), service.Done)
	}
	p := launch(t, serviceEnv(s))
	p.call(1, "chat", askPayments)
	await(t, began)
	_ = p.in.Close()
	close(release)
	if a := p.answer(); string(a.ID) != "1" || !strings.Contains(string(a.Result), "A refund is booked.") {
		t.Errorf("have %+v", a)
	}
	p.exits(0, finish/2)
}

func TestSIGTERMDuringAStreamEndsStdioAtOnce(t *testing.T) {
	t.Parallel()
	e, s := newEndless(t, time.Millisecond)
	p := launch(t, serviceEnv(s))
	p.call(1, "chat", askPayments)
	for range 5 {
		if l := p.next(); l.Method != "notifications/progress" {
			t.Fatalf("have %+v", l)
		}
	}
	terminate(t, p.cmd)
	for l := p.next(); l.Method != "" || l.ID != nil; l = p.next() { // each line is whole
	}
	await(t, e.closed)
	p.exits(0, finish/2)
}
