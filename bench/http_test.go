package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// child is a server under measurement, in a process of its own.
type child struct {
	url string
	cmd *exec.Cmd
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// listen starts a server that says its address on its first line of output.
func listen(b *testing.B, program, upstream string) *child {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "server")
	if out, err := exec.Command("go", "build", "-o", binary, program).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(b.Context(), binary, upstream)
	if program == ".." { // each call is to reach the service
		cmd = exec.CommandContext(b.Context(), binary, "--transport", "http", "--port", "0", "--base-url", upstream, "--no-cache", "--max-concurrent", "64")
	}
	r, w, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return &child{address.FindString(line), cmd}
}

// stop ends the server and returns the processor time it took.
func (c *child) stop(b *testing.B) time.Duration {
	b.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	_ = c.cmd.Wait() // the minimal ones die of the signal
	return c.cmd.ProcessState.UserTime() + c.cmd.ProcessState.SystemTime()
}

const callers = 16

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}

func rpc(method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, method, params)
}

// post makes one call and fails unless the answer holds want.
func post(ctx context.Context, url, body, want string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/mcp", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	return send(req, want)
}

func send(req *http.Request, want string) error {
	req.Header.Set("Authorization", "Bearer "+service.Key)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && !bytes.Contains(answer, []byte(want)) {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, answer)
	}
	return err
}

// BenchmarkHTTP compares one search through the product with the same through a
// bare reverse proxy and a minimal server of the SDK: compare within one run.
func BenchmarkHTTP(b *testing.B) {
	upstream := service.New()
	b.Cleanup(upstream.Close)
	const want = "Ledger.Post"
	search := rpc("tools/call", `{"name":"semantic_search","arguments":{"question":"book a refund","data_sources":["payments-api"]}}`)
	for _, x := range []struct{ name, program string }{{"proxy", "./proxy"}, {"minimal", "./minimal"}, {"product", ".."}} {
		b.Run(x.name, func(b *testing.B) {
			s := listen(b, x.program, upstream.URL)
			one := func() error { return post(b.Context(), s.url, search, want) }
			if x.name == "proxy" {
				one = func() error {
					req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.url+"/api/search/semantic?Query=book+a+refund&Names=payments-api", nil)
					if err != nil {
						return err
					}
					return send(req, want)
				}
			}
			for range 200 { // warm
				if err := one(); err != nil {
					b.Fatal(err)
				}
			}
			var left atomic.Int64
			left.Store(int64(b.N))
			took := make([][]time.Duration, callers)
			b.ResetTimer()
			var wg sync.WaitGroup
			for i := range callers {
				wg.Go(func() {
					for left.Add(-1) >= 0 {
						start := time.Now()
						if err := one(); err != nil {
							b.Error(err)
							return
						}
						took[i] = append(took[i], time.Since(start))
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			all := slices.Concat(took...)
			slices.Sort(all)
			b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "calls/s")
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(s.stop(b).Microseconds())/float64(b.N+200), "cpu-ms/1000calls")
		})
	}
}

// slow makes searches take 50 ms upstream.
func slow(b *testing.B) *service.Server {
	b.Helper()
	s := service.New()
	b.Cleanup(s.Close)
	s.Override["/api/search/semantic"] = func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(50 * time.Millisecond):
		case <-r.Context().Done():
		}
		_, _ = io.WriteString(w, `{"results":[{"identifier":"a/b::Ledger.Post"}]}`)
	}
	return s
}

const slowSearch = `{"name":"semantic_search","arguments":{"question":"q","data_sources":["payments-api"]}}`

// Benchmark64SlowCalls sends 64 calls at once; ideal is 50 ms for all of them.
func Benchmark64SlowCalls(b *testing.B) {
	b.Run("http", func(b *testing.B) {
		s := listen(b, "..", slow(b).URL)
		for b.Loop() {
			var wg sync.WaitGroup
			for range 64 {
				wg.Go(func() {
					if err := post(b.Context(), s.url, rpc("tools/call", slowSearch), "Ledger.Post"); err != nil {
						b.Error(err)
					}
				})
			}
			wg.Wait()
		}
		b.ReportMetric(50/(float64(b.Elapsed().Milliseconds())/float64(b.N)), "of-ideal")
		s.stop(b)
	})
	b.Run("stdio", func(b *testing.B) {
		b.Setenv("CODEALIVE_API_KEY", service.Key)
		s := start(b, build(b), b.TempDir(), "--base-url", slow(b).URL, "--no-cache", "--max-concurrent", "64")
		for b.Loop() {
			for i := range 64 {
				if _, err := fmt.Fprintf(s.in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":%s}`+"\n", i+10, slowSearch); err != nil {
					b.Fatal(err)
				}
			}
			for range 64 {
				if reply, err := s.out.ReadString('\n'); err != nil || !strings.Contains(reply, "Ledger.Post") {
					b.Fatalf("%s, %v", reply, err)
				}
			}
		}
		b.ReportMetric(50/(float64(b.Elapsed().Milliseconds())/float64(b.N)), "of-ideal")
		s.end(b)
	})
}

// BenchmarkFirstProgress is from the first frame that the service sends to the
// progress message that the client gets, over stdio.
func BenchmarkFirstProgress(b *testing.B) {
	upstream := service.New()
	b.Cleanup(upstream.Close)
	sent := make(chan time.Time, 1)
	seen := make(chan struct{})
	upstream.Override["/api/chat/completions"] = func(w http.ResponseWriter, r *http.Request) {
		service.Stream(w, service.Metadata)
		sent <- time.Now()
		service.Stream(w, service.Delta("A refund "))
		select {
		case <-seen:
		case <-r.Context().Done():
		}
		service.Stream(w, service.Delta("is booked."), service.Done)
	}
	b.Setenv("CODEALIVE_API_KEY", service.Key)
	s := start(b, build(b), b.TempDir(), "--base-url", upstream.URL)
	var delays []time.Duration
	for b.Loop() {
		if _, err := fmt.Fprintln(s.in, rpc("tools/call", `{"name":"chat","arguments":{"question":"q","data_sources":["payments-api"]},"_meta":{"progressToken":1}}`)); err != nil {
			b.Fatal(err)
		}
		line, err := s.out.ReadString('\n')
		var m struct{ Method string }
		if err != nil || json.Unmarshal([]byte(line), &m) != nil || m.Method != "notifications/progress" {
			b.Fatalf("%s, %v", line, err)
		}
		delays = append(delays, time.Since(<-sent))
		seen <- struct{}{}
		for !strings.Contains(line, `"result"`) {
			if line, err = s.out.ReadString('\n'); err != nil {
				b.Fatal(err)
			}
		}
	}
	slices.Sort(delays)
	b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "first-progress-p50-ms")
	b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "first-progress-p99-ms")
	s.end(b)
}
