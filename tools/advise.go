package tools

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// failure is an error as a model reads it: what happened, whether the same call
// can work later, what to do instead, and the service's own words.
type failure struct {
	what   string
	retry  codealive.Retry
	said   string // the service's own words on retrying, which go first
	try    []string
	detail []string
}

func (f failure) text(tool string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[%s] %s. Retry: %s.", tool, strings.TrimSuffix(f.what, "."), cmp.Or(f.said, retryText(f.retry)))
	for i, step := range f.try {
		if i == 0 {
			b.WriteString(" Try:")
		}
		fmt.Fprintf(&b, " (%d) %s", i+1, step)
	}
	if len(f.detail) > 0 {
		fmt.Fprintf(&b, " [%s]", strings.Join(f.detail, "; "))
	}
	return b.String()
}

// maxFields bounds the complaints in an error: a service may have one for each
// item of a long list.
const maxFields = 10

// corrected is the advice on a call that cannot work as it is.
const corrected = "yes, with corrected arguments"

func retryText(r codealive.Retry) string {
	switch {
	case !r.Worth:
		return "no"
	case r.Once:
		return "yes, once, after " + waitText(r.After)
	}
	return "yes, after " + waitText(r.After)
}

// waitText rounds up: a caller told to come back must not be early.
func waitText(d time.Duration) string {
	if d <= 2*time.Minute {
		return fmt.Sprintf("%d s", int((d+time.Second-1)/time.Second))
	}
	return fmt.Sprintf("%d min", int((d+time.Minute-1)/time.Minute))
}

// clockText is a moment to come back at, rounded up to a second. The day is
// named where it need not be today.
func clockText(at, now time.Time) string {
	at = at.Add(time.Second - 1).UTC()
	if at.Sub(now) > 12*time.Hour {
		return at.Format("2006-01-02 15:04:05 UTC")
	}
	return at.Format("15:04:05 UTC")
}

// advise words an error of the API client.
func advise(err error, now time.Time) failure {
	var api *codealive.APIError
	var ours problem
	switch {
	case errors.As(err, &ours):
		f := failure{what: ours.what, try: ours.try}
		if !ours.final {
			f.said = corrected
		}
		return f
	case errors.Is(err, codealive.ErrNoRoute):
		return failure{what: "the service does not offer this tool: it is of an older generation, or CODEALIVE_BASE_URL is not CodeAlive", try: []string{"use another tool", "check CODEALIVE_BASE_URL and CODEALIVE_API"}}
	case errors.As(err, &api):
	case errors.Is(err, context.Canceled):
		return failure{what: "the call was cancelled"}
	default:
		return failure{what: err.Error()}
	}
	f := byKind(api)
	f.retry = api.Retry(now)
	if f.retry.Worth && f.retry.After > 2*time.Minute {
		f.said = retryText(f.retry) + " (at " + clockText(now.Add(f.retry.After), now) + ")"
	}
	if api.Kind == codealive.KindTool {
		return f
	}
	if api.Detail != "" && api.Kind != codealive.KindKey && api.Kind != codealive.KindBudget {
		f.detail = append(f.detail, "detail: "+safe.OneLine(api.Detail))
	}
	fields := slices.DeleteFunc(slices.Clone(api.Fields), func(field string) bool {
		_, text, _ := strings.Cut(field, ": ")
		return strings.Contains(api.Detail, text)
	})
	for _, field := range fields[:min(len(fields), maxFields)] {
		f.detail = append(f.detail, "field "+safe.OneLine(field))
	}
	if left := len(fields) - maxFields; left > 0 {
		f.detail = append(f.detail, fmt.Sprintf("%d more fields", left))
	}
	if api.ConversationID != "" {
		f.detail = append(f.detail, "conversation_id: "+safe.OneLine(api.ConversationID))
	}
	if api.RequestID != "" {
		f.detail = append(f.detail, "request id: "+safe.OneLine(api.RequestID))
	}
	return f
}

func byKind(e *codealive.APIError) failure {
	switch e.Kind {
	case codealive.KindKey:
		return failure{what: cause(e)}
	case codealive.KindStatus, codealive.KindStream:
		return byStatus(e)
	case codealive.KindTool:
		return toolFailure(e)
	case codealive.KindBudget:
		return failure{what: "not sent: " + safe.OneLine(e.Detail), try: []string{"go on with what you have until then"}}
	case codealive.KindTimeout:
		return failure{what: "no answer in time", try: []string{"name fewer data_sources", "ask a shorter question"}}
	case codealive.KindCutOff:
		return failure{what: "the answer broke off", try: []string{"call again"}}
	case codealive.KindNetwork:
		try := "check CODEALIVE_BASE_URL, the network and the proxy settings"
		var untrusted *tls.CertificateVerificationError
		if errors.As(e, &untrusted) {
			try = "set CODEALIVE_CA_FILE to the certificate of the authority that signed the service's"
		}
		return failure{
			what:   "the service was not reached or the connection broke",
			try:    []string{try},
			detail: []string{"cause: " + cause(e)},
		}
	case codealive.KindAnswer:
		return failure{what: "the answer is not one of the CodeAlive API", try: []string{"check CODEALIVE_BASE_URL: a proxy or another service may be answering"}}
	case codealive.KindRequest:
		return failure{what: "the request could not be made: " + cause(e)}
	}
	return failure{what: e.Error()}
}

// toolFailure is a mistake that the service itself says how to repair.
func toolFailure(e *codealive.APIError) failure {
	f := failure{what: safe.OneLine(e.Detail), said: strings.TrimSuffix(safe.OneLine(e.Hint.Retry), ".")}
	if e.Hint.Try != "" {
		f.try = []string{safe.OneLine(e.Hint.Try)}
	}
	if e.Code != "" {
		f.detail = []string{"code: " + safe.OneLine(e.Code)}
	}
	return f
}

// candidate is how the service names the data sources that an identifier is in.
var candidate = regexp.MustCompile(`Name='([^']*)' Id='[^']*'`)

func candidates(detail string) []string {
	var names []string
	for _, m := range candidate.FindAllStringSubmatch(detail, maxNames) {
		names = append(names, safe.OneLine(m[1]))
	}
	return names
}

func cause(e *codealive.APIError) string {
	if err := errors.Unwrap(e); err != nil {
		return safe.OneLine(err.Error())
	}
	return string(e.Kind)
}

func byStatus(e *codealive.APIError) failure {
	listSources := "call get_data_sources and pass listed names, spelled exactly, in data_sources"
	word := map[int]failure{
		400: {what: "the request was rejected (400)", said: corrected, try: []string{"correct what the detail names"}},
		401: {what: "the API key was not accepted (401)", try: []string{"check CODEALIVE_API_KEY, over HTTP the Authorization header", "make a new key in CodeAlive under Settings, API keys"}},
		403: {what: "the API key may not use this (403)", try: []string{listSources, "ask the owner of the data source for access"}},
		404: {what: "not found (404)", try: []string{listSources}},
		409: {what: "several data sources match (409)", try: []string{"name exactly one candidate from the detail"}},
		422: {what: "a data source is still being indexed (422)", try: []string{"use another data source", "see its state in get_data_sources with ready_only=false"}},
		429: {what: "too many calls, or a plan limit (429)", try: []string{"make fewer calls and combine questions"}},
		502: {what: "the gateway of the service failed (502)", try: []string{"stop if it lasts for minutes"}},
		503: {what: "the service is down for now (503)", try: []string{"tell the user if it lasts"}},
		507: {what: "the index cannot be kept (507)", try: []string{"do as the detail says", "use grep_search, which needs no index"}},
	}
	if f, ok := word[e.Status]; ok {
		if names := candidates(e.Detail); e.Status == 409 && len(names) > 0 {
			f.said = corrected
			f.try = []string{"set data_source to one of " + strings.Join(names, ", ")}
		}
		return f
	}
	switch {
	case e.Code == "provider-capacity-exhausted":
		return failure{what: fmt.Sprintf("the service is out of capacity (%d)", e.Status), try: []string{"come back later; repeated calls do not help"}}
	case e.Status >= 500:
		return failure{what: fmt.Sprintf("the service failed (%d)", e.Status), try: []string{"if it fails again, stop and quote the request id"}}
	case e.Status == 0:
		return failure{what: "the service reported an error (" + safe.OneLine(e.Code) + ")", try: []string{"look at the detail"}}
	}
	return failure{what: fmt.Sprintf("the service answered with status %d", e.Status), try: []string{"look at the detail"}}
}
