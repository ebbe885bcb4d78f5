package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// Generation is a generation of the service's API.
type Generation string

// The generations. A service may have one of them, or both.
const (
	Auto    Generation = "auto"  // REST, and the Tool API where that is missing
	REST    Generation = "rest"  // REST only
	ToolAPI Generation = "tools" // the Tool API (v3) only
)

// toolCaller is the Tool API.
type toolCaller interface {
	Tool(ctx context.Context, name string, args map[string]any) (codealive.ToolResult, error)
}

// either answers by REST, or where the service lacks that route by the Tool
// API. That is remembered once it has worked: a gateway may lack a route for a
// moment only.
func either[T any](o Options, name string, rest, tool func() (T, error)) (T, error) {
	switch {
	case o.Generation == REST:
		return rest()
	case o.Generation == ToolAPI, o.noREST.Has(name):
		return tool()
	}
	answer, err := rest()
	if !errors.Is(err, codealive.ErrNoRoute) {
		return answer, err
	}
	if answer, err = tool(); err == nil {
		o.noREST.Note(name)
	}
	return answer, err
}

// tool answers by the Tool API. The text passes through as it is; remedy says
// how to get the rest of one that is too long.
func (o Options) tool(ctx context.Context, name string, args map[string]any, remedy string) (result, error) {
	if o.Generation == REST {
		return result{}, problem{what: name + " needs the Tool API of the service, which CODEALIVE_API=rest switches off", try: []string{"set CODEALIVE_API to auto"}, final: true}
	}
	var api toolCaller = o.API
	r, err := api.Tool(ctx, name, args)
	if err != nil {
		return result{}, err
	}
	return result{render.Cut(toolText(r), remedy), toolData(r)}, nil
}

// toolText is what the service worded, else its object.
func toolText(r codealive.ToolResult) string {
	if strings.TrimSpace(r.Rendered) != "" {
		return r.Rendered
	}
	var b bytes.Buffer
	if json.Indent(&b, r.Obj, "", "  ") != nil {
		return string(r.Obj)
	}
	return b.String()
}

// toolData is the object as a structured result, which has to be a JSON object.
func toolData(r codealive.ToolResult) any {
	switch {
	case bytes.HasPrefix(r.Obj, []byte("{")):
		return r.Obj
	case len(r.Obj) > 0:
		return map[string]any{"result": r.Obj}
	}
	return map[string]any{"rendered": r.Rendered}
}
