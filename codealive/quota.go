package codealive

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Quota is what the rate headers of an answer said about the key's hourly
// budget. The service need not send any of them.
type Quota struct {
	Known     bool      // whether Remaining was said
	Limit     int       // calls allowed per window; 0 if not said
	Remaining int       // calls left in the window
	Reset     time.Time // when the window ends; zero if not said
}

func parseQuota(h http.Header) Quota {
	q := Quota{Reset: parseReset(h)}
	if remaining, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Remaining"))); err == nil && remaining >= 0 {
		q.Known, q.Remaining = true, remaining
	}
	if limit, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Limit"))); err == nil && limit > 0 {
		q.Limit = limit
	}
	return q
}

// parseReset reads the end of the rate window: Unix time in seconds.
func parseReset(h http.Header) time.Time {
	seconds, err := strconv.ParseInt(strings.TrimSpace(h.Get("X-RateLimit-Reset")), 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

// maxWait bounds a time to wait that a server named: beyond it, the number is
// not believed, or worth no one's waiting.
const maxWait = 7 * 24 * time.Hour

// parseRetryAfter reads RFC 9110 Retry-After: seconds or a date. 0 means none.
func parseRetryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return min(time.Duration(seconds), maxWait/time.Second) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), maxWait)
	}
	return 0
}
