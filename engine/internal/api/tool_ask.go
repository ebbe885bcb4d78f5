package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// ask has a REST handler answer inside of this call, and reads its answer. What
// it refuses comes back as a *refusal. Progress goes to the caller.
func (s *Server) ask(c *call, handler func(*Server, *call), params url.Values, body, out any) error {
	var text bytes.Buffer
	if err := encode(&text, body); err != nil {
		return err
	}
	r := c.r.Clone(c.r.Context())
	r.URL.RawQuery, r.Body = params.Encode(), io.NopCloser(&text)
	var refused *refusal
	w := &inner{outer: c, header: http.Header{}}
	handler(s, &call{ResponseWriter: w, r: r, id: c.id, refuse: func(_ *call, status int, detail string, f fields) {
		refused = &refusal{status, detail, f}
	}})
	switch err := c.r.Context().Err(); {
	case refused != nil:
		return refused
	case w.status == 0 && err != nil: // nobody waits for an answer
		return err
	case w.status == 0:
		return errors.New("the handler gave no answer")
	}
	return json.Unmarshal(w.body.Bytes(), out)
}

// inner holds the answer of a handler that works for another one.
type inner struct {
	outer  *call
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *inner) Header() http.Header { return w.header }

func (w *inner) WriteHeader(status int) {
	if status < http.StatusOK {
		w.outer.Header().Set(codealive.HeaderProgress, w.header.Get(codealive.HeaderProgress))
		w.outer.WriteHeader(status)
		w.outer.Header().Del(codealive.HeaderProgress)
		return
	}
	w.status = status
}

func (w *inner) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.body.Write(b)
}

// refusal is what a handler would have answered that works for another one.
type refusal struct {
	status int
	detail string
	fields fields
}

func (r *refusal) Error() string { return r.detail }

// mistake says what is wrong with the arguments, by the names that tools give them.
func (r *refusal) mistake() wrongArguments {
	var names, complaints []string
	for _, field := range slices.Sorted(maps.Keys(r.fields)) {
		name := snakeCase(field)
		names = append(names, name)
		complaints = append(complaints, name+": "+strings.Join(r.fields[field], "; "))
	}
	if len(names) == 0 {
		return wrongArguments{r.detail, "Correct the arguments."}
	}
	return wrongArguments{strings.Join(complaints, ". "), "Correct " + strings.Join(names, " and ") + "."}
}

func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
