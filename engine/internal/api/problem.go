package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// fields are complaints by request member.
type fields map[string][]string

// validation is the type of a problem with the request; the API's contract
// gives all its types this address, wherever they are served.
const validation = "https://app.codealive.ai/errors/validation"

// refuse answers what cannot be done, in the form that a route's callers know.
type refuse func(c *call, status int, detail string, f fields)

// fail answers what cannot be done.
func (c *call) fail(status int, detail string, f fields) {
	if c.refuse != nil {
		c.refuse(c, status, detail, f)
		return
	}
	c.problem(status, detail, f)
}

// problem answers with problem details.
func (c *call) problem(status int, detail string, f fields) {
	p := codealive.Problem{
		Type:      "about:blank",
		Title:     http.StatusText(status),
		Status:    status,
		Detail:    detail,
		Instance:  c.r.Method + " " + c.r.URL.Path,
		RequestID: c.id,
		Errors:    f,
		Retryable: c.retryable(),
		Error: &codealive.ProblemError{
			Code:    strings.ToUpper(strings.ReplaceAll(http.StatusText(status), " ", "_")),
			Message: detail,
		},
	}
	if len(f) > 0 {
		p.Type, p.Title = validation, "The request is not valid"
	}
	c.Header().Set("Content-Type", codealive.MediaProblem)
	c.Header().Set("X-Content-Type-Options", "nosniff")
	c.WriteHeader(status)
	_ = encode(c, p) // the client has gone
}

// retryable is nil unless the caller has to be told.
func (c *call) retryable() *bool {
	if !c.final {
		return nil
	}
	return new(bool)
}

// invalid answers 400 with one complaint.
func (c *call) invalid(field, complaint string) { c.wrong(fields{field: {complaint}}) }

// wrong answers 400 with all complaints.
func (c *call) wrong(f fields) {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(f)) {
		all = append(all, field+" - "+strings.Join(f[field], "; "))
	}
	c.fail(http.StatusBadRequest, strings.Join(all, ". "), f)
}
