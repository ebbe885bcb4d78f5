package transport

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

// refuse answers a request, as JSON-RPC does, without asking the server.
func refuse(w http.ResponseWriter, status int, id json.RawMessage, err error) {
	body, _ := encodeReply(id, failure(err))
	answer(w, status, body)
}

// answer sends body, which is JSON, and nothing else.
func answer(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // who has gone needs no answer
}

// allow reports whether r has one of the methods, and answers it if not.
func allow(w http.ResponseWriter, r *http.Request, methods ...string) bool {
	if slices.Contains(methods, r.Method) {
		return true
	}
	list := strings.Join(methods, ", ")
	w.Header().Set("Allow", list)
	refuse(w, http.StatusMethodNotAllowed, nil, refused{mcp.INVALID_REQUEST, "method not allowed; use " + list})
	return false
}

// health tells load balancers that the process serves, and people what it is.
func (e *endpoint) health(w http.ResponseWriter) {
	body, _ := encode(struct {
		Status         string    `json:"status"`
		Timestamp      time.Time `json:"timestamp"`
		Service        string    `json:"service"`
		Version        string    `json:"version"`
		SourceRevision string    `json:"sourceRevision"`
	}{"healthy", time.Now().UTC(), "codealive-mcp", e.options.Version, e.options.Commit})
	w.Header().Set("Cache-Control", "no-store")
	answer(w, http.StatusOK, body)
}
