package codealive

import (
	"fmt"
	"time"
)

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
