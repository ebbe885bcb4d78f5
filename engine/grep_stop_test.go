package engine

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// holdGrep has each goroutine of a grep wait after a file.
func (k *kit) holdGrep() *gate {
	g := newGate()
	k.engine.server.Grepped = func(string) {
		g.hit.Do(func() { close(g.reached) })
		<-g.opened
	}
	return g
}

func needles(n int) []string {
	var files []string
	for i := range n {
		files = append(files, fmt.Sprintf("%04d.txt", i), "needle")
	}
	return files
}

// The files are read, not the index, so that there is nothing to wait for.
func TestGrepSearchesAllFilesWhileTheIndexIsBuilt(t *testing.T) {
	g := newGate()
	k := serve(t, []string{folder(t, needles(6)...)}, g.hold(2))
	defer g.open()
	k.get("/api/datasources/ready") // begins to index
	<-g.reached
	res := k.grep("needle")
	if len(res.Results) != 6 || *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 6, FilesTotal: 6}) {
		t.Errorf("found %s, index %+v", inBrief(res), res.DataSources[0].Indexing)
	}
	if a := k.fetch("", res.Results[0].Identifier)[0]; !a.IsFound() {
		t.Errorf("fetched %+v", a)
	}
}

func TestGrepBeginsTheIndex(t *testing.T) {
	g := newGate()
	k := serve(t, []string{folder(t, needles(2)...)}, g.hold(1))
	defer g.open()
	k.grep("needle")
	<-g.reached
}

func TestGrepTellsItsProgress(t *testing.T) {
	k := serve(t, []string{folder(t, needles(40)...)})
	g := k.holdGrep()
	defer g.open()
	var seen []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			seen = append(seen, fmt.Sprint(code, " ", header.Get(codealive.HeaderProgress)))
			g.open()
			return nil
		},
	})
	res := k.do(ctx, http.MethodGet, "/api/search/grep?Query=needle", "")
	if !slices.ContainsFunc(seen, func(s string) bool {
		return strings.HasPrefix(s, "102 ") && strings.HasSuffix(s, "/40 files searched")
	}) {
		t.Errorf("progress %q", seen)
	}
	if n := len(decode[codealive.GrepResponse](t, res).Results); n != 40 || res.Header.Get(codealive.HeaderProgress) != "" {
		t.Errorf("%d results, %v", n, res.Header)
	}
}

func TestGrepStopsWhenTheClientLeaves(t *testing.T) {
	k := serve(t, []string{folder(t, needles(1000)...)})
	var mu sync.Mutex
	read, first, left := 0, make(chan struct{}), make(chan struct{})
	k.engine.server.Grepped = func(string) {
		mu.Lock()
		if read++; read == 1 {
			close(first)
		}
		mu.Unlock()
		<-left
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		go func() {
			<-r.Context().Done()
			close(left)
		}()
		k.engine.ServeHTTP(w, r)
	})
	transport, stop := InProcess(handler)
	defer func() { _ = stop() }()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://x/api/search/grep?Query=needle&MaxResults=500", nil)
	req.Header.Set("Authorization", "Bearer "+testKey)
	go func() { <-first; cancel() }()
	if res, err := transport.RoundTrip(req); err == nil {
		_ = res.Body.Close()
		t.Error("answered")
	}
	<-ended
	if read > 16 {
		t.Errorf("%d files were read", read)
	}
}

// Finding all matches of this expression takes hours: each of the million
// letters is tried to the end of the line.
func TestGrepOfALongLineStopsToo(t *testing.T) {
	k := serve(t, []string{folder(t, "long.txt", strings.Repeat("a", 1<<20), "short.txt", "a needle")})
	k.engine.server.GrepTime = 300 * time.Millisecond
	began := time.Now()
	res := k.grep("a.*needle|a", "Regex", "true")
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if got := inBrief(res); got != "short.txt:1:1" || *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 1, FilesTotal: 2}) {
		t.Errorf("got %q, %+v", got, res.DataSources[0].Indexing)
	}
}

func TestGrepOutOfTimeSaysHowFarItCame(t *testing.T) {
	k := serve(t, []string{folder(t, needles(50)...)})
	k.engine.server.GrepTime = time.Nanosecond
	res := k.grep("needle")
	if on := *res.DataSources[0].Indexing; len(res.Results) != 0 || on.FilesIndexed != 0 || on.FilesTotal != 50 {
		t.Errorf("%d results, %+v", len(res.Results), on)
	}
	// With a filter, what it leaves out was not missed.
	res = k.grep("needle", "Paths", "0001.txt")
	if on := *res.DataSources[0].Indexing; on.FilesIndexed != 49 || on.FilesTotal != 50 {
		t.Errorf("filtered: %+v", on)
	}
}

func TestGrepPanicIsAnswered(t *testing.T) {
	k := serve(t, []string{folder(t, needles(3)...)})
	k.engine.server.Grepped = func(string) { panic("boom") }
	p := problem(t, k.get("/api/search/grep?Query=needle"), http.StatusInternalServerError)
	if p.Detail != "The engine could not do this; its log says why." {
		t.Errorf("detail %q", p.Detail)
	}
}

func TestClosedEngineNeitherGrepsNorFetches(t *testing.T) {
	k := serve(t, []string{shop(t)})
	if err := k.engine.Close(); err != nil {
		t.Fatal(err)
	}
	problem(t, k.get("/api/search/grep?Query=ledger"), http.StatusServiceUnavailable)
	problem(t, k.fetchRaw(`{"identifiers":["x"]}`), http.StatusServiceUnavailable)
}

func TestManyGrepsAtOnce(t *testing.T) {
	k := serve(t, []string{folder(t, needles(200)...)})
	want := inBrief(k.grep("needle"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			q := url.Values{"Query": {"needle"}, "Regex": {fmt.Sprint(i%2 == 0)}}
			if got := inBrief(decode[codealive.GrepResponse](t, k.get("/api/search/grep?"+q.Encode()))); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	wg.Wait()
}
