package engine

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// shop is a small folder with one thing of each kind.
func shop(t *testing.T) string {
	return folder(t,
		"ledger/post.go", "package ledger\n\n// Post books an entry. It is final.\nfunc (l *Ledger) Post(ctx context.Context, e Entry) error {\n\treturn l.store.Append(e)\n}\n\nfunc bare() { ledger() }\n",
		"ledger/post_test.go", "package ledger\n\nfunc TestPost(t *testing.T) { ledger() }\n",
		"README.md", "# Shop\n\nSells things.\n\n## Ledger\n\nHow a ledger entry is booked.\n",
		"web/cart.ts", "export function addToCart(item: Item) { cart.push(item) }\n",
	)
}

func problem(t *testing.T, res *http.Response, status int) codealive.Problem {
	t.Helper()
	p := decode[codealive.Problem](t, res)
	if res.StatusCode != status || p.Status != status {
		t.Errorf("status %d, in the body %d, want %d: %s", res.StatusCode, p.Status, status, p.Detail)
	}
	if res.Header.Get("Content-Type") != codealive.MediaProblem {
		t.Errorf("type %q", res.Header.Get("Content-Type"))
	}
	if p.Title == "" || p.Type == "" || p.RequestID == "" || p.Detail == "" || p.Instance != res.Request.Method+" "+res.Request.URL.Path ||
		p.Error == nil || p.Error.Code == "" || p.Error.Message == "" {
		t.Errorf("members are missing: %+v", p)
	}
	return p
}

func TestKeyIsAskedForEverywhere(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, path := range []string{"/api/datasources/ready", "/api/search?Query=x", "/api/chat/completions", "/api/nothing", "/"} {
		for _, auth := range []string{"", "Bearer", "Bearer wrong", "Basic " + testKey, testKey} {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://any.host"+path, nil)
			if auth != "" {
				req.Header.Set("Authorization", auth)
			}
			res, err := k.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			p := problem(t, res, http.StatusUnauthorized)
			_ = res.Body.Close()
			if res.Header.Get("WWW-Authenticate") != "Bearer" || p.Error.Code != "UNAUTHORIZED" || strings.Contains(p.Detail, testKey) {
				t.Errorf("%s %q: %+v", path, auth, p)
			}
		}
	}
	open := serve(t, []string{shop(t)}, func(c *Config, _ *index.Options) { c.Key = "" })
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x/api/datasources/ready", nil)
	if res, err := open.client.Do(req); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("without a key set: %v, %v", res, err)
	} else {
		_ = res.Body.Close()
	}
}

// A client takes this answer for "no such route", and only this one.
func TestUnknownRoutesAreNoProblemDetails(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, path := range []string{"/api/search/nothing", "/api", "/api/search/", "/api/tool/chat", "/elsewhere"} {
		res := k.get(path)
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusNotFound || string(body) != "404 page not found\n" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %q", path, res.StatusCode, body)
		}
	}
}

func TestWrongMethods(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for path, method := range map[string]string{
		"/api/datasources/all": http.MethodPost, "/api/search": http.MethodPut, "/api/chat/completions": http.MethodGet,
	} {
		res := k.do(t.Context(), method, path, "")
		problem(t, res, http.StatusMethodNotAllowed)
		if res.Header.Get("Allow") == "" {
			t.Errorf("%s: no Allow", path)
		}
	}
	if res := k.do(t.Context(), http.MethodHead, "/api/datasources/ready", ""); res.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %d", res.StatusCode)
	}
}

func TestPanicIsAnswered(t *testing.T) {
	boom := true
	dir := shop(t)
	k := serve(t, nil, func(c *Config, _ *index.Options) {
		c.Roots = func() []string {
			if boom {
				panic("boom")
			}
			return []string{dir}
		}
	})
	p := problem(t, k.get("/api/datasources/ready"), http.StatusInternalServerError)
	if strings.Contains(p.Detail, "boom") {
		t.Errorf("the panic is shown: %s", p.Detail)
	}
	boom = false
	if got := len(decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))); got != 1 {
		t.Errorf("%d sources after the panic", got)
	}
}

func TestResultsHoldWhatTheContractSays(t *testing.T) {
	dir := shop(t)
	k := serve(t, []string{dir})
	name := filepath.Base(dir)
	res := k.search("book a ledger entry", "Names", name)
	byID := map[string]codealive.SearchResult{}
	last := 1.0
	for _, r := range res.Results {
		byID[r.Identifier] = r
		if r.Score > last || r.Score <= 0 {
			t.Errorf("score %v after %v", r.Score, last)
		}
		last = r.Score
		if r.DataSource == nil || r.DataSource.Name != name || !hex24.MatchString(r.DataSource.ID) || r.DataSource.Type != "repository" {
			t.Errorf("data source %+v", r.DataSource)
		}
	}
	r, ok := byID["local/"+name+"::ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"]
	if start, end := r.Lines(); !ok || r.Kind != "Symbol" || r.Path() != "ledger/post.go" || start != 4 || end != 6 ||
		r.Description != "Post books an entry." || r.ContentByteSize != 87 || r.Location.Range.Start.Character != 0 || r.Location.Range.End.Character != 1 {
		t.Errorf("symbol: %v %+v", ok, r)
	}
	r, ok = byID["local/"+name+"::README.md::0002"]
	if start, end := r.Lines(); !ok || r.Kind != "Chunk" || start != 5 || end != 7 || r.Description != "Shop > Ledger" {
		t.Errorf("chunk: %v %+v", ok, r)
	}
	r = k.search("add to cart").Results[0]
	if r.Kind != "Symbol" || r.Identifier != "local/"+name+"::web/cart.ts::addToCart(item: Item)" {
		t.Errorf("symbol of another language: %+v", r)
	}
	r = k.search("bare").Results[0]
	if r.Description != "" || r.Snippet != "func bare() { ledger() }" {
		t.Errorf("without a comment: %+v", r)
	}
	notes := folder(t, "notes.txt", "Where the needle is.\n")
	r = serve(t, []string{notes}).search("needle").Results[0]
	if r.Kind != "File" || r.Identifier != "local/"+filepath.Base(notes)+"::notes.txt" {
		t.Errorf("file: %+v", r)
	}
	if len(res.DataSources) != 1 || res.DataSources[0].Name != name || *res.DataSources[0].Indexing != (codealive.Indexing{FilesIndexed: 4, FilesTotal: 4}) {
		t.Errorf("index: %+v", res.DataSources)
	}
}

var hex24 = regexp.MustCompile(`^[0-9a-f]{24}$`)

func TestNothingFoundIsAnEmptyList(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, q := range []string{"zzqqxx", "where is the", `"`, "NEAR(", "\x00"} {
		body, _ := io.ReadAll(k.get("/api/search/semantic?Query=" + url.QueryEscape(q)).Body)
		if !strings.HasPrefix(string(body), `{"results":[],`) {
			t.Errorf("%q: %s", q, body)
		}
	}
}

func TestSearchParameters(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for query, want := range map[string]string{
		"Query=ledger&Paths=ledger":                        "ledger/post.go ledger/post_test.go",
		"query=ledger&paths=/ledger/post.go":               "ledger/post.go",
		"QUERY=ledger&PATHS=./ledger/&EXTENSIONS=GO":       "ledger/post.go ledger/post_test.go",
		"Query=ledger&Extensions=.md":                      "README.md",
		"Query=ledger&Extensions=MD&Extensions=.Ts":        "README.md",
		"Query=ledger&Paths=ledger&Extensions=md":          "",
		"Query=ledger&Paths=web&Paths=README.md":           "README.md",
		"Query=ledger&Paths=ledger%5Cpost.go":              "ledger/post.go",
		"Query=ledger&Paths=.&Extensions=md":               "README.md",
		"Query=post&MaxResults=1&Unknown=x&Mode=deep":      "ledger/post.go",
		"Query=ledger&MaxResults=500&Extensions=go&Paths=": "ledger/post.go ledger/post_test.go",
	} {
		for _, path := range []string{"/api/search/semantic?", "/api/search?"} {
			res := paths(decode[codealive.SearchResponse](t, k.get(path+query)))
			slices.Sort(res)
			if got := strings.Join(res, " "); got != want {
				t.Errorf("%s%s: got %q, want %q", path, query, got, want)
			}
		}
	}
	for query, field := range map[string]string{
		"": "Query", "Query=%20": "Query", "Query=x&MaxResults=0": "MaxResults", "Query=x&MaxResults=501": "MaxResults",
		"Query=x&MaxResults=many": "MaxResults", "Query=x&MaxResults=-1": "MaxResults",
	} {
		p := problem(t, k.get("/api/search/semantic?"+query), http.StatusBadRequest)
		if len(p.Errors[field]) != 1 {
			t.Errorf("%q: %+v", query, p.Errors)
		}
	}
	r := decode[codealive.SearchResponse](t, k.get("/api/search?Query=cart&IncludeContent=True")).Results[0]
	if r.Content != "export function addToCart(item: Item) { cart.push(item) }" {
		t.Errorf("content %q", r.Content)
	}
}

func TestOddNamesAndBytesComeThrough(t *testing.T) {
	dir := folder(t,
		"with space/ünï/文件.md", "# Zebra\n\nzebra 解析聊天流\n",
		"bad.txt", "zebra \xff\xfe\x80 text\nnext\n",
		"nul.bin", "zebra\x00",
		"crlf.txt", "first\r\nsecond\r\nzebra third\r\n",
	)
	writeIfPossible(dir, "line\nbreak`.txt", "zebra")
	k := serve(t, []string{dir})
	res := k.get("/api/search?IncludeContent=true&Query=zebra")
	body, err := io.ReadAll(res.Body)
	if err != nil || !json.Valid(body) {
		t.Fatalf("%v: %q", err, body)
	}
	got := paths(k.search("zebra"))
	for _, want := range []string{"with space/ünï/文件.md", "bad.txt", "crlf.txt"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
	if slices.Contains(got, "nul.bin") {
		t.Error("a binary file was found")
	}
	if got := paths(k.search("聊天")); len(got) != 1 || got[0] != "with space/ünï/文件.md" {
		t.Errorf("a question in Chinese finds %q", got)
	}
	if _, end := k.search("third").Results[0].Lines(); end != 3 {
		t.Errorf("last line %d", end)
	}
}

func TestClosedEngineSaysSo(t *testing.T) {
	k := serve(t, []string{shop(t)})
	if err := k.engine.Close(); err != nil {
		t.Fatal(err)
	}
	problem(t, k.get("/api/search?Query=ledger"), http.StatusServiceUnavailable)
}

func TestInProcessEndsAllAtOnce(t *testing.T) {
	started, ended := make(chan struct{}), make(chan struct{})
	transport, stop := InProcess(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
		close(ended)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://x/", nil)
	if _, err := transport.RoundTrip(req); err == nil { //nolint:bodyclose // there is none
		t.Error("answered")
	}
	<-ended
	if err := stop(); err != nil {
		t.Error(err)
	}
	req, _ = http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x/", nil)
	if _, err := transport.RoundTrip(req); err == nil { //nolint:bodyclose // there is none
		t.Error("answered after the end")
	}
}
