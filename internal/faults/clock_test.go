package faults_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// clockFaults are limits on calls, with times that are right or absurd.
func clockFaults() []fault {
	in := func(d time.Duration) string { return fmt.Sprint(time.Now().Add(d).Unix()) }
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	limited := func(name, retry string, header func() []string) fault {
		return fault{
			name: "429, " + name, alone: true,
			do:   func(x *faults.Exchange) { x.Send(with(problem(429), header())) },
			read: fails("error 429", retry, 1, byService), chat: fails("error 429", retry, 1, byService),
		}
	}
	fixed := func(header ...string) func() []string { return func() []string { return header } }
	waited := limited("Retry-After of 1 s", "after 1 s", fixed("Retry-After", "1"))
	waited.read.sent, waited.waits = 3, true
	waitedOnce := limited("Retry-After of 1 s, the first time", "after 1 s", fixed("Retry-After", "1"))
	waitedOnce.first, waitedOnce.waits, waitedOnce.read, waitedOnce.tool = 1, true, answer(2), waitedOnce.chat
	plan := limited("plan-limit", after30, fixed())
	plan.do = faults.Sending(problem(429, func(p *codealive.Problem) { p.Type = "https://app.codealive.ai/errors/plan-limit" }))
	usual := func(name string, header func() []string) fault {
		return fault{name: name, do: func(x *faults.Exchange) { x.Send(with(x.Answer, header())) }, read: answer(1), chat: answer(1)}
	}
	unavailable := fails("error 503", "after 60 min", 1, byService)
	return []fault{
		limited("no header", after30, fixed()),
		plan,
		limited("Retry-After of 90 s", "after 90 s", fixed("Retry-After", "90")),
		waited,
		waitedOnce,
		limited("Retry-After as a date in 60 min", "after 60 min", func() []string { return []string{"Retry-After", date(time.Hour)} }),
		limited("Retry-After as a date in the past", after30, func() []string { return []string{"Retry-After", date(-time.Hour)} }),
		limited("Retry-After of 300 years", "after 10080 min", fixed("Retry-After", "9467280000")),
		limited("Retry-After below zero", after30, fixed("Retry-After", "-5")),
		limited("nothing left, reset in 60 min", "after 60 min", func() []string {
			return []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", in(time.Hour)}
		}),
		limited("calls left, reset in 60 min", after30, func() []string {
			return []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "5", "X-RateLimit-Reset", in(time.Hour)}
		}),
		limited("nothing left, reset in the past", after30, func() []string {
			return []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", in(-time.Hour)}
		}),
		limited("nothing left, reset in 200 years", after30, func() []string {
			return []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", in(200 * 365 * 24 * time.Hour)}
		}),
		limited("nothing left, reset in milliseconds", after30, func() []string {
			return []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", in(time.Hour) + "000"}
		}),
		{name: "503, Retry-After of 60 min", alone: true, do: faults.Sending(problem(503).With("Retry-After", "3600")), read: unavailable, chat: unavailable},
		usual("answer, Date of 1970", fixed("Date", "Thu, 01 Jan 1970 00:00:00 GMT")),
		usual("answer, Date that is none", fixed("Date", "tomorrow")),
		usual("answer, limits that are no numbers", fixed("X-RateLimit-Limit", "many", "X-RateLimit-Remaining", "-1", "X-RateLimit-Reset", "soon")),
		usual("answer, reset in 200 years", func() []string {
			return []string{"X-RateLimit-Remaining", "97", "X-RateLimit-Reset", in(200 * 365 * 24 * time.Hour)}
		}),
	}
}

// with has these headers, as names and values in turn.
func with(a faults.Answer, header []string) faults.Answer {
	for i := 0; i < len(header); i += 2 {
		a = a.With(header[i], header[i+1])
	}
	return a
}
