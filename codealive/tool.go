package codealive

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
)

// ToolResult is the answer of one tool of the Tool API (v3). At least one of
// its members is there.
type ToolResult struct {
	Obj      json.RawMessage // the structured result; its shape is known for few tools
	Rendered string          // text for a model
	Quota    Quota
}

// ToolEnvelope is the answer on the wire.
type ToolEnvelope struct {
	Obj      json.RawMessage `json:"obj,omitempty"`
	Rendered *string         `json:"rendered,omitempty"`
}

// ToolFault is the member error of an envelope's obj: a mistake that a model
// can repair, reported with status 200.
type ToolFault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Retry   string `json:"retry"` // begins with yes or no
	Try     string `json:"try"`   // what to change
}

// toolsWithEffect cost something each time: they are not sent twice.
var toolsWithEffect = map[string]bool{"chat": true, "ask_codebase": true}

// Tool calls a tool of the Tool API by its name. Arguments that are nil, blank
// or empty lists are left out; false and 0 are sent. A mistake that the caller
// can repair is an *APIError of KindTool.
func (c *Client) Tool(ctx context.Context, name string, args map[string]any) (ToolResult, error) {
	body := map[string]any{"output_format": "agentic"}
	for key, value := range args {
		if !missing(value) {
			body[key] = value
		}
	}
	r := request{op: "call " + name, tool: name, method: http.MethodPost, path: "api/tools/" + name, body: body}
	var result ToolResult
	err := c.read(ctx, r, func(got answer) (bool, error) {
		var envelope ToolEnvelope
		err := decode(r.op, got.body, &envelope)
		if err == nil {
			result, err = envelope.result(r.op)
		}
		result.Quota = got.quota
		return err == nil, err
	})
	if err != nil {
		return ToolResult{}, err
	}
	return result, nil
}

// missing tells the arguments that mean "not given".
func missing(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return strings.TrimSpace(v.String()) == ""
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Pointer:
		return v.IsNil()
	}
	return false
}

// result judges an envelope in the order that the service's own client does:
// a fault, else the text, else the object, else it is no answer.
func (e ToolEnvelope) result(op string) (ToolResult, error) {
	rendered := ""
	if e.Rendered != nil {
		rendered = *e.Rendered
	}
	obj := bytes.TrimSpace(e.Obj)
	if string(obj) == "null" {
		obj = nil
	}
	if fault := parseObject(obj).child("error"); fault != nil {
		return ToolResult{}, toolError(op, fault, rendered)
	}
	if strings.TrimSpace(rendered) == "" && obj == nil {
		return ToolResult{}, &APIError{Kind: KindAnswer, Op: op, Detail: "the answer has neither obj nor rendered"}
	}
	// encoding/json repairs text as it decodes, but hands this on as it came.
	return ToolResult{Obj: bytes.ToValidUTF8(obj, []byte("\uFFFD")), Rendered: rendered}, nil
}

func toolError(op string, fault object, rendered string) *APIError {
	return &APIError{
		Kind:   KindTool,
		Op:     op,
		Code:   fault.text("code"),
		Detail: cmp.Or(fault.text("message", "detail"), strings.TrimSpace(rendered), "the tool reported an error without a text"),
		Hint:   ToolHint{Retry: fault.text("retry"), Try: fault.text("try")},
	}
}
