package transport

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/mark3labs/mcp-go/mcp"
)

// message is what the transport must know of a line; the SDK reads the rest.
type message struct {
	ID     json.RawMessage          `json:"id"` // as the client wrote it; nil in a notification
	Method string                   `json:"method"`
	Result json.RawMessage          `json:"result"`
	Error  *mcp.JSONRPCErrorDetails `json:"error"`

	line []byte
}

// refused is why a message is answered without asking the server.
type refused struct {
	code int
	text string
}

func (e refused) Error() string { return e.text }

var (
	errNotJSON = refused{mcp.PARSE_ERROR, "parse error: not valid JSON"}
	// Only protocol version 2025-03-26 had batches.
	errBatch      = refused{mcp.INVALID_REQUEST, "invalid request: batches are not supported, send one message at a time"}
	errNotMessage = refused{mcp.INVALID_REQUEST, "invalid request: not a JSON-RPC message"}
	errBadID      = refused{mcp.INVALID_REQUEST, "invalid request: the id must be a string or a number"}
	errInternal   = refused{mcp.INTERNAL_ERROR, "internal error"}
)

// parse reads the frame of a message. With an error, the message has nothing but
// the id, if that can be used.
func parse(line []byte) (message, error) {
	m := message{line: line}
	err := json.Unmarshal(line, &m)
	var syntax *json.SyntaxError
	isAnswer := m.Result != nil || m.Error != nil
	switch {
	case errors.As(err, &syntax):
		return message{}, errNotJSON
	case line[0] == '[':
		return message{}, errBatch
	case err == nil && m.Method == "" && isAnswer:
		return m, nil
	case m.ID != nil && !usableID(m.ID):
		return message{}, errBadID
	case err != nil || m.Method == "" || isAnswer:
		return message{ID: m.ID}, errNotMessage
	}
	return m, nil
}

func usableID(id json.RawMessage) bool {
	return id[0] == '"' || id[0] == '-' || '0' <= id[0] && id[0] <= '9'
}

// cancels is the id of the request that m, a cancellation, is about.
func (m message) cancels() json.RawMessage {
	var body struct {
		Params struct {
			RequestID json.RawMessage `json:"requestId"`
		} `json:"params"`
	}
	_ = json.Unmarshal(m.line, &body) // a malformed one cancels nothing
	return body.Params.RequestID
}

// failure is the reply to a message that is refused.
func failure(err error) mcp.JSONRPCError {
	var r refused
	if !errors.As(err, &r) {
		r = errInternal
	}
	return mcp.NewJSONRPCError(mcp.RequestId{}, r.code, r.text, nil)
}

// encodeReply gives reply as a line, addressed to the id as the client wrote it
// (nil becomes null): the SDK has passed it through a float64, which changes
// large numbers. With an error, the line says "internal error".
func encodeReply(id json.RawMessage, reply mcp.JSONRPCMessage) ([]byte, error) {
	var to mcp.RequestId
	if id != nil {
		to = mcp.NewRequestId(id)
	}
	switch r := reply.(type) {
	case mcp.JSONRPCResponse:
		r.ID = to
		reply = r
	case mcp.JSONRPCError:
		r.ID = to
		reply = r
	default: // the SDK knows no other
		return encodeReply(id, failure(errInternal))
	}
	line, err := encode(reply)
	if err != nil {
		internal := failure(errInternal)
		internal.ID = to
		line, _ = encode(internal)
	}
	return line, err
}

// encode gives v as a line. It leaves <, > and & as they are; those types of the
// SDK that encode themselves do not.
func encode(v any) ([]byte, error) {
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return line.Bytes(), err
}
