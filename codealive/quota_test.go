package codealive

import (
	"net/http"
	"strconv"
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
	const end = 1_800_000_000
	now := time.Unix(end-600, 0)
	reset := time.Unix(end, 0)
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
		got := parseQuota(c.header, now)
		got.window = 0
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestResetIsOnOurClockAndCredible(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	at := func(seconds int64) string { return strconv.FormatInt(now.Unix()+seconds, 10) }
	date := func(d time.Duration) string { return now.Add(d).UTC().Format(http.TimeFormat) }
	const hour = 3600
	for name, c := range map[string]struct {
		reset, date string
		want        time.Duration // 0: not believed
	}{
		"one clock":                {at(600), date(0), 10 * time.Minute},
		"no date":                  {at(600), "", 10 * time.Minute},
		"their clock an hour slow": {at(600 - hour), date(-time.Hour), 10 * time.Minute},
		"their clock a year fast":  {at(600 + 8760*hour), date(8760 * time.Hour), 10 * time.Minute},
		"over":                     {at(-1), date(0), 0},
		"in milliseconds":          {at(600) + "000", date(0), 0},
		"a year ahead":             {at(8760 * hour), date(0), 0},
		"absurd date":              {at(600), "Thu, 01 Jan 1970 00:00:00 GMT", 10 * time.Minute},
		"date in the far future":   {at(600), "Fri, 01 Jan 2100 00:00:00 GMT", 10 * time.Minute},
	} {
		got := parseQuota(headers("X-RateLimit-Reset", c.reset, "Date", c.date), now).Reset
		if c.want == 0 && !got.IsZero() || c.want > 0 && !got.Equal(now.Add(c.want)) {
			t.Errorf("%s: %s", name, got.Sub(now))
		}
	}
}

func TestMomentIsOverByEitherReadingOfTheClock(t *testing.T) {
	now := time.Now()
	at := now.Add(time.Hour)
	slept := at.Round(0) // the wall clock alone has gone on
	if over(at, now) || !over(at, at) || !over(at, slept) || !over(slept, at.Add(time.Second)) {
		t.Error("wrong")
	}
}

func TestLowIsATenthOrTenCalls(t *testing.T) {
	for q, want := range map[Quota]bool{
		{}:                                       false,
		{Limit: 100}:                             false,
		{Known: true}:                            true,
		{Known: true, Remaining: 10}:             true,
		{Known: true, Remaining: 11}:             false,
		{Known: true, Remaining: 11, Limit: 100}: false,
		{Known: true, Remaining: 10, Limit: 100}: true,
		{Known: true, Remaining: 99, Limit: 1e3}: true,
	} {
		if q.Low() != want {
			t.Errorf("%+v: %v", q, !want)
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
