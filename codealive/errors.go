package codealive

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind says where a call failed.
type Kind string

// The kinds of failure. Only KindStatus, KindStream
// and KindTool carry the service's own words.
const (
	KindKey     Kind = "key"     // no usable key, so nothing was sent
	KindRequest Kind = "request" // refused here before sending
	KindBudget  Kind = "budget"  // the key may not call yet, so nothing was sent; RetryAfter says when
	KindStatus  Kind = "status"  // the service answered with an error status
	KindStream  Kind = "stream"  // the service reported an error inside a stream
	KindTool    Kind = "tool"    // the Tool API reported a mistake that the caller can repair
	KindCutOff  Kind = "cut-off" // a stream ended before its terminator
	KindAnswer  Kind = "answer"  // the answer is not one of this API
	KindNetwork Kind = "network" // the service was not reached, or the connection broke
	KindTimeout Kind = "timeout" // no answer in time
)

// APIError is every failure of a call. Status is 0 unless the service named one.
type APIError struct {
	Kind      Kind
	Op        string // what was tried, e.g. "list data sources"
	Status    int
	Code      string   // the service's code, or the last segment of its problem type
	Detail    string   // the service's or our own sentence on what happened
	Fields    []string // "field: what is wrong"
	RequestID string   // quote it to the service's support

	ConversationID string // of a chat that had begun

	Hint ToolHint // of KindTool

	Quota      Quota
	RetryAfter time.Duration // as the service asked; 0 if it did not

	retryable *bool // what the body said, if anything
	err       error
}

// ToolHint is the advice that comes with an error of KindTool; both may be blank.
type ToolHint struct {
	Retry string // begins with yes or no
	Try   string // what to change
}

// Error says what happened in one line, without the advice.
func (e *APIError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	b.WriteString(": ")
	switch {
	case e.Status != 0:
		fmt.Fprintf(&b, "status %d", e.Status)
	case e.Code != "":
		b.WriteString(e.Code)
	default:
		b.WriteString(string(e.Kind))
	}
	if e.Detail != "" {
		b.WriteString(": ")
		b.WriteString(e.Detail)
	}
	if e.err != nil {
		b.WriteString(": ")
		b.WriteString(e.err.Error())
	}
	return b.String()
}

// Unwrap gives the cause, such as a network error.
func (e *APIError) Unwrap() error { return e.err }

// Retry tells whether the same call can succeed later.
type Retry struct {
	Worth bool
	Once  bool          // a second failure is final
	After time.Duration // wait at least this long
}

// Retry judges the error as of now.
func (e *APIError) Retry(now time.Time) Retry {
	if e.retryable != nil && !*e.retryable {
		return Retry{} // e.g. provider capacity exhausted: repeated calls do not help
	}
	r := Retry{After: e.RetryAfter}
	wait := func(d time.Duration) Retry {
		if r.After == 0 {
			r.After = d
		}
		r.Worth = true
		return r
	}
	switch e.Kind {
	case KindKey, KindRequest, KindAnswer, KindTool:
		return Retry{}
	case KindCutOff, KindNetwork:
		r.Once = true
		return wait(5 * time.Second)
	case KindTimeout:
		r.Once = true
		return wait(30 * time.Second)
	case KindBudget:
		return wait(0)
	case KindStatus, KindStream:
	}
	switch {
	case e.Status == 408, e.Status == 425:
		return wait(30 * time.Second)
	case e.Status == 422 && e.Kind == KindStatus:
		return wait(time.Minute)
	case e.Status == 429:
		// With calls left, the limit was another one, such as that of calls at a time.
		spent := !e.Quota.Known || e.Quota.Remaining == 0
		if until := e.Quota.Reset.Sub(now); spent && until > 0 && until <= maxWait {
			return wait(until)
		}
		return wait(30 * time.Second)
	case e.Status == 502 && e.Kind == KindStatus:
		return wait(10 * time.Second)
	case e.Status == 503 && e.Kind == KindStatus:
		return wait(30 * time.Second)
	case e.Status >= 500:
		r.Once = true
		return wait(5 * time.Second)
	}
	return Retry{}
}

// failed turns a transport failure into an APIError. A cancelled caller gets
// its own context error back: nobody is left to read another one. Only the
// call's own deadline is a timeout; a connection that is not made in time is not.
func failed(ctx context.Context, op string, err error) error {
	var api *APIError
	var tooLarge *http.MaxBytesError
	late := context.DeadlineExceeded
	switch {
	case errors.As(err, &api):
		return api
	case errors.As(err, &tooLarge):
		return &APIError{Kind: KindAnswer, Op: op, Detail: fmt.Sprintf("the answer is larger than %d KiB", tooLarge.Limit>>10)}
	case errors.Is(ctx.Err(), late), errors.Is(context.Cause(ctx), late):
		return &APIError{Kind: KindTimeout, Op: op, Detail: "no answer in time", err: late}
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", op, ctx.Err())
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return &APIError{Kind: KindAnswer, Op: op, Detail: "the answer is not compressed as it says"}
	}
	e := &APIError{Kind: KindNetwork, Op: op, Detail: "the connection failed", err: err}
	if lasting(err) {
		again := false
		e.retryable = &again
	}
	return e
}

// lasting tells the failures that another try meets again: a certificate that
// is not trusted, and a server without TLS behind https.
func lasting(err error) bool {
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &certificate) || errors.Is(err, http.ErrSchemeMismatch)
}
