package engine

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// gate holds the writer of an index after a commit.
type gate struct {
	reached chan struct{} // closed when the writer is held
	opened  chan struct{}
	hit     sync.Once
	let     sync.Once
}

func newGate() *gate { return &gate{reached: make(chan struct{}), opened: make(chan struct{})} }

// hold has the writer commit every batch files and wait after the first commit.
func (g *gate) hold(batch int) option {
	return func(_ *Config, o *index.Options) {
		o.Batch = batch
		o.Commit = func(index.State) {
			g.hit.Do(func() { close(g.reached) })
			<-g.opened
		}
	}
}

func (g *gate) open() { g.let.Do(func() { close(g.opened) }) }

func brief(c *Config, _ *index.Options) { c.FirstIndexWait = time.Millisecond }

func TestUnfinishedIndexIsSearchedAndToldSo(t *testing.T) {
	g := newGate()
	dir := folder(t, "a.txt", "needle one", "b.txt", "needle two", "c.txt", "needle three", "d.txt", "needle four")
	k := serve(t, []string{dir}, g.hold(2), brief)
	defer g.open()
	k.get("/api/datasources/ready") // begins to index
	<-g.reached
	res := k.search("needle")
	if got := paths(res); len(got) != 2 || *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 2, FilesTotal: 4}) {
		t.Errorf("found %q, index %+v", got, res.DataSources[0].Indexing)
	}
	if got := k.ask("needle", "").Content; !strings.Contains(got, "is incomplete: 2 of 4 files") {
		t.Errorf("chat: %s", got)
	}
	const note = "Still indexing %s: 2 of 4 files indexed; ask again for rows of all."
	want := fmt.Sprintf(note, filepath.Base(dir))
	obj, text := k.tool("query_artifact_metadata", map[string]any{"statement": "SELECT count(*) AS n FROM files"})
	if fmt.Sprint(obj["rows"], obj["notes"]) != "[[2]] ["+want+"]" || !strings.HasSuffix(text, "\n"+want) {
		t.Errorf("query: %v\n%s", obj, text)
	}
	list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	if len(list) != 1 || list[0].State != "Ready" || !strings.Contains(list[0].Description, "indexed 2 of 4 files") {
		t.Errorf("list: %+v", list)
	}
}

func TestProgressComesOn102Responses(t *testing.T) {
	for _, path := range []string{"/api/search/semantic?Query=needle", "/api/chat/completions"} {
		g := newGate()
		var files []string
		for i := range 6 {
			files = append(files, fmt.Sprintf("%d.txt", i), "needle")
		}
		k := serve(t, []string{folder(t, files...)}, g.hold(2))
		var seen []string
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
				seen = append(seen, fmt.Sprint(code, " ", header.Get(codealive.HeaderProgress)))
				if strings.HasPrefix(header.Get(codealive.HeaderProgress), "2/") {
					g.open()
				}
				return nil
			},
		})
		method := http.MethodGet
		body := ""
		if strings.HasSuffix(path, "completions") {
			method, body = http.MethodPost, `{"messages":[{"role":"user","content":"needle"}]}`
		}
		res := k.do(ctx, method, path, body)
		if !slices.Contains(seen, "102 2/6 files indexed") {
			t.Errorf("%s: progress %q", path, seen)
		}
		for i, s := range seen {
			if i > 0 && s == seen[i-1] {
				t.Errorf("%s: told twice: %q", path, seen)
			}
		}
		if res.StatusCode != http.StatusOK || res.Header.Get(codealive.HeaderProgress) != "" {
			t.Errorf("%s: final answer %d %v", path, res.StatusCode, res.Header)
		}
	}
}

// Old clients do not know 1xx responses.
func TestNoProgressOverHTTP10(t *testing.T) {
	g := newGate()
	k := serve(t, []string{folder(t, "a.txt", "needle", "b.txt", "needle")}, g.hold(1), brief)
	defer g.open()
	w := &recorder{header: http.Header{}}
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "/api/search?Query=needle", nil)
	req.Header.Set("Authorization", "Bearer "+testKey)
	req.Proto, req.ProtoMajor, req.ProtoMinor = "HTTP/1.0", 1, 0
	k.engine.ServeHTTP(w, req)
	if len(w.codes) != 1 || w.codes[0] != http.StatusOK {
		t.Errorf("status codes %v", w.codes)
	}
}

type recorder struct {
	header http.Header
	codes  []int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader panics where net/http does.
func (r *recorder) WriteHeader(code int) {
	if code < 100 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", code))
	}
	r.codes = append(r.codes, code)
}

// Some HTTP clients take any first response for the answer.
func TestProgressIsSentOnlyToThoseWhoAskForIt(t *testing.T) {
	g := newGate()
	k := serve(t, []string{folder(t, "a.txt", "one", "b.txt", "two", "c.txt", "three", "d.txt", "four")}, g.hold(2), func(c *Config, _ *index.Options) { c.FirstIndexWait = time.Second })
	defer g.open()
	k.get("/api/datasources/ready") // begins to index
	<-g.reached
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got1xxResponse: func(code int, _ textproto.MIMEHeader) error {
		t.Errorf("an unasked %d", code)
		return nil
	}})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine/api/search/semantic?Query=one", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+testKey)
	res, err := k.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
}
