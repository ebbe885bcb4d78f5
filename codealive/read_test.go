package codealive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// tripper answers or fails requests without a network.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// ok is an answer of status 200. pairs are headers.
func ok(r *http.Request, body string, pairs ...string) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: headers(pairs...), Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func keeping(f tripper) *Client {
	return New(Options{
		BaseURL: &url.URL{Scheme: "http", Host: "service"}, Key: ContextKey, Transport: f,
		AtOnce: 5, Cache: &Cache{Sources: time.Minute, Reads: 30 * time.Second},
	})
}

// everyRead makes each kind of call that has no effect, and one twice in two ways.
var everyRead = map[string]func(context.Context, *Client) error{
	"data sources": func(ctx context.Context, c *Client) error {
		_, err := c.DataSources(ctx, DataSourceQuery{})
		return err
	},
	"all data sources": func(ctx context.Context, c *Client) error {
		_, err := c.DataSources(ctx, DataSourceQuery{All: true})
		return err
	},
	"semantic": func(ctx context.Context, c *Client) error {
		_, err := c.SemanticSearch(ctx, SearchQuery{Query: "a"})
		return err
	},
	"another semantic": func(ctx context.Context, c *Client) error {
		_, err := c.SemanticSearch(ctx, SearchQuery{Query: "a", Names: []string{"x"}})
		return err
	},
	"grep": func(ctx context.Context, c *Client) error {
		_, err := c.Grep(ctx, SearchQuery{Query: "a"}, false)
		return err
	},
	"fetch": func(ctx context.Context, c *Client) error {
		_, err := c.Fetch(ctx, []string{"a"}, "")
		return err
	},
	"relationships": func(ctx context.Context, c *Client) error {
		_, err := c.Relationships(ctx, RelationshipsRequest{Identifier: "a"})
		return err
	},
	"tool": func(ctx context.Context, c *Client) error {
		_, err := c.Tool(ctx, "semantic_search", map[string]any{"question": "a"})
		return err
	},
	"tool's data sources": func(ctx context.Context, c *Client) error {
		_, err := c.Tool(ctx, "get_data_sources", nil)
		return err
	},
}

// answerTo is what the service answers to each of them.
func answerTo(r *http.Request) string {
	switch {
	case strings.Contains(r.URL.Path, "datasources"):
		return `[{"name":"a"}]`
	case strings.HasSuffix(r.URL.Path, "/artifacts"):
		return `{"artifacts":[{"identifier":"a","content":"x"}]}`
	case strings.HasSuffix(r.URL.Path, "/artifact-relationships"):
		return `{"found":true}`
	case strings.Contains(r.URL.Path, "tools"):
		return `{"rendered":"x"}`
	}
	return `{"results":[]}`
}

func TestEqualReadsAreAnsweredFromMemoryForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		c := keeping(func(r *http.Request) (*http.Response, error) { sent++; return ok(r, answerTo(r)) })
		ctx := WithKey(t.Context(), aKey)
		all := func() int {
			before := sent
			for name, call := range everyRead {
				if err := call(ctx, c); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			return sent - before
		}
		lists := 3
		for i, step := range []struct {
			after time.Duration
			want  int
		}{{0, len(everyRead)}, {0, 0}, {29 * time.Second, 0}, {2 * time.Second, len(everyRead) - lists}, {31 * time.Second, len(everyRead)}} {
			time.Sleep(step.after)
			if got := all(); got != step.want {
				t.Errorf("step %d: %d requests, want %d", i, got, step.want)
			}
		}
	})
}

func TestKeysNeverShareAnswers(t *testing.T) {
	// Every answer names the key that asked for it.
	var sent atomic.Int32
	c := keeping(func(r *http.Request) (*http.Response, error) {
		sent.Add(1)
		key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		return ok(r, fmt.Sprintf(`[{"name":%q}]`, key))
	})
	const keys, rounds = 50, 20
	var all sync.WaitGroup
	for k := range keys {
		for range rounds {
			all.Go(func() {
				key := fmt.Sprint("key ", k)
				list, err := c.DataSources(WithKey(t.Context(), key), DataSourceQuery{})
				if err != nil || len(list.Sources) != 1 || list.Sources[0].Name != key {
					t.Errorf("%s: %+v, %v", key, list.Sources, err)
				}
			})
		}
	}
	all.Wait()
	if sent.Load() != keys {
		t.Errorf("%d requests for %d keys", sent.Load(), keys)
	}
}

func TestEntryNeedsEveryPartOfARequest(t *testing.T) {
	b := newBudgets(0)
	base := request{method: "GET", path: "p", query: url.Values{"a": {"b"}}, body: map[string]any{"c": 1}}
	seen := map[entry]string{}
	note := func(name, key string, r request) {
		e, err := b.entry(key, r)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[e]; ok {
			t.Errorf("%s is taken for %s", name, other)
		}
		seen[e] = name
	}
	note("base", "k", base)
	note("key", "k2", base)
	note("key that takes over the method", "kGET", request{path: "p", query: base.query, body: base.body})
	for name, change := range map[string]func(*request){
		"method": func(r *request) { r.method = "POST" },
		"path":   func(r *request) { r.path = "p2" },
		"query":  func(r *request) { r.query = url.Values{"a": {"b", "b"}} },
		"body":   func(r *request) { r.body = map[string]any{"c": 2} },
		"none":   func(r *request) { r.body = nil },
	} {
		r := base
		change(&r)
		note(name, "k", r)
	}
}

func TestWhatFailedOrIsNotWholeIsNotKept(t *testing.T) {
	const key = "a key"
	semantic, list := everyRead["semantic"], everyRead["data sources"]
	relevant := func(ctx context.Context, c *Client) error {
		_, err := c.DataSources(ctx, DataSourceQuery{Query: "q"})
		return err
	}
	fetchTwo := func(ctx context.Context, c *Client) error {
		_, err := c.Fetch(ctx, []string{"a", "b"}, "")
		return err
	}
	answers := func(body string, pairs ...string) tripper {
		return func(r *http.Request) (*http.Response, error) { return ok(r, body, pairs...) }
	}
	for name, c := range map[string]struct {
		call  func(context.Context, *Client) error
		first tripper
		kept  bool
	}{
		"whole":                {semantic, answers(`{"results":[]}`), true},
		"status 500":           {semantic, func(r *http.Request) (*http.Response, error) { a, err := ok(r, ""); a.StatusCode = 500; return a, err }, false},
		"no JSON":              {semantic, answers(`<html>`), false},
		"another type":         {semantic, answers(`[]`), false},
		"error inside":         {semantic, answers(`{"results":[],"error":"broken"}`), false},
		"fault of a tool":      {everyRead["tool"], answers(`{"obj":{"error":{"code":"x"}}}`), false},
		"an empty tool":        {everyRead["tool"], answers(`{}`), false},
		"one not found":        {fetchTwo, answers(`{"artifacts":[{"identifier":"a","content":"x"},{"identifier":"b","found":false}]}`), false},
		"one left out":         {fetchTwo, answers(`{"artifacts":[{"identifier":"a","content":"x"}]}`), false},
		"both found":           {fetchTwo, answers(`{"artifacts":[{"identifier":"a","content":"x"},{"identifier":"b","content":""}]}`), true},
		"filter did not run":   {relevant, answers(`[{"name":"a"}]`), false},
		"filter ran":           {relevant, answers(`[{"name":"a","relevanceReason":"so"}]`), true},
		"no-store":             {list, answers(`[]`, "Cache-Control", "private, No-Store"), false},
		"max-age":              {list, answers(`[]`, "Cache-Control", "max-age=0"), true},
		"too large to be kept": {list, answers(`[{"name":"` + strings.Repeat("x", maxKept/8) + `"}]`), false},
	} {
		calls := 0
		client := keeping(func(r *http.Request) (*http.Response, error) { calls++; return c.first(r) })
		ctx := WithKey(t.Context(), key)
		_ = c.call(ctx, client)
		_ = c.call(ctx, client)
		if kept := calls == 1; kept != c.kept {
			t.Errorf("%s: %d requests", name, calls)
		}
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	const bound = 64 << 10
	c := keeping(func(r *http.Request) (*http.Response, error) {
		return ok(r, `{"results":[],"pad":"`+strings.Repeat("x", bound/16)+`"}`)
	})
	c.reads = newReads(Cache{Reads: time.Minute}, bound)
	for i := range 40 {
		if _, err := c.SemanticSearch(WithKey(t.Context(), "k"), SearchQuery{Query: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	var size uint64
	for _, item := range c.reads.kept.Items() {
		size += item.Value().weight()
	}
	if size > bound || size < bound/2 {
		t.Errorf("%d bytes", size)
	}
}

func TestChatIsNeitherKeptNorShared(t *testing.T) {
	calls := 0
	c := keeping(func(r *http.Request) (*http.Response, error) {
		calls++
		if strings.Contains(r.URL.Path, "tools") {
			return ok(r, `{"rendered":"x"}`)
		}
		return ok(r, `{"content":"x"}`, "Content-Type", "application/json")
	})
	ctx := WithKey(t.Context(), "k")
	for range 2 {
		if _, err := c.Chat(ctx, ChatQuestion{Question: "q"}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Tool(ctx, "chat", map[string]any{"question": "q"}); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 4 {
		t.Errorf("%d requests", calls)
	}
}

// slow answers each request when it is told to, and counts.
type slow struct {
	sent, cancelled atomic.Int32
	answer          chan string
}

func (s *slow) trip(r *http.Request) (*http.Response, error) {
	s.sent.Add(1)
	select {
	case body := <-s.answer:
		return ok(r, body)
	case <-r.Context().Done():
		s.cancelled.Add(1)
		return nil, r.Context().Err()
	}
}

func TestEqualReadsUnderWayShareOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{answer: make(chan string)}
		c := keeping(s.trip)
		ctx := WithKey(t.Context(), aKey)
		first, leave := context.WithCancel(ctx)
		results := make(chan error, 10)
		ask := func(ctx context.Context) {
			go func() {
				list, err := c.DataSources(ctx, DataSourceQuery{})
				if err == nil && len(list.Sources) != 1 {
					err = fmt.Errorf("got %+v", list)
				}
				results <- err
			}()
			synctest.Wait()
		}
		ask(first)
		for range 9 {
			ask(ctx)
		}
		leave() // the one who began it
		synctest.Wait()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		s.answer <- `[{"name":"a"}]`
		for range 9 {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if s.sent.Load() != 1 || s.cancelled.Load() != 0 {
			t.Errorf("%d sent, %d cancelled", s.sent.Load(), s.cancelled.Load())
		}
	})
}

func TestReadNobodyWaitsForIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{answer: make(chan string)}
		c := keeping(s.trip)
		for range 2 {
			ctx, cancel := context.WithCancel(WithKey(t.Context(), aKey))
			for range 3 {
				go func() { _, _ = c.DataSources(ctx, DataSourceQuery{}) }()
			}
			synctest.Wait()
			cancel()
			synctest.Wait()
		}
		if s.sent.Load() != 2 || s.cancelled.Load() != 2 || len(c.reads.under) != 0 {
			t.Errorf("%d sent, %d cancelled, %d under way", s.sent.Load(), s.cancelled.Load(), len(c.reads.under))
		}
		if open, waiting := c.budgets.crowd(aKey); open+waiting != 0 {
			t.Errorf("%d under way, %d waiting", open, waiting)
		}
	})
}

func TestSharedReadIsTriedAgainWhileSomebodyHasTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		fail := make(chan bool)
		c := keeping(func(r *http.Request) (*http.Response, error) {
			if calls++; calls > 1 {
				return ok(r, `[]`)
			}
			<-fail
			a, err := ok(r, "", "Retry-After", "3")
			a.StatusCode = http.StatusServiceUnavailable
			return a, err
		})
		results := make(chan error, 2)
		for _, patience := range []time.Duration{time.Second, time.Minute} {
			ctx, cancel := context.WithTimeout(WithKey(t.Context(), aKey), patience)
			defer cancel()
			go func() { _, err := c.DataSources(ctx, DataSourceQuery{}); results <- err }()
		}
		synctest.Wait()
		fail <- true
		var api *APIError
		if err := <-results; !errors.As(err, &api) || api.Kind != KindTimeout {
			t.Error(err)
		}
		if err := <-results; err != nil || calls != 2 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}

func TestEveryoneWhoSharesARequestSeesItsProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newReads(Cache{}, maxKept)
		step := make(chan Progress)
		get := func(ctx context.Context) (answer, error) {
			for p := range step {
				progressOf(ctx)(p)
			}
			return answer{}, nil
		}
		seen := make(chan Progress, 10)
		leaving, leave := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for _, ctx := range []context.Context{WithProgress(t.Context(), func(p Progress) { seen <- p }), t.Context(), WithProgress(leaving, func(p Progress) { seen <- p })} {
			all.Go(func() { _ = s.share(ctx, "x", entry{}, get, func(answer) error { return nil }) })
			synctest.Wait()
		}
		step <- Progress{Done: 1}
		synctest.Wait()
		leave()
		synctest.Wait()
		step <- Progress{Done: 2}
		close(step)
		all.Wait()
		close(seen)
		var got []int
		for p := range seen {
			got = append(got, p.Done)
		}
		if !slices.Equal(got, []int{1, 1, 2}) {
			t.Errorf("%v", got)
		}
	})
}
