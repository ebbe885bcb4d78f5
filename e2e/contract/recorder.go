package contract

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
)

// Exchange is one request with its answer, and what does not fit the contract.
type Exchange struct {
	Method, Path, Query string
	RequestBody         []byte
	Status              int
	ContentType         string
	Body                []byte
	// Cut says that the client went away before the answer was complete; then
	// the answer is not judged.
	Cut bool

	Request, Response []string
}

func (e Exchange) String() string {
	return fmt.Sprintf("%s %s?%s %s -> %d %s %s\nrequest: %q\nresponse: %q",
		e.Method, e.Path, e.Query, e.RequestBody, e.Status, e.ContentType, e.Body, e.Request, e.Response)
}

// Recorder passes requests on to a handler and judges both directions.
type Recorder struct {
	contract *Contract
	next     http.Handler

	mu        sync.Mutex
	exchanges []Exchange
}

// Record puts a recorder in front of a handler.
func (c *Contract) Record(next http.Handler) *Recorder { return &Recorder{contract: c, next: next} }

// Exchanges are those that have ended, in that order.
func (rec *Recorder) Exchanges() []Exchange {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return slices.Clone(rec.exchanges)
}

func (rec *Recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	judged := r.Clone(r.Context()) // handlers may change theirs
	e := Exchange{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, RequestBody: body}
	t := &tap{ResponseWriter: w}
	defer func() { // also when the handler aborts the response by a panic
		e.Status, e.ContentType, e.Body, e.Cut = t.status, w.Header().Get("Content-Type"), t.body.Bytes(), t.failed || r.Context().Err() != nil
		e.Request = rec.contract.Request(judged, body)
		if !e.Cut {
			e.Response = rec.contract.Response(judged, e.Status, w.Header(), e.Body)
		}
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.exchanges = append(rec.exchanges, e)
	}()
	rec.next.ServeHTTP(t, r)
}

// tap keeps a copy of what is written.
type tap struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	failed bool
}

func (t *tap) WriteHeader(status int) {
	if status >= 200 && t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tap) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	t.body.Write(p)
	n, err := t.ResponseWriter.Write(p)
	t.failed = t.failed || err != nil
	return n, err
}

// Unwrap leads http.ResponseController to what can flush.
func (t *tap) Unwrap() http.ResponseWriter { return t.ResponseWriter }
