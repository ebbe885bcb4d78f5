package codealive

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
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

// budget is what is known of one key.
type budget struct {
	quota      Quota
	learned    int                  // how often quota was told
	closed     map[string]time.Time // by operation, "" for all: nothing is sent before
	open       int                  // requests whose answer is not read to its end
	unanswered int                  // requests whose answer has not begun
	silent     int                  // requests that ended without a word on what is left
	settled    int                  // those of silent that quota has in it, if the service counted them
	waiting    []chan struct{}      // oldest first; a message asks to look again
	users      int                  // requests that were let in or wait
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

func (k *budget) remembers(now time.Time) bool {
	for _, at := range k.closed {
		if !over(at, now) {
			return true
		}
	}
	return k.inWindow(now)
}

// inWindow reports whether quota still holds. What has no end holds until the
// next answer.
func (k *budget) inWindow(now time.Time) bool {
	return k.quota.Known && (k.quota.Reset.IsZero() || !over(k.quota.Reset, now))
}

// spent reports whether no call is left, and the service said until when.
func (k *budget) spent(now time.Time) bool {
	return k.inWindow(now) && k.quota.Remaining == 0 && !k.quota.Reset.IsZero()
}

// hasRoom reports whether one more request may go out. Those under way, and
// those of which the service said nothing, may not be in what it said is left:
// that none is one too many, they count against it. When all depends on them,
// one at a time finds out.
func (k *budget) hasRoom(atOnce int, now time.Time) bool {
	left := !k.inWindow(now) || k.unanswered == 0 || k.quota.Remaining > k.unanswered+k.silent-k.settled
	return left && (atOnce == 0 || k.open < atOnce)
}

// refusal is the error of a request that would be sent in vain.
func (k *budget) refusal(op string, now time.Time) *APIError {
	refused := &APIError{Kind: KindBudget, Op: op, Quota: k.quota}
	until := time.Time{}
	if k.spent(now) {
		until = k.quota.Reset
		refused.Detail = "no call of this key's budget is left"
		if k.quota.Limit > 0 {
			refused.Detail = fmt.Sprintf("none of the %d calls of this key's budget is left", k.quota.Limit)
		}
	}
	for _, at := range []time.Time{k.closed[""], k.closed[op]} {
		if at.After(until) && !over(at, now) {
			until = at
			refused.Detail = "the service asked to wait"
		}
	}
	if until.IsZero() {
		return nil
	}
	refused.RetryAfter = until.Sub(now)
	return refused
}

func (k *budget) wake() {
	if len(k.waiting) > 0 {
		select {
		case k.waiting[0] <- struct{}{}:
		default: // has been told already
		}
	}
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

// learn takes over what an answer said. Answers to requests that were under way
// together come in any order: of those for one window, the least is the latest.
func (k *budget) learn(q Quota, newest bool) {
	old := k.quota
	if !newest && old.Known && q.window == old.window {
		q.Remaining = min(q.Remaining, old.Remaining)
	}
	if newest || q.window >= old.window {
		k.quota = q
		k.learned++
	}
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
