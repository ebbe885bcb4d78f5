package codealive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const aKey = "ca_of_somebody"

var aRequest = request{op: "search", tool: "semantic_search"}

func enter(t *testing.T, b *budgets, r request) *pass {
	t.Helper()
	p, err := b.enter(t.Context(), aKey, r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// says are the rate headers of an answer.
func says(remaining int, reset time.Duration) http.Header {
	return headers("X-RateLimit-Limit", "100", "X-RateLimit-Remaining", fmt.Sprint(remaining),
		"X-RateLimit-Reset", fmt.Sprint(time.Now().Add(reset).Unix()))
}

func (p *pass) gets(h http.Header) {
	p.answered(parseQuota(h, time.Now()), nil, time.Now())
	p.end()
}

func refusedFor(t *testing.T, b *budgets, r request) time.Duration {
	t.Helper()
	p, err := b.enter(t.Context(), aKey, r)
	var api *APIError
	switch {
	case err == nil:
		p.end()
		return 0
	case !errors.As(err, &api) || api.Kind != KindBudget:
		t.Fatal(err)
	}
	return api.RetryAfter
}

func TestSpentBudgetRefusesUntilItsReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(5)
		enter(t, b, aRequest).gets(says(1, time.Hour))
		enter(t, b, aRequest).gets(says(0, time.Hour))
		if got := refusedFor(t, b, aRequest); got != time.Hour {
			t.Errorf("refused for %s", got)
		}
		if _, err := b.enter(t.Context(), "another key", aRequest); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour)
		enter(t, b, aRequest).end()
	})
}

func TestBudgetIsLearnedFromEveryAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		call   func(*Client) error
	}{
		"a list":   {200, func(c *Client) error { return sources(t, c) }},
		"a chat":   {200, func(c *Client) error { _, err := c.Chat(bounded(t), ChatQuestion{Question: "q"}, nil); return err }},
		"a tool":   {200, func(c *Client) error { _, err := c.Tool(bounded(t), "chat", nil); return err }},
		"too many": {429, func(c *Client) error { return sources(t, c) }},
		"a fault":  {500, func(c *Client) error { return sources(t, c) }},
	} {
		calls := 0
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			calls++
			for name, values := range says(0, time.Hour) {
				w.Header()[name] = values
			}
			w.WriteHeader(c.status)
			write(w, `[]`)
		})
		_ = c.call(client)
		var api *APIError
		if err := sources(t, client); !errors.As(err, &api) || api.Kind != KindBudget || calls != 1 {
			t.Errorf("%s: %v after %d requests", name, err, calls)
		}
		if q := client.Quota(bounded(t)); !q.Known || q.Remaining != 0 || q.Limit != 100 {
			t.Errorf("%s: %+v", name, q)
		}
	}
}

func TestNothingIsInventedWithoutHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(0)
		for range 1000 {
			enter(t, b, aRequest).gets(headers())
		}
		if q := b.quota(aKey); q != (Quota{}) {
			t.Errorf("%+v", q)
		}
		enter(t, b, aRequest).gets(headers("X-RateLimit-Remaining", "0")) // but not until when
		if got := refusedFor(t, b, aRequest); got != 0 {
			t.Errorf("refused for %s", got)
		}
	})
}

func TestNoMoreGoOutThanTheBudgetHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(0)
		enter(t, b, aRequest).gets(says(2, time.Hour))
		first, second := enter(t, b, aRequest), enter(t, b, aRequest)
		third := make(chan error)
		go func() {
			_, err := b.enter(t.Context(), aKey, aRequest)
			third <- err
		}()
		synctest.Wait()
		select {
		case err := <-third:
			t.Fatal("did not wait:", err)
		default:
		}
		// The answers come in the other order.
		second.answered(parseQuota(says(0, time.Hour), time.Now()), nil, time.Now())
		first.answered(parseQuota(says(1, time.Hour), time.Now()), nil, time.Now())
		var api *APIError
		if err := <-third; !errors.As(err, &api) || api.Kind != KindBudget || api.RetryAfter != time.Hour {
			t.Error(err)
		}
	})
}

func TestNewWindowBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(0)
		enter(t, b, aRequest).gets(says(3, time.Minute))
		late, next := enter(t, b, aRequest), enter(t, b, aRequest)
		next.gets(says(99, time.Hour))
		late.gets(says(2, time.Minute)) // counted in the window before
		if q := b.quota(aKey); q.Remaining != 99 {
			t.Errorf("%+v", q)
		}
		enter(t, b, aRequest).gets(says(100, time.Hour)) // a plan was upgraded
		if q := b.quota(aKey); q.Remaining != 100 {
			t.Errorf("%+v", q)
		}
	})
}

func TestTurnsAreTakenInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(2)
		running := []*pass{enter(t, b, aRequest), enter(t, b, aRequest)}
		order := make(chan int, 10)
		passes := make(chan *pass, 10)
		for i := range 10 {
			go func() {
				p, err := b.enter(t.Context(), aKey, aRequest)
				if err != nil {
					t.Error(err)
				}
				order <- i
				passes <- p
			}()
			synctest.Wait()
		}
		for want := range 10 {
			if want < 2 {
				running[want].end()
				running[want].end() // once is enough
			} else {
				(<-passes).end()
			}
			synctest.Wait()
			if got := <-order; got != want || len(order) > 0 {
				t.Fatalf("%d came after %d, %d more", got, want, len(order))
			}
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(1)
		running := enter(t, b, aRequest)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := b.enter(ctx, aKey, aRequest)
		var api *APIError
		if !errors.As(err, &api) || api.Kind != KindTimeout {
			t.Error(err)
		}
		if open, waiting := b.crowd(aKey); open != 1 || waiting != 0 {
			t.Errorf("%d under way, %d waiting", open, waiting)
		}
		running.end()
		enter(t, b, aRequest).end()
	})
}

func TestRetryAfterClosesWhatItIsAbout(t *testing.T) {
	chat := request{op: opChat, tool: "chat"}
	for name, c := range map[string]struct {
		request request
		failure APIError
		all     bool
	}{
		"too many":          {aRequest, APIError{Status: 429}, true},
		"a plan's limit":    {aRequest, APIError{Status: 429, Code: "plan-limit"}, false},
		"chat":              {chat, APIError{Status: 429}, false},
		"down":              {aRequest, APIError{Status: 503}, false},
		"being indexed":     {aRequest, APIError{Status: 422}, false},
		"chat by a tool":    {request{op: "call chat", tool: "chat"}, APIError{Status: 429}, false},
		"a tool that reads": {request{op: "call read_file", tool: "read_file"}, APIError{Status: 429}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBudgets(0)
				p := enter(t, b, c.request)
				c.failure.RetryAfter = time.Minute
				p.answered(Quota{}, &c.failure, time.Now())
				p.end()
				if got := refusedFor(t, b, c.request); got != time.Minute {
					t.Errorf("refused for %s", got)
				}
				other := refusedFor(t, b, request{op: "another"})
				if c.all && other != time.Minute || !c.all && other != 0 {
					t.Errorf("others are refused for %s", other)
				}
				time.Sleep(time.Minute)
				enter(t, b, c.request).end()
			})
		})
	}
}

func TestMomentIsWaitedForOutsideTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(1)
		chat := request{op: opChat, tool: "chat"}
		p := enter(t, b, chat)
		p.answered(Quota{}, &APIError{Status: 429, RetryAfter: 2 * time.Second}, time.Now())
		p.end()
		begun := time.Now()
		late := make(chan time.Duration)
		go func() {
			enter(t, b, chat).end()
			late <- time.Since(begun)
		}()
		synctest.Wait()
		enter(t, b, aRequest).end()
		if time.Since(begun) > 0 {
			t.Error("another operation waited")
		}
		if waited := <-late; waited != 2*time.Second {
			t.Errorf("waited %s", waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		p = enter(t, b, chat)
		p.answered(Quota{}, &APIError{Status: 429, RetryAfter: 2 * time.Second}, time.Now())
		p.end()
		if _, err := b.enter(ctx, aKey, chat); err == nil || time.Since(begun) > 2*time.Second {
			t.Errorf("%v: a call without the time for it waited", err)
		}
	})
}

func TestKeysAreNotKept(t *testing.T) {
	b := newBudgets(0)
	enter(t, b, aRequest).gets(says(5, time.Hour))
	for id, k := range b.of {
		if text := fmt.Sprintf("%q %+v", id[:], *k); strings.Contains(text, aKey) || !strings.Contains(text, "Remaining:5") {
			t.Error(text)
		}
	}
	if b.id(aKey) == newBudgets(0).id(aKey) {
		t.Error("the id of a key can be guessed")
	}
}

func TestKeysRememberedAreBounded(t *testing.T) {
	b := newBudgets(0)
	known := enter(t, b, aRequest)
	known.gets(says(0, time.Hour))
	for i := range 3 * maxIdle {
		p, err := b.enter(t.Context(), fmt.Sprint("key ", i), aRequest)
		if err != nil {
			t.Fatal(err)
		}
		p.gets(headers())
	}
	if len(b.of) > maxIdle || refusedFor(t, b, aRequest) == 0 {
		t.Errorf("%d keys", len(b.of))
	}
}
