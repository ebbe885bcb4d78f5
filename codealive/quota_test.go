package codealive

import (
	"net/http"
	"testing"
	"time"
)

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestQuotaIsReadFromRateHeaders(t *testing.T) {
	reset := time.Unix(1_800_000_000, 0)
	for name, c := range map[string]struct {
		header http.Header
		want   Quota
	}{
		"none":            {headers(), Quota{}},
		"all":             {headers("X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "42", "X-RateLimit-Reset", "1800000000"), Quota{Known: true, Limit: 100, Remaining: 42, Reset: reset}},
		"other case":      {headers("x-ratelimit-remaining", " 42 "), Quota{Known: true, Remaining: 42}},
		"none left":       {headers("X-RateLimit-Remaining", "0"), Quota{Known: true}},
		"no remaining":    {headers("X-RateLimit-Limit", "100", "X-RateLimit-Reset", "1800000000"), Quota{Limit: 100, Reset: reset}},
		"no numbers":      {headers("X-RateLimit-Limit", "many", "X-RateLimit-Remaining", "some", "X-RateLimit-Reset", "soon"), Quota{}},
		"below zero":      {headers("X-RateLimit-Limit", "-1", "X-RateLimit-Remaining", "-1", "X-RateLimit-Reset", "-1"), Quota{}},
		"beyond integers": {headers("X-RateLimit-Remaining", "99999999999999999999"), Quota{}},
	} {
		if got := parseQuota(c.header); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestEveryAnswerCarriesItsQuota(t *testing.T) {
	client := func(body string) *Client {
		return serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-RateLimit-Remaining", "7")
			w.Header().Set("Content-Type", "application/json")
			write(w, body)
		})
	}
	list, err := client(`[]`).DataSources(bounded(t), DataSourceQuery{})
	if want := (Quota{Known: true, Remaining: 7}); err != nil || list.Quota != want {
		t.Errorf("data sources: %+v, %v", list.Quota, err)
	}
	search, err := client(`{"results":[]}`).SemanticSearch(bounded(t), SearchQuery{Query: "q"})
	if err != nil || search.Quota.Remaining != 7 {
		t.Errorf("search: %+v, %v", search.Quota, err)
	}
	chat, err := client(`{"content":""}`).Chat(bounded(t), ChatQuestion{Question: "q"}, nil)
	if err != nil || chat.Quota.Remaining != 7 {
		t.Errorf("chat: %+v, %v", chat.Quota, err)
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":                              0,
		"7":                             7 * time.Second,
		" 120 ":                         2 * time.Minute,
		"0":                             0,
		"-5":                            0,
		"soon":                          0,
		"999999999999":                  maxWait,
		"99999999999999999999":          0,
		"Wed, 01 Jul 2026 12:00:30 GMT": 30 * time.Second,
		"Wed, 01 Jul 2026 11:59:30 GMT": 0,
		"Fri, 01 Jul 2126 12:00:00 GMT": maxWait,
	} {
		if got := parseRetryAfter(headers("Retry-After", text), now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
