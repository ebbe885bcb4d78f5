package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// The Tool API (v3): POST /api/tools/{name}, with the tool's arguments as body.
// What REST offers too is answered by its handlers.
const toolPath = "/api/tools/"

// toolFunc answers one tool: its object, and the text for a model.
type toolFunc func(s *Server, c *call, body []byte) (obj any, text string, err error)

var toolFuncs = map[string]toolFunc{
	"get_data_sources":           tool((*Server).toolSources),
	"semantic_search":            tool((*Server).toolSearch),
	"grep_search":                tool((*Server).toolGrep),
	"fetch_artifacts":            tool((*Server).toolFetch),
	"get_artifact_relationships": tool((*Server).toolRelationships),
	"get_file_tree":              tool((*Server).toolTree),
	"read_file":                  tool((*Server).toolRead),
	"get_repository_ontology":    tool((*Server).toolOntology),
	"get_artifact_query_schema":  tool((*Server).toolSchema),
	"query_artifact_metadata":    tool((*Server).toolQuery),
	"chat":                       tool((*Server).toolChat),
	"ask_codebase":               tool((*Server).toolChat),
}

// tool reads the arguments of a tool into A, a struct with snake_case tags.
func tool[A any](run func(*Server, *call, A) (any, string, error)) toolFunc {
	return func(s *Server, c *call, body []byte) (any, string, error) {
		var in A
		if err := arguments(body, &in); err != nil {
			return nil, "", err
		}
		return run(s, c, in)
	}
}

// wrongArguments is a mistake that a model can repair.
type wrongArguments struct{ what, try string }

func (w wrongArguments) Error() string { return w.what }
func (w wrongArguments) Try() string   { return w.try }

func arguments(body []byte, in any) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return wrongArguments{"the arguments are not a JSON object", "Send one object with the arguments."}
	}
	delete(all, "output_format") // both forms are always sent
	rest, err := json.Marshal(all)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(rest))
	d.DisallowUnknownFields()
	err = d.Decode(in)
	if err == nil {
		return nil
	}
	try := "Send only " + strings.Join(members(in), ", ") + "."
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrongArguments{fmt.Sprintf("%s: expected %s, not a %s", wrong.Field, kind(wrong.Type), wrong.Value), "Correct " + wrong.Field + "."}
	}
	return wrongArguments{strings.TrimPrefix(err.Error(), "json: "), try}
}

func members(in any) []string {
	t := reflect.TypeOf(in).Elem()
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func kind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "a list of texts"
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	}
	return "text"
}

// tool answers a call. A mistake that the caller can repair comes with status
// 200 inside the object, as the service does it.
func (s *Server) tool(c *call, name string) {
	run, ok := toolFuncs[name]
	if !ok {
		c.fail(http.StatusNotFound, "No tool is called "+safe.OneLine(name)+".", nil)
		return
	}
	body, ok := c.body()
	if !ok {
		return
	}
	obj, text, err := run(s, c, body)
	var repairable repairable
	var refused *refusal
	var unknown missing
	switch {
	case errors.As(err, &refused) && refused.status == http.StatusBadRequest:
		c.json(toolFault(refused.mistake()))
	case errors.As(err, &refused):
		c.fail(refused.status, refused.detail, refused.fields)
	case errors.As(err, &repairable):
		c.json(toolFault(repairable))
	case errors.As(err, &unknown):
		c.fail(http.StatusNotFound, err.Error(), nil)
	case err != nil:
		s.failed(c, err)
	default:
		c.json(map[string]any{"obj": obj, "rendered": text})
	}
}

const invalidArguments = "invalid_tool_arguments"

// repairable is an error that says how to avoid it.
type repairable interface {
	error
	Try() string
}

func toolFault(err repairable) any {
	what, try := err.Error(), err.Try()
	fault := codealive.ToolFault{Code: invalidArguments, Message: what, Retry: "yes, after correcting the arguments", Try: try}
	text := fmt.Sprintf("<tool_error><code>%s</code>%s %s</tool_error>", fault.Code, escape(what), escape(try))
	return map[string]any{"obj": map[string]any{"error": fault}, "rendered": text}
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
