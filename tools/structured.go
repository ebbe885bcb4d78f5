package tools

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// Structured results are for programs. Several clients show a model both forms
// of a result, or drop the text, so that they are sent only when asked for.

// maxData is what a structured result may weigh, in bytes. JSON takes about
// twice the room of our text for the same.
const maxData = 2 * render.Budget

type structuredKey struct{}

// WithStructured returns a context whose calls get structured results besides
// the text.
func WithStructured(ctx context.Context) context.Context {
	return context.WithValue(ctx, structuredKey{}, true)
}

func (o Options) structured(ctx context.Context) bool {
	asked, _ := ctx.Value(structuredKey{}).(bool)
	return o.Structured || asked
}

// showSchemas takes the output schemas out of the list for those who get no
// structured results: a tool that has one promises them.
func (o Options) showSchemas(ctx context.Context, list []mcp.Tool) []mcp.Tool {
	if o.structured(ctx) {
		return list
	}
	for i := range list {
		list[i].RawOutputSchema = nil
	}
	return list
}

// result is what a tool gives: the text for a model, and the same as data.
type result struct {
	text string
	data any
}

// structured is the data, or the text where the data is too large to send: the
// text keeps its budget and says what it leaves out.
func (r result) structured() any {
	b, err := json.Marshal(r.data)
	if err != nil || len(b) > maxData {
		return map[string]string{"rendered": r.text}
	}
	return json.RawMessage(b)
}

// listData is a list as structured result. What does not fit is counted.
type listData[T any] struct {
	Note    string `json:"note"` // what is worth knowing of the list as a whole
	Results []T    `json:"results"`
	LeftOut int    `json:"left_out,omitempty"`
}

// listOf is a result that is a list. Its note is the first line of the text.
func listOf[T any](text string, items []T) result {
	note, _, _ := strings.Cut(text, "\n")
	d := listData[T]{Note: note, Results: []T{}}
	size := len(note)
	for i, item := range items {
		b, err := json.Marshal(item)
		if size += len(b); err != nil || size > maxData {
			d.LeftOut = len(items) - i
			break
		}
		d.Results = append(d.Results, item)
	}
	return result{text, d}
}

// output declares the structured result of a tool: an object with these
// members, each with its JSON type. A service of the Tool API sends objects of
// its own, so that none is required.
func output(members map[string]string) mcp.ToolOption {
	properties := map[string]any{}
	for name, kind := range members {
		properties[name] = map[string]any{"type": kind}
	}
	schema, err := json.Marshal(map[string]any{"type": "object", "properties": properties})
	if err != nil {
		panic(err) // strings alone always encode
	}
	return mcp.WithRawOutputSchema(schema)
}

func listOutput() mcp.ToolOption {
	return output(map[string]string{"note": "string", "results": "array", "left_out": "integer", "rendered": "string"})
}

// toolOutput is the output of a tool that only the Tool API answers: an object
// of the service's own.
func toolOutput() mcp.ToolOption { return output(nil) }
