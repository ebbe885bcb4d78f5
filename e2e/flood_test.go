//go:build unix

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// crowd is a service whose searches wait until the program hangs up, but for
// those that ask for an answer.
type crowd struct {
	*service.Server
	inside, came atomic.Int64
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{Server: newService(t)}
	c.Override["/api/search/semantic"] = func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("Query"), "answer") {
			c.Usual(w, r)
			return
		}
		c.came.Add(1)
		c.inside.Add(1)
		defer c.inside.Add(-1)
		<-r.Context().Done()
	}
	return c
}

// eventually looks again and again for what another process tells nobody.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	start, tick := time.Now(), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Since(start) > limit {
			t.Errorf("never: %s", what)
			return
		}
		<-tick.C
	}
}

// maxMemory is what the program may take, in MiB: several times what it does.
const maxMemory = 150

const (
	hang   = `{"question":"hang","data_sources":["payments-api"]}`
	answer = `{"question":"answer","data_sources":["payments-api"]}`
)

func TestThousandsOfCancelsOverStdio(t *testing.T) {
	t.Parallel()
	const calls = 5000
	c := newCrowd(t)
	p := launch(t, serviceEnv(c.Server))
	p.call(1, "semantic_search", answer)
	p.answer()
	open, known := descriptors(p.cmd.Process.Pid)
	for id := 10; id < 10+calls; id++ {
		p.cancel(id + calls) // unknown as yet
		came := c.came.Load()
		p.call(id, "semantic_search", hang)
		if id%50 == 0 {
			eventually(t, "the call reaches the service", func() bool { return c.came.Load() > came })
		}
		p.cancel(id)
	}
	p.call(2, "semantic_search", answer)
	// None of the cancelled calls is answered.
	if a := p.answer(); string(a.ID) != "2" || !strings.Contains(string(a.Result), "post.go") {
		t.Errorf("have %s %.300s %s", a.ID, a.Result, a.Error)
	}
	eventually(t, "the service's places come free", func() bool { return c.inside.Load() == 0 })
	if known {
		// What is idle to the service may stay open.
		eventually(t, "descriptors are closed", func() bool { n, _ := descriptors(p.cmd.Process.Pid); return n <= open+20 })
	}
	_ = p.in.Close()
	p.exits(0, finish/2)
	if used := p.memory(); used > maxMemory {
		t.Errorf("it took %d MiB", used)
	}
}

func TestClientThatDoesNotReadGetsAllWhenItDoes(t *testing.T) {
	t.Parallel()
	const requests = 4000
	p := launch(t, serviceEnv(newService(t)))
	full, sent := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sent)
		stalled := false
		for id := range requests {
			text := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"method":"tools/list"}`+"\n", id+1)
			for len(text) > 0 {
				var until time.Time // for ever
				if !stalled {
					until = time.Now().Add(4 * time.Second) // a busy machine is slow
				}
				_ = p.in.SetWriteDeadline(until)
				n, err := p.in.Write(text)
				text = text[n:]
				switch {
				case !stalled && errors.Is(err, os.ErrDeadlineExceeded):
					stalled = true
					close(full)
				case err != nil:
					t.Errorf("send: %v", err)
					return
				}
			}
		}
		_ = p.in.Close()
	}()
	select {
	case <-full: // the program takes no more than it can hold
	case <-sent:
		t.Error("it takes all without being read")
	}
	listed, busy := 0, 0
	for a := p.answer(); a.ID != nil; a = p.answer() {
		if a.Error != nil {
			busy++
		} else {
			listed++
		}
	}
	<-sent
	if listed+busy != requests || listed == 0 {
		t.Errorf("%d lists and %d refusals for %d requests", listed, busy, requests)
	}
	p.exits(0, finish/2)
	if used := p.memory(); used > maxMemory {
		t.Errorf("it took %d MiB", used)
	}
}

// reset opens a connection that sends a call, waits for the beginning of the
// answer if it is a stream, and ends without a goodbye.
func reset(endpoint, tool, args string, stream bool, entered func()) error {
	host, _, _ := strings.Cut(strings.TrimPrefix(endpoint, "http://"), "/")
	conn, err := new(net.Dialer).Dial("tcp", host)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	r, err := request(context.Background(), endpoint, tool, args)
	if err == nil {
		err = r.Write(conn)
	}
	if err != nil {
		return err
	}
	if stream {
		_, err = io.ReadFull(conn, make([]byte, 100))
	}
	entered()
	_ = conn.(*net.TCPConn).SetLinger(0) // a reset
	return err
}

func TestResetsOverHTTPLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	const clients, each = 8, 25
	c := newCrowd(t)
	var chats atomic.Int64
	c.Override["/api/chat/completions"] = func(w http.ResponseWriter, r *http.Request) {
		chats.Add(1)
		defer chats.Add(-1)
		for r.Context().Err() == nil {
			service.Stream(w, service.Metadata, service.Delta(strings.Repeat("and so on ", 100)))
		}
	}
	endpoint, cmd, ended := listen(t, c.Server)
	others := func() {
		t.Helper()
		resp, err := post(t.Context(), endpoint, "semantic_search", answer)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		if text, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(text), "post.go") {
			t.Errorf("others get %s, %v", text, err)
		}
	}
	others()
	open, known := descriptors(cmd.Process.Pid)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for range each {
				var err error
				if i%2 == 0 {
					came := c.came.Load()
					err = reset(endpoint, "semantic_search", hang, false, func() {
						eventually(t, "a search reaches the service", func() bool { return c.came.Load() > came })
					})
				} else {
					err = reset(endpoint, "chat", askPayments, true, func() {})
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for range each {
			others()
		}
	})
	wg.Wait()
	eventually(t, "the service's places come free", func() bool { return c.inside.Load() == 0 && chats.Load() == 0 })
	if known {
		eventually(t, "descriptors are closed", func() bool { n, _ := descriptors(cmd.Process.Pid); return n <= open+10 })
	}
	others()
	terminate(t, cmd)
	ends(t, cmd, ended, 0, finish/2)
}

// post calls a tool over HTTP on a connection of its own.
func post(ctx context.Context, endpoint, tool, args string) (*http.Response, error) {
	r, err := request(ctx, endpoint, tool, args)
	if err != nil {
		return nil, err
	}
	r.Close = true
	return http.DefaultClient.Do(r)
}

func request(ctx context.Context, endpoint, tool, args string) (*http.Request, error) {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s,"_meta":{"progressToken":1}}}`, tool, args)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	r.Header.Set("Authorization", "Bearer "+service.Key)
	return r, nil
}
