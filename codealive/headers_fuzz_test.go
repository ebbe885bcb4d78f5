package codealive

import (
	"fmt"
	"math/big"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"
)

var wholeNumber = regexp.MustCompile(`^[+-]?[0-9]+$`)

// Numbers that a service sends beside its answers: never negative, bounded, and
// those that are numbers are read as such.
func FuzzHeaders(f *testing.F) {
	f.Add("7", "100", " 42 ", "1800000000", "120/800 files indexed", int64(1_800_000_000))
	f.Add("Wed, 01 Jul 2026 12:00:30 GMT", "many", "-1", "99999999999999999999", "-3/5", int64(1_782_907_200))
	f.Add("Fri, 01 Jul 2126 12:00:00 GMT", "-1", "99999999999999999999", "-1", "8/b files", int64(0))
	f.Add("999999999999", "", "0", "0", "", int64(-1))
	f.Fuzz(func(t *testing.T, retryAfter, limit, remaining, reset, progress string, unix int64) {
		now := time.Unix(unix%(1<<36), 0)
		h := http.Header{"Retry-After": {retryAfter}, "X-Ratelimit-Limit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset}}
		wait, quota := parseRetryAfter(h, now), parseQuota(h, now)
		if wait < 0 || wait > maxWait {
			t.Errorf("%q: wait %s", retryAfter, wait)
		}
		if text := strings.TrimSpace(retryAfter); wholeNumber.MatchString(text) {
			n, _ := new(big.Int).SetString(text, 10)
			want := time.Duration(0)
			if n.IsInt64() && n.Sign() > 0 {
				want = time.Duration(min(n.Int64(), int64(maxWait/time.Second))) * time.Second
			}
			if wait != want {
				t.Errorf("%q: wait %s, want %s", retryAfter, wait, want)
			}
		}
		if quota.Limit < 0 || quota.Remaining < 0 || !quota.Known && quota.Remaining != 0 || !quota.Reset.IsZero() && !credible(quota.Reset.Sub(now)) {
			t.Errorf("%+v", quota)
		}
		if n, ok := new(big.Int).SetString(strings.TrimSpace(remaining), 10); wholeNumber.MatchString(strings.TrimSpace(remaining)) && ok && n.IsInt64() && n.Sign() >= 0 {
			if !quota.Known || int64(quota.Remaining) != n.Int64() {
				t.Errorf("%q: %+v", remaining, quota)
			}
		}
		for _, status := range []int{408, 422, 429, 500, 502, 503} {
			e := &APIError{Kind: KindStatus, Status: status, Quota: quota, RetryAfter: wait}
			if r := e.Retry(now); r.After < 0 || r.After > maxWait || !r.Worth || wait > 0 && r.After != wait {
				t.Errorf("%d: %+v", status, r)
			}
		}
		p := parseProgress(progress)
		if p.Done < 0 || p.Total < 0 {
			t.Errorf("%q: %+v", progress, p)
		}
		if again := parseProgress(fmt.Sprintf("%d/%d %s", p.Done, p.Total, p.What)); again != p {
			t.Errorf("%q: %+v, and again %+v", progress, p, again)
		}
		if !strings.HasSuffix(progress, p.What) {
			t.Errorf("%q: %+v", progress, p)
		}
	})
}

// What is accepted names a host, keeps its path in front of every route, and
// reads the same again.
func FuzzBaseURL(f *testing.F) {
	for _, text := range []string{
		"", " https://code.example.com/internal//api/ ", "http://[::1]:8080/a%2Fb/api", "HTTPS://h/api/api", "https://api", "https://h:/x", "http://h/%61pi", "https://h/a/../b",
		"https://me:hunter2@example.com", "https://h/?", "https://h#", "https:h", "https:///api", "127.0.0.1:8080", "https://h/a b", "https://h%25/x", "http://h/;x=é",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseBaseURL(text)
		if err != nil {
			if got := err.Error(); !strings.HasPrefix(got, "base URL ") || len(got) > 100 {
				t.Error(got)
			}
			return
		}
		if u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(u.Path, "/") {
			t.Errorf("%q: %+v", text, u)
		}
		again, err := ParseBaseURL(u.String())
		if err != nil {
			t.Fatalf("%q is read as %s, and that: %v", text, u, err)
		}
		if again.String() != u.String() && !strings.HasSuffix(u.Path, "/api") {
			t.Errorf("%q is read as %s, and that as %s", text, u, again)
		}
		route := u.JoinPath("api/search")
		req, err := http.NewRequest(http.MethodGet, route.String(), nil)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if !sameOrigin(u, req.URL) || req.URL.RawQuery != "" {
			t.Errorf("%q leads to %s", text, req.URL)
		}
		if path.Clean(u.Path) == u.Path && req.URL.Path != u.Path+"/api/search" {
			t.Errorf("%q leads to %s", text, req.URL.Path)
		}
	})
}
