// Package cli holds the commands for people.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	clienttransport "github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// Call is one tool call from the command line.
type Call struct {
	Tool string
	Args map[string]any
	JSON bool // print the raw result
}

// ParseCall reads "TOOL --arg value …". It registers the tool's arguments as
// flags on fs, which already holds those of the settings.
func ParseCall(fs *flag.FlagSet, list []server.ServerTool, args []string) (Call, error) {
	if len(args) > 0 && (args[0] == "--help" || args[0] == "-h") {
		return Call{}, flag.ErrHelp
	}
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return Call{}, fmt.Errorf("call needs a tool: %s", strings.Join(toolNames(list), ", "))
	}
	i := slices.IndexFunc(list, func(t server.ServerTool) bool { return t.Tool.Name == args[0] })
	if i < 0 {
		return Call{}, fmt.Errorf("unknown tool %q; there are %s", args[0], strings.Join(toolNames(list), ", "))
	}
	call := Call{Tool: args[0], Args: map[string]any{}}
	fs.BoolVar(&call.JSON, "json", false, "Print the raw result.")
	for name, property := range list[i].Tool.InputSchema.Properties {
		schema, _ := property.(map[string]any)
		register(fs, call.Args, name, schema)
	}
	if call.Tool == "semantic_search" { // the schema spares models this
		register(fs, call.Args, "explain", map[string]any{"type": "boolean", "description": "Show what each score is made of (embedded engine)."})
	}
	if err := fs.Parse(joinBools(fs, args[1:])); err != nil {
		return call, err
	}
	if rest := fs.Args(); len(rest) > 0 {
		return Call{}, fmt.Errorf("unexpected %q; arguments are written --name value", rest[0])
	}
	return call, nil
}

// joinBools turns "--flag false" into "--flag=false" for flags that need no
// value: people write it like all others.
func joinBools(fs *flag.FlagSet, args []string) []string {
	var out []string
	for _, arg := range args {
		if n := len(out); n > 0 && (arg == "true" || arg == "false") {
			f := fs.Lookup(strings.TrimLeft(out[n-1], "-"))
			if f != nil && strings.HasPrefix(out[n-1], "-") {
				if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
					out[n-1] += "=" + arg
					continue
				}
			}
		}
		out = append(out, arg)
	}
	return out
}

// register adds one argument. It goes out as the text that was typed: the
// tools read numbers and lists from text.
func register(fs *flag.FlagSet, args map[string]any, name string, schema map[string]any) {
	help, _ := schema["description"].(string)
	put := func(value string) error {
		switch before := args[name].(type) {
		case []string:
			args[name] = append(before, value)
		case string:
			if schema["type"] == "array" {
				args[name] = []string{before, value}
				break
			}
			args[name] = value
		default:
			args[name] = value // one text, which may be a list in JSON
		}
		return nil
	}
	for _, spelling := range slices.Compact([]string{name, strings.ReplaceAll(name, "_", "-")}) {
		if schema["type"] == "boolean" {
			fs.BoolFunc(spelling, help, put)
		} else {
			fs.Func(spelling, help, put)
		}
	}
}

func toolNames(list []server.ServerTool) []string {
	var names []string
	for _, t := range list {
		names = append(names, t.Tool.Name)
	}
	return names
}

// Serve runs an MCP server on a pair of streams.
type Serve func(ctx context.Context, in io.Reader, out io.Writer) error

// Run makes the call through the whole MCP path and prints the result.
// It reports whether the tool succeeded.
func (c Call) Run(ctx context.Context, version string, serve Serve, screen *Screen) (bool, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	served := make(chan error, 1)
	go func() {
		err := serve(ctx, serverIn, serverOut)
		_ = serverOut.CloseWithError(io.EOF)
		served <- err
	}()
	mcpClient := client.NewClient(clienttransport.NewIO(clientIn, clientOut, io.NopCloser(strings.NewReader(""))))
	mcpClient.OnNotification(screen.progress)
	result, err := c.request(ctx, mcpClient, version)
	if err != nil {
		return false, err
	}
	_ = clientOut.Close()
	if err := <-served; err != nil && !errors.Is(err, context.Canceled) {
		return false, err
	}
	return !result.IsError, screen.result(result, c.JSON)
}

func (c Call) request(ctx context.Context, mcpClient *client.Client, version string) (*mcp.CallToolResult, error) {
	if err := mcpClient.Start(ctx); err != nil {
		return nil, err
	}
	var hello mcp.InitializeRequest
	hello.Params.ProtocolVersion = mcp.LATEST_LEGACY_PROTOCOL_VERSION
	hello.Params.ClientInfo = mcp.Implementation{Name: "codealive-mcp call", Version: version}
	if _, err := mcpClient.Initialize(ctx, hello); err != nil {
		return nil, err
	}
	var req mcp.CallToolRequest
	req.Params.Name = c.Tool
	req.Params.Arguments = maps.Clone(c.Args)
	req.Params.Meta = &mcp.Meta{ProgressToken: "call"}
	return mcpClient.CallTool(ctx, req)
}

// Tools prints the tools with their arguments.
func Tools(out io.Writer, list []server.ServerTool) error {
	for i, t := range list {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s\n  %s\n", t.Tool.Name, t.Tool.Description)
		for _, arg := range Arguments(t.Tool) {
			fmt.Fprintf(out, "  --%s %s\n", arg.Name, strings.TrimSpace(arg.Type+" "+arg.Help))
		}
	}
	return nil
}

// Argument describes one argument of a tool.
type Argument struct{ Name, Type, Help string }

// Arguments lists a tool's arguments, required ones first.
func Arguments(tool mcp.Tool) []Argument {
	var args []Argument
	names := slices.Sorted(maps.Keys(tool.InputSchema.Properties))
	slices.SortStableFunc(names, func(a, b string) int {
		return index(tool.InputSchema.Required, a) - index(tool.InputSchema.Required, b)
	})
	for _, name := range names {
		schema, _ := tool.InputSchema.Properties[name].(map[string]any)
		kind, _ := schema["type"].(string)
		if kind == "array" {
			kind = "list"
		}
		if slices.Contains(tool.InputSchema.Required, name) {
			kind += ", required"
		}
		help, _ := schema["description"].(string)
		args = append(args, Argument{Name: name, Type: "(" + kind + ")", Help: strings.TrimSpace(values(schema) + " " + help)})
	}
	return args
}

// values are the texts that an argument takes, and its default.
func values(schema map[string]any) string {
	var parts []string
	if list, ok := schema["enum"].([]string); ok {
		parts = append(parts, "One of "+strings.Join(list, ", ")+".")
	}
	if def, ok := schema["default"]; ok && def != false {
		parts = append(parts, fmt.Sprintf("Default %v.", def))
	}
	return strings.Join(parts, " ")
}

// index places what is not in list at its end.
func index(list []string, s string) int {
	if i := slices.Index(list, s); i >= 0 {
		return i
	}
	return len(list)
}

// printJSON writes v readably.
func printJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
