package codealive

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func TestRetryAdviceByStatus(t *testing.T) {
	const s = time.Second
	for status, want := range map[int]Retry{
		204: {},
		302: {},
		400: {},
		401: {},
		403: {},
		404: {},
		405: {},
		408: {Worth: true, After: 30 * s},
		409: {},
		418: {},
		422: {Worth: true, After: 60 * s},
		425: {Worth: true, After: 30 * s},
		429: {Worth: true, After: 30 * s},
		500: {Worth: true, Once: true, After: 5 * s},
		501: {Worth: true, Once: true, After: 5 * s},
		502: {Worth: true, After: 10 * s},
		503: {Worth: true, After: 30 * s},
		504: {Worth: true, Once: true, After: 5 * s},
		599: {Worth: true, Once: true, After: 5 * s},
	} {
		api := apiError(t, sources(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })), KindStatus)
		if got := api.Retry(now); api.Status != status || got != want {
			t.Errorf("%d: %+v, want %+v", status, got, want)
		}
	}
}

func TestRetryAdviceInsideAStream(t *testing.T) {
	const s = time.Second
	for frame, want := range map[string]Retry{
		`{"status":408}`:                   {Worth: true, After: 30 * s},
		`{"status":425}`:                   {Worth: true, After: 30 * s},
		`{"status":429}`:                   {Worth: true, After: 30 * s},
		`{"status":500}`:                   {Worth: true, Once: true, After: 5 * s},
		`{"status":502}`:                   {Worth: true, Once: true, After: 5 * s},
		`{"status":503}`:                   {Worth: true, Once: true, After: 5 * s},
		`{"status":400}`:                   {},
		`{"status":422}`:                   {},
		`{"code":"429"}`:                   {Worth: true, After: 30 * s},
		`{"code":"BAD"}`:                   {},
		`{}`:                               {},
		`{"status":500,"retryable":false}`: {},
	} {
		if got := streamError("ask", parseObject([]byte(frame))).Retry(now); got != want {
			t.Errorf("%s: %+v, want %+v", frame, got, want)
		}
	}
}

func TestRetryAdviceHonoursWhatTheServiceSaid(t *testing.T) {
	reset := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	permanent := `{"type":"https://app.codealive.ai/errors/provider-capacity-exhausted","status":500,"retryable":false}`
	for name, c := range map[string]struct {
		status int
		header http.Header
		body   string
		want   Retry
	}{
		"seconds":                  {429, headers("Retry-After", "7"), "", Retry{Worth: true, After: 7 * time.Second}},
		"a date":                   {429, headers("Retry-After", "Wed, 01 Jul 2026 12:05:00 GMT"), "", Retry{Worth: true, After: 5 * time.Minute}},
		"seconds with 503":         {503, headers("Retry-After", "90"), "", Retry{Worth: true, After: 90 * time.Second}},
		"seconds with 500":         {500, headers("Retry-After", "90"), "", Retry{Worth: true, Once: true, After: 90 * time.Second}},
		"seconds with 400":         {400, headers("Retry-After", "90"), "", Retry{}},
		"reset alone":              {429, headers("X-RateLimit-Reset", reset(20*time.Minute)), "", Retry{Worth: true, After: 20 * time.Minute}},
		"reset, none left":         {429, headers("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset(20*time.Minute)), "", Retry{Worth: true, After: 20 * time.Minute}},
		"reset, some left":         {429, headers("X-RateLimit-Remaining", "3", "X-RateLimit-Reset", reset(20*time.Minute)), "", Retry{Worth: true, After: 30 * time.Second}},
		"reset in the past":        {429, headers("X-RateLimit-Reset", reset(-time.Minute)), "", Retry{Worth: true, After: 30 * time.Second}},
		"reset in milliseconds":    {429, headers("X-RateLimit-Reset", reset(time.Minute)+"000"), "", Retry{Worth: true, After: 30 * time.Second}},
		"Retry-After before reset": {429, headers("Retry-After", "7", "X-RateLimit-Reset", reset(20*time.Minute)), "", Retry{Worth: true, After: 7 * time.Second}},
		"permanent":                {500, nil, permanent, Retry{}},
		"permanent 429":            {429, headers("Retry-After", "7"), `{"retryable":false}`, Retry{}},
		"retryable 400":            {400, nil, `{"retryable":true}`, Retry{}},
		"retryable 500":            {500, nil, `{"retryable":true}`, Retry{Worth: true, Once: true, After: 5 * time.Second}},
		"retryable null":           {500, nil, `{"retryable":null}`, Retry{Worth: true, Once: true, After: 5 * time.Second}},
		"retryable is text":        {500, nil, `{"retryable":"false"}`, Retry{Worth: true, Once: true, After: 5 * time.Second}},
	} {
		resp := &http.Response{StatusCode: c.status, Header: c.header, Request: &http.Request{}}
		if got := statusError("list data sources", resp, []byte(c.body), now).Retry(now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestRetryAdviceByKind(t *testing.T) {
	for kind, want := range map[Kind]Retry{
		KindKey:     {},
		KindRequest: {},
		KindAnswer:  {},
		KindCutOff:  {Worth: true, Once: true, After: 5 * time.Second},
		KindNetwork: {Worth: true, Once: true, After: 5 * time.Second},
		KindTimeout: {Worth: true, Once: true, After: 30 * time.Second},
	} {
		if got := (&APIError{Kind: kind}).Retry(now); got != want {
			t.Errorf("%s: %+v, want %+v", kind, got, want)
		}
	}
}

func TestErrorSaysWhatHappenedOnce(t *testing.T) {
	for want, e := range map[string]*APIError{
		"ask: status 429: no calls left":                {Kind: KindStatus, Op: "ask", Status: 429, Code: "plan-limit", Detail: "no calls left"},
		"ask: INTERNAL: unfinished":                     {Kind: KindStream, Op: "ask", Code: "INTERNAL", Detail: "unfinished"},
		"ask: key: no API key":                          {Kind: KindKey, Op: "ask", err: ErrNoKey},
		"ask: cut-off: the stream ended: EOF":           {Kind: KindCutOff, Op: "ask", Detail: "the stream ended", err: io.EOF},
		"ask: timeout: late: context deadline exceeded": {Kind: KindTimeout, Op: "ask", Detail: "late", err: context.DeadlineExceeded},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFailedKeepsAnErrorOfOurs(t *testing.T) {
	ours := &APIError{Kind: KindAnswer, Op: "ask"}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := failed(ctx, "other", errors.Join(io.EOF, ours)); got.Error() != ours.Error() {
		t.Errorf("%v, want the error inside", got)
	}
	if got := failed(ctx, "ask", io.ErrUnexpectedEOF); !errors.Is(got, context.Canceled) || !strings.HasPrefix(got.Error(), "ask: ") {
		t.Errorf("%v, want the context's error", got)
	}
}
