package codealive

import (
	"errors"
	"net/http"
	"slices"
)

// ErrNoRoute is wrapped when the service does not have the route that was
// called: it is of another generation.
var ErrNoRoute = errors.New("this service does not have that route")

// errorMembers tell an error body of the API, in any of its formats.
var errorMembers = []string{"type", "title", "status", "detail", "message", "error", "error_msg", "errors", "validationErrors"}

// noRoute tells a missing route from a refusal. A 404 about a thing has a body
// in one of the API's error formats; one about a route is the web server's own.
func noRoute(status int, body object) bool {
	switch status {
	case http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return true
	case http.StatusNotFound:
		return !slices.ContainsFunc(errorMembers, func(name string) bool { return body[name] != nil })
	}
	return false
}
