//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// lastEvent reads a response to its end; the last message has to be whole.
func lastEvent(t *testing.T, resp *http.Response) (m line) {
	t.Helper()
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || !bytes.HasSuffix(text, []byte("\n\n")) {
		t.Errorf("cut off: %v, %.200q", err, text[max(0, len(text)-200):])
	}
	i := bytes.LastIndex(text, []byte("data: "))
	if err := json.Unmarshal(text[i+len("data: "):], &m); err != nil {
		t.Errorf("%v: %q", err, text[i:])
	}
	return m
}

func TestSIGTERMLetsAnHTTPStreamFinish(t *testing.T) {
	t.Parallel()
	began, finished := make(chan struct{}), make(chan struct{})
	s := newService(t)
	s.Override["/api/chat/completions"] = func(w http.ResponseWriter, _ *http.Request) {
		service.Stream(w, service.Metadata, service.Delta("A refund "))
		close(began)
		<-finished
		service.Stream(w, service.Delta("is booked."), service.Done)
	}
	endpoint, cmd, ended := listen(t, s)
	resp, err := post(t.Context(), endpoint, "chat", askPayments)
	if err != nil {
		t.Fatal(err)
	}
	await(t, began)
	terminate(t, cmd)
	for refused := false; !refused; { // it has heard
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimSuffix(strings.TrimPrefix(endpoint, "http://"), "/mcp"))
		if refused = err != nil; !refused {
			_ = c.Close()
		}
	}
	close(finished)
	if m := lastEvent(t, resp); !strings.Contains(string(m.Result), "A refund is booked.") {
		t.Errorf("have %+v", m)
	}
	ends(t, cmd, ended, 0, finish/2)
}

func TestSIGTERMCancelsAnHTTPStreamThatGoesOn(t *testing.T) {
	t.Parallel()
	e, s := newEndless(t, 10*time.Millisecond)
	endpoint, cmd, ended := listen(t, s)
	resp, err := post(t.Context(), endpoint, "chat", askPayments)
	if err != nil {
		t.Fatal(err)
	}
	await(t, e.began)
	start := time.Now()
	terminate(t, cmd)
	if m := lastEvent(t, resp); m.Error == nil && !strings.Contains(string(m.Result), "and so on") {
		t.Errorf("have %+v", m)
	}
	await(t, e.closed)
	ends(t, cmd, ended, 0, finish)
	if took := time.Since(start); took < finish-time.Second || took > finish+finish/2 {
		t.Errorf("it ended after %v", took)
	}
}

// listen starts the program over HTTP, before a service.
func listen(t *testing.T, s *service.Server) (endpoint string, cmd *exec.Cmd, ended <-chan struct{}) {
	t.Helper()
	cmd = command(t, binary, serviceEnv(s)[1:], "--transport", "http", "--port", "0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address, done := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(done)
		for d := json.NewDecoder(stderr); ; {
			var entry struct{ URL string }
			if d.Decode(&entry) != nil {
				break
			}
			if entry.URL != "" {
				address <- entry.URL
			}
		}
		_ = cmd.Wait() // its state tells
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
	})
	select {
	case endpoint = <-address:
	case <-done:
	case <-time.After(limit):
	}
	if endpoint == "" {
		t.Fatal("the server did not start")
	}
	return endpoint, cmd, done
}

func terminate(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// ends waits for the end of a process and checks status and time.
func ends(t *testing.T, cmd *exec.Cmd, ended <-chan struct{}, status int, within time.Duration) {
	t.Helper()
	start := time.Now()
	await(t, ended)
	if code := cmd.ProcessState.ExitCode(); code != status {
		t.Errorf("status %d, want %d", code, status)
	}
	if took := time.Since(start); took > within {
		t.Errorf("it took %v to end", took)
	}
}
