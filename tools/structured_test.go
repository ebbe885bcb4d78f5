package tools_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

func structured(o *tools.Options) { o.Structured = true }

func resultOf(t *testing.T, c *client.Client, tool string, args map[string]any) *mcp.CallToolResult {
	t.Helper()
	req := mcp.CallToolRequest{}
	req.Params.Name, req.Params.Arguments = tool, args
	result, err := c.CallTool(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func schemasOf(t *testing.T, c *client.Client) map[string]string {
	t.Helper()
	list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]string{}
	for _, tool := range list.Tools {
		text, err := json.Marshal(tool)
		if err != nil {
			t.Fatal(err)
		}
		var wire struct {
			OutputSchema json.RawMessage `json:"outputSchema"`
		}
		if err := json.Unmarshal(text, &wire); err != nil {
			t.Fatal(err)
		}
		schemas[tool.Name] = string(wire.OutputSchema)
	}
	return schemas
}

func TestStructuredResultsAreOptIn(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	for tool, schema := range schemasOf(t, c) {
		if schema != "" {
			t.Errorf("%s promises structured results: %s", tool, schema)
		}
		if r := resultOf(t, c, tool, oneOfEach[tool]); r.StructuredContent != nil {
			t.Errorf("%s sends %v", tool, r.StructuredContent)
		}
	}
}

// Of either generation, and with nothing found, each result fits the schema
// that its tool publishes, and the text is still there.
func TestStructuredResultsFitTheirSchemas(t *testing.T) {
	for name, has := range map[string]service.Generations{"both": service.Both, "Tool API only": service.ToolsOnly} {
		s := start(t)
		s.Generations = has
		c := connect(t, s.URL, structured)
		schemas := schemasOf(t, c)
		if got, want := slices.Sorted(maps.Keys(schemas)), slices.Sorted(slices.Values(tools.Names())); !slices.Equal(got, want) {
			t.Fatalf("%v", got)
		}
		for tool, schema := range schemas {
			calls := []map[string]any{oneOfEach[tool]}
			switch tool {
			case "semantic_search":
				calls = append(calls, asked("nothing"))
			case "fetch_artifacts":
				calls = append(calls, map[string]any{"identifiers": "acme/x::gone"})
			}
			for _, args := range calls {
				r := resultOf(t, c, tool, args)
				if r.IsError || r.Content[0].(mcp.TextContent).Text == "" {
					t.Errorf("%s: %+v", tool, r)
				}
				if err := validate(t, schema, r.StructuredContent); err != nil {
					t.Errorf("%s, %s: %v does not fit: %v", name, tool, r.StructuredContent, err)
				}
			}
		}
	}
}

func validate(t *testing.T, schema string, value any) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatalf("%q: %v", schema, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(value)
}

func TestStructuredResultsSayAllThatTheTextSays(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL, structured)
	text, err := json.Marshal(resultOf(t, c, "semantic_search", map[string]any{"question": "q", "data_sources": "payments-api", "exclude_markdown": true}).StructuredContent)
	for _, want := range []string{`"note":"1 result, best first. 1 in Markdown left out."`, service.PostIdentifier, `"line":12`, "Checks an entry"} {
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if r := resultOf(t, c, "semantic_search", asked(" ")); !r.IsError || r.StructuredContent != nil {
		t.Errorf("an error: %+v", r)
	}
}

func TestStructuredResultsAreBounded(t *testing.T) {
	s := start(t)
	long := strings.Repeat("\u0001a line\n", 20_000)
	s.Override["/api/search/artifacts"] = func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"artifacts": []any{map[string]any{"identifier": service.PostIdentifier, "found": true, "content": long}}})
	}
	s.Override["/api/chat/completions"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"content": long})
	}
	s.Override["/api/search/semantic"] = func(w http.ResponseWriter, _ *http.Request) {
		hit := `{"identifier":"a/b::x","description":"` + strings.Repeat("word ", 100) + `"}`
		_, _ = io.WriteString(w, `{"results":[`+strings.Repeat(hit+",", 499)+hit+`]}`)
	}
	c := connect(t, s.URL, structured)
	for _, tool := range []string{"fetch_artifacts", "chat", "semantic_search"} {
		r := resultOf(t, c, tool, oneOfEach[tool])
		data, err := json.Marshal(r.StructuredContent)
		if err != nil || len(data) > 60_000 || len(data) < 20_000 {
			t.Errorf("%s: %d bytes, %v", tool, len(data), err)
		}
	}
	list, _ := resultOf(t, c, "semantic_search", oneOfEach["semantic_search"]).StructuredContent.(map[string]any)
	if left, _ := list["left_out"].(float64); int(left)+len(list["results"].([]any)) != 500 {
		t.Errorf("%v left out, %d shown", list["left_out"], len(list["results"].([]any)))
	}
}
