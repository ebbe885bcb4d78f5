package codealive

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"sync"
	"time"
)

// keyID stands for a key: nobody without the secret of the process can tell
// which. Keys themselves are not kept.
type keyID [sha256.Size]byte

// budgets spend the allowance of each key: so many requests at a time, and so
// many until the window ends, as the service says. One lock is enough: it is
// held for moments, and requests take milliseconds.
type budgets struct {
	secret [sha256.Size]byte
	atOnce int // requests of one key at a time; 0 for no limit

	mu sync.Mutex
	of map[keyID]*budget
}

// maxIdle bounds the keys that are remembered without a request under way.
const maxIdle = 1000

func newBudgets(atOnce int) *budgets {
	b := &budgets{atOnce: atOnce, of: map[keyID]*budget{}}
	_, _ = rand.Read(b.secret[:]) // never fails
	return b
}

func (b *budgets) id(key string) keyID {
	mac := hmac.New(sha256.New, b.secret[:])
	mac.Write([]byte(key))
	return keyID(mac.Sum(nil))
}

// pass lets one request out.
type pass struct {
	budgets *budgets
	budget  *budget
	request request
	learned int // what the budget had learned when it was given
	silent  int // how many had ended without a word
	begun   bool
	ended   bool
}

// enter waits for the turn of a request, until ctx ends. What would be sent in
// vain is refused at once, unless that is over in a moment.
func (b *budgets) enter(ctx context.Context, key string, r request) (*pass, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.find(b.id(key))
	k.users++
	p, err := b.admit(ctx, k, r)
	if err != nil {
		k.users--
	}
	return p, err
}

func (b *budgets) admit(ctx context.Context, k *budget, r request) (*pass, error) {
	for {
		refused := k.refusal(r.op, time.Now())
		if refused == nil {
			if p, err := b.line(ctx, k, r); p != nil || err != nil {
				return p, err
			}
			continue
		}
		if !worthWaiting(ctx, refused.RetryAfter) {
			return nil, refused
		}
		b.mu.Unlock() // not in the line: others may have another operation
		select {
		case <-time.After(refused.RetryAfter):
		case <-ctx.Done():
		}
		b.mu.Lock()
		if ctx.Err() != nil {
			return nil, failed(ctx, r.op, ctx.Err())
		}
	}
}

// line is where requests wait for their turn. It gives neither a pass nor an
// error when the budget has closed meanwhile.
func (b *budgets) line(ctx context.Context, k *budget, r request) (*pass, error) {
	turn := make(chan struct{}, 1)
	k.waiting = append(k.waiting, turn)
	defer func() { // whoever leaves the line lets the next one look
		k.waiting = slices.DeleteFunc(k.waiting, func(c chan struct{}) bool { return c == turn })
		k.wake()
	}()
	for k.refusal(r.op, time.Now()) == nil {
		if k.waiting[0] == turn && k.hasRoom(b.atOnce, time.Now()) {
			k.open++
			k.unanswered++
			return &pass{budgets: b, budget: k, request: r, learned: k.learned, silent: k.silent}, nil
		}
		b.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
		}
		b.mu.Lock()
		if ctx.Err() != nil {
			return nil, failed(ctx, r.op, ctx.Err())
		}
	}
	return nil, nil
}

// find is the budget with this id. The first of a key may end others' that are
// idle: those not worth remembering, and if they are still too many, any.
func (b *budgets) find(id keyID) *budget {
	if k := b.of[id]; k != nil {
		return k
	}
	if len(b.of) >= maxIdle {
		now := time.Now()
		for id, k := range b.of {
			if k.users == 0 && !k.remembers(now) {
				delete(b.of, id)
			}
		}
		for id, k := range b.of {
			if len(b.of) >= maxIdle && k.users == 0 {
				delete(b.of, id)
			}
		}
	}
	k := &budget{closed: map[string]time.Time{}}
	b.of[id] = k
	return k
}

// answered notes what the begin of an answer said. failure is nil for status
// 200; without an answer, both say nothing.
func (p *pass) answered(q Quota, failure *APIError, now time.Time) {
	p.budgets.mu.Lock()
	defer p.budgets.mu.Unlock()
	k := p.budget
	if !p.begun {
		p.begun = true
		k.unanswered--
	}
	if q.Known {
		k.learn(q, p.learned == k.learned)
		k.settled = max(k.settled, p.silent)
	} else {
		k.silent++
	}
	if failure != nil && failure.RetryAfter > 0 {
		k.closed[p.closes(failure)] = now.Add(failure.RetryAfter)
	}
	k.wake()
}

// closes is the operation that an error with Retry-After closes, "" for all: a
// plan may limit some operations on their own, and a part of the service may be
// down.
func (p *pass) closes(failure *APIError) string {
	if failure.Status == http.StatusTooManyRequests && failure.Code != "plan-limit" && !p.request.costs() {
		return ""
	}
	return p.request.op
}

// end gives the place of a request to the next one.
func (p *pass) end() {
	p.budgets.mu.Lock()
	defer p.budgets.mu.Unlock()
	if p.ended {
		return
	}
	p.ended = true
	p.budget.open--
	p.budget.users--
	if !p.begun {
		p.begun = true
		p.budget.unanswered--
	}
	p.budget.wake()
}

// quota is what is known of a key's budget now.
func (b *budgets) quota(key string) Quota {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.of[b.id(key)]; k != nil && k.inWindow(time.Now()) {
		return k.quota
	}
	return Quota{}
}

// crowd tells how many requests of a key are under way, and how many wait for
// their turn.
func (b *budgets) crowd(key string) (open, waiting int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.of[b.id(key)]; k != nil {
		return k.open, len(k.waiting)
	}
	return 0, 0
}
