package codealive

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Quota is what the service said about the hourly budget of a key. It need not
// say any of it.
type Quota struct {
	Known     bool      // whether Remaining was said
	Limit     int       // calls allowed per window; 0 if not said
	Remaining int       // calls left in the window
	Reset     time.Time // when the window ends, by the clock of this machine; zero if not said

	window int64 // the end of the window as the service wrote it
}

// Low reports whether less than a tenth of the budget is left, or 10 calls of
// one whose limit is not said.
func (q Quota) Low() bool {
	if q.Limit > 0 {
		return q.Known && q.Remaining*10 <= q.Limit
	}
	return q.Known && q.Remaining <= 10
}

// parseQuota reads the rate headers of an answer that came at now.
func parseQuota(h http.Header, now time.Time) Quota {
	q := Quota{}
	if remaining, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Remaining"))); err == nil && remaining >= 0 {
		q.Known, q.Remaining = true, remaining
	}
	if limit, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Limit"))); err == nil && limit > 0 {
		q.Limit = limit
	}
	if seconds, err := strconv.ParseInt(strings.TrimSpace(h.Get("X-RateLimit-Reset")), 10, 64); err == nil && seconds > 0 {
		q.window = seconds
		if left := timeLeft(time.Unix(seconds, 0), h, now); credible(left) {
			q.Reset = now.Add(left) // keeps now's monotonic reading: clocks may be set meanwhile
		}
	}
	return q
}

// timeLeft is the time until a moment that the service named. Its clock and
// ours need not agree, but an answer says in its Date what the service's shows.
func timeLeft(at time.Time, h http.Header, now time.Time) time.Duration {
	if date, err := http.ParseTime(h.Get("Date")); err == nil && credible(at.Sub(date)) {
		return at.Sub(date)
	}
	return at.Sub(now)
}

// maxWait bounds a time to wait that a server named: beyond it, the number is
// not believed, or worth no one's waiting.
const maxWait = 7 * 24 * time.Hour

func credible(wait time.Duration) bool { return wait > 0 && wait <= maxWait }

// over reports whether a moment has passed by either reading of the clock: the
// monotonic one stands still while the machine sleeps, the other may be set.
func over(at, now time.Time) bool {
	return !now.Before(at) || !now.Round(0).Before(at.Round(0))
}

// parseRetryAfter reads RFC 9110 Retry-After: seconds or a date. 0 means none.
func parseRetryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return min(time.Duration(seconds), maxWait/time.Second) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(timeLeft(at, h, now), 0), maxWait)
	}
	return 0
}

// Quota is what the service last said of the budget of the key that ctx calls
// with; zero when it said nothing, or that window is over. It sends no request.
func (c *Client) Quota(ctx context.Context) Quota {
	key, err := c.key(ctx)
	if err != nil {
		return Quota{}
	}
	return c.budgets.quota(key)
}
