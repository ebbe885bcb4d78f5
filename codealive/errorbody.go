package codealive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object of unknown shape. Error bodies and stream frames come
// in several formats, so they are read by member, whatever the types.
type object map[string]any

func parseObject(b []byte) object {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var o object
	if d.Decode(&o) != nil {
		return nil
	}
	return o
}

// text is the first non-blank member of these names that is text or a number.
func (o object) text(names ...string) string {
	for _, name := range names {
		var s string
		switch v := o[name].(type) {
		case string:
			s = strings.TrimSpace(v)
		case json.Number:
			s = v.String()
		}
		if s != "" {
			return s
		}
	}
	return ""
}

func (o object) child(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}

// statusError reads an error answer. It parses by content, since the media
// type is not reliable: problem details, the documented {"error":{…}}, older
// aliases, plain text, HTML or nothing.
func statusError(op string, resp *http.Response, body []byte, now time.Time) *APIError {
	e := &APIError{
		Kind:       KindStatus,
		Op:         op,
		Status:     resp.StatusCode,
		RequestID:  resp.Header.Get("X-Request-Id"),
		Quota:      parseQuota(resp.Header, now),
		RetryAfter: parseRetryAfter(resp.Header, now),
	}
	key := sentKey(resp)
	o := parseObject(body)
	if noRoute(e.Status, o) {
		e.err = ErrNoRoute
	}
	if o != nil {
		e.describe(o)
	} else if text := strings.TrimSpace(string(body)); !strings.HasPrefix(text, "<") {
		e.Detail = shorten(hide(text, key), maxDetail)
	}
	e.clean(key)
	return e
}

// describe fills in what the service said, in any of its formats.
func (e *APIError) describe(o object) {
	nested := o.child("error")
	e.Detail = o.text("detail", "details")
	if headline := o.text("message", "title"); e.Detail == "" {
		e.Detail = headline
	} else if headline != "" && !strings.Contains(e.Detail, headline) {
		e.Detail = headline + ": " + e.Detail
	}
	if e.Detail == "" {
		e.Detail = nested.text("message")
	}
	if e.Detail == "" {
		e.Detail = o.text("error", "error_msg")
	}
	e.Code = o.text("code", "error_code")
	if e.Code == "" {
		e.Code = nested.text("code")
	}
	problem := o.text("type")
	if at := strings.Index(problem, "/errors/"); at >= 0 {
		e.Code = problem[at+len("/errors/"):]
	}
	if id := o.text("requestId", "traceId"); id != "" {
		e.RequestID = id
	}
	e.Fields = fieldErrors(o)
	if retryable, ok := o["retryable"].(bool); ok {
		e.retryable = &retryable
	}
}

func fieldErrors(o object) []string {
	var fields []string
	for name, list := range o.child("errors") {
		for _, text := range texts(list) {
			fields = append(fields, fmt.Sprintf("%s: %s", name, text))
		}
	}
	slices.Sort(fields) // a map has no order of its own
	if fields == nil {
		fields = texts(o["validationErrors"])
	}
	return fields
}

func texts(v any) []string {
	var out []string
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, item := range v {
			if s, ok := item.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// streamError reads an error frame of a chat stream.
func streamError(op string, o object) *APIError {
	e := &APIError{Kind: KindStream, Op: op}
	e.describe(o)
	for _, name := range []string{"code", "status"} {
		if status, err := strconv.Atoi(o.text(name)); err == nil && status > 0 {
			e.Status = status
		}
	}
	if e.Status == 0 {
		e.Code = cmp.Or(e.Code, o.text("status"), "STREAM_ERROR")
	}
	if e.Detail == "" {
		e.Detail = "the service reported an error without a text"
	}
	return e
}
