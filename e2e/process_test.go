//go:build unix

package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// process is the program on stdio with a client that has nothing but the pipes.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	in     *os.File
	out    *os.File
	stderr bytes.Buffer // complete once it has ended
	ended  chan struct{}
	lines  *bufio.Reader
}

// launch starts the program. It is killed at the end of the test, if it still runs.
func launch(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: command(t, binary, env, args...), ended: make(chan struct{})}
	in, clientIn, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	clientOut, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out, p.lines = clientIn, clientOut, bufio.NewReader(clientOut)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = in, out, &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = in.Close(), out.Close() // it has its own
	go func() {
		_ = p.cmd.Wait() // its state tells
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		_, _ = p.in.Close(), p.out.Close()
	})
	p.send(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}`)
	p.send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	if r := p.next(); string(r.ID) != "0" {
		t.Fatalf("initialize: %+v", r)
	}
	return p
}

func (p *process) send(format string, args ...any) {
	if _, err := fmt.Fprintf(p.in, format+"\n", args...); err != nil {
		p.t.Errorf("send: %v", err)
	}
}

func (p *process) call(id int, tool, args string) {
	p.send(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":%s,"_meta":{"progressToken":%d}}}`, id, tool, args, id)
}

func (p *process) cancel(id int) {
	p.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%d}}`, id)
}

// line is a message of the server: an answer, if it has an id.
type line struct {
	ID     json.RawMessage
	Method string
	Result json.RawMessage
	Error  json.RawMessage
}

// next reads a line, which has to be whole. At the end of output it is empty.
func (p *process) next() line {
	text, err := p.lines.ReadString('\n')
	var l line
	switch {
	case err == io.EOF && text == "":
	case err != nil:
		p.t.Errorf("a torn line: %q, %v", text, err)
	default:
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			p.t.Errorf("not JSON: %q", text)
		}
	}
	return l
}

// answer skips notifications.
func (p *process) answer() line {
	for {
		if l := p.next(); l.ID != nil || l.Method == "" {
			return l
		}
	}
}

// exits waits for the end and checks status and time.
func (p *process) exits(status int, within time.Duration) {
	p.t.Helper()
	ends(p.t, p.cmd, p.ended, status, within)
}

// descriptors counts what a process has open, where the system tells.
func descriptors(pid int) (int, bool) {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(list), err == nil
}

// memory is the most that an ended process has had, in MiB.
func (p *process) memory() int64 {
	used, ok := p.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" { // which counts bytes, not KiB
		return used.Maxrss >> 20
	}
	return used.Maxrss >> 10
}

// askPayments are arguments for the service's invented organisation.
const askPayments = `{"question":"how is a refund booked?","data_sources":["payments-api"]}`

// serviceEnv has the program send every call to s, equal ones too. The key
// comes first: over HTTP each request brings its own.
func serviceEnv(s *service.Server) []string {
	return []string{"CODEALIVE_API_KEY=" + service.Key, "CODEALIVE_BASE_URL=" + s.URL, "CODEALIVE_NO_CACHE=true", "CODEALIVE_MAX_CONCURRENT=500"}
}
