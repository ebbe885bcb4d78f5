// Package bench measures the built program from outside, on public code at a
// fixed version. Run: go test -bench . -benchtime 5x -run '^$' ./bench
package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// subject is a public Go module of more than 100,000 lines.
const subject = "golang.org/x/tools@v0.44.0"

func build(b *testing.B) string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "codealive-mcp")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return binary
}

func subjectDir(b *testing.B) string {
	b.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", subject)
	cmd.Dir = b.TempDir() // outside of this module
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		b.Fatal(err)
	}
	return module.Dir
}

// session is the running program and a client that waits for each reply.
type session struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(b *testing.B, binary, cache string, args ...string) *session {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), binary, args...)
	cmd.Env = append(os.Environ(), "CODEALIVE_CACHE_DIR="+cache)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	s := &session{cmd, in, bufio.NewReader(out)}
	s.ask(b, "initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}`)
	return s
}

// ask sends one request and returns its reply, which has to be no error.
func (s *session) ask(b *testing.B, method, params string) string {
	b.Helper()
	if _, err := fmt.Fprintf(s.in, `{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`+"\n", method, params); err != nil {
		b.Fatal(err)
	}
	reply, err := s.out.ReadString('\n')
	if err != nil || strings.Contains(reply, `"error"`) || strings.Contains(reply, `"isError":true`) {
		b.Fatalf("%s: %s, %v", method, reply, err)
	}
	return reply
}

// end closes the input, waits, and returns the peak memory in bytes.
func (s *session) end(b *testing.B) int64 {
	b.Helper()
	if err := s.in.Close(); err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return peakMemory(s.cmd.ProcessState)
}

func search(question string) string {
	return fmt.Sprintf(`{"name":"semantic_search","arguments":{"question":%q}}`, question)
}

// questions are asked in turn; none was used to tune the engine.
var questions = []string{
	"find all references to an identifier",
	"compute the edits between two texts",
	"rename a symbol across packages",
	"build the call graph of a program",
	"report unreachable code",
	"sort import declarations",
}

// BenchmarkColdStart is from starting the process to the reply of tools/list.
func BenchmarkColdStart(b *testing.B) {
	binary, cache := build(b), b.TempDir()
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	var listed string
	var memory int64
	for b.Loop() {
		s := start(b, binary, cache)
		listed = s.ask(b, "tools/list", "{}")
		b.StopTimer()
		memory = max(memory, s.end(b))
		b.StartTimer()
	}
	b.ReportMetric(float64(len(listed)), "list-bytes")
	b.ReportMetric(float64(info.Size())/(1<<20), "binary-MiB")
	b.ReportMetric(float64(memory)/(1<<20), "peak-MiB")
}

// BenchmarkFirstIndex is one search on code that has no index yet, in a new process.
func BenchmarkFirstIndex(b *testing.B) {
	binary, dir := build(b), subjectDir(b)
	var memory, index int64
	for b.Loop() {
		cache := b.TempDir()
		s := start(b, binary, cache, "--local", dir)
		s.ask(b, "tools/call", search(questions[0]))
		b.StopTimer()
		memory = max(memory, s.end(b))
		index = size(b, cache)
		b.StartTimer()
	}
	b.ReportMetric(float64(memory)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(index)/(1<<20), "index-MiB")
	b.ReportMetric(float64(size(b, dir))/(1<<20), "source-MiB")
}

// BenchmarkNewProcess is a first search with an index there: start, open, check, search.
func BenchmarkNewProcess(b *testing.B) {
	binary, dir, cache := build(b), subjectDir(b), b.TempDir()
	s := start(b, binary, cache, "--local", dir)
	s.ask(b, "tools/call", search(questions[0]))
	s.end(b)
	for b.Loop() {
		s := start(b, binary, cache, "--local", dir)
		s.ask(b, "tools/call", search(questions[0]))
		b.StopTimer()
		s.end(b)
		b.StartTimer()
	}
}

// BenchmarkQuery is a search in a running process, the check for changed files included.
func BenchmarkQuery(b *testing.B) {
	binary, dir := build(b), subjectDir(b)
	s := start(b, binary, b.TempDir(), "--local", dir)
	s.ask(b, "tools/call", search(questions[0]))
	i := 0
	for b.Loop() {
		s.ask(b, "tools/call", search(questions[i%len(questions)]))
		i++
	}
	b.StopTimer()
	s.end(b)
}

func size(b *testing.B, dir string) int64 {
	b.Helper()
	var total int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return total
}
