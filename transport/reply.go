package transport

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// reply is what the SDK would answer over HTTP. Events do not pass through it:
// CanStream tells the SDK so.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
	err    error // instead of an empty body
}

var _ server.HTTPResponseWriter = (*reply)(nil)

func newReply() *reply {
	return &reply{header: make(http.Header), status: http.StatusOK, err: errInternal}
}

func (r *reply) Header() http.Header         { return r.header }
func (r *reply) WriteHeader(status int)      { r.status = status }
func (r *reply) Write(p []byte) (int, error) { return r.body.Write(p) }
func (r *reply) Flush()                      {}
func (r *reply) CanStream() bool             { return false }

// encode gives the reply as a line for the request with this id, as stdio's
// encodeReply does, and says whether the request succeeded.
func (r *reply) encode(id json.RawMessage) (line []byte, succeeded bool) {
	body := struct {
		JSONRPC string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Result  json.RawMessage `json:"result,omitempty"`
		Error   json.RawMessage `json:"error,omitempty"`
	}{}
	switch {
	case r.body.Len() == 0: // the handler panicked, or gave what is not JSON
		line, _ = encodeReply(id, failure(r.err))
	case json.Unmarshal(r.body.Bytes(), &body) != nil: // an error in plain text
		line, _ = encodeReply(id, failure(refused{mcp.INVALID_REQUEST, strings.TrimSpace(r.body.String())}))
	default:
		if body.ID = id; id == nil {
			body.ID = json.RawMessage("null")
		}
		line, _ = encode(body)
	}
	return line, body.Result != nil
}
