package codealive

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Quota is what the rate headers of an answer said about the key's hourly
// budget. The service need not send them: check Known before the rest.
type Quota struct {
	Known     bool
	Limit     int       // calls allowed per window; 0 if not said
	Remaining int       // calls left in the window
	Reset     time.Time // when the window ends; zero if not said
}

func parseQuota(h http.Header) Quota {
	remaining, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Remaining")))
	if err != nil || remaining < 0 {
		return Quota{}
	}
	q := Quota{Known: true, Remaining: remaining}
	if limit, err := strconv.Atoi(strings.TrimSpace(h.Get("X-RateLimit-Limit"))); err == nil && limit > 0 {
		q.Limit = limit
	}
	q.Reset = parseReset(h)
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

// parseRetryAfter reads RFC 9110 Retry-After: seconds or a date. 0 means none.
func parseRetryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return min(time.Duration(seconds), 7*24*3600) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
