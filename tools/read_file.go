package tools

import (
	"context"
	"errors"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// maxLines is how many lines one call may read.
const maxLines = 1000

type readArgs struct {
	Path       string `json:"path" old:"file_path,file" exact:"yes"`
	DataSource string `json:"data_source" old:"data_sources"`
	StartLine  *int   `json:"start_line"`
	EndLine    *int   `json:"end_line"`
}

func (a readArgs) check() error {
	start := max(1, number(a.StartLine))
	switch {
	case a.Path == "":
		return errors.New("path is missing: give a file's path as a search result or get_file_tree shows it")
	case a.StartLine != nil && *a.StartLine < 1:
		return errors.New("start_line must be 1 or more")
	case a.EndLine != nil && *a.EndLine < start:
		return errors.New("end_line must not be below start_line")
	case a.EndLine != nil && *a.EndLine-start >= maxLines:
		return fmt.Errorf("start_line to end_line are %d lines, at most %d can be read at once", *a.EndLine-start+1, maxLines)
	}
	return nil
}

// readFile reads a file, or some lines of it.
func readFile(o Options) server.ServerTool {
	const name = "read_file"
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Read a file, whole or some lines, with line numbers. Use it when the path is known; fetch_artifacts gets just the symbol of a search result."),
			mcp.WithString("path", mcp.Required(), mcp.Description("Path in the repository.")),
			oneSource(),
			mcp.WithInteger("start_line", mcp.Min(1), mcp.Description("First line, from 1.")),
			mcp.WithInteger("end_line", mcp.Min(1), mcp.Description("Last line; at most 1000 lines a call.")),
			toolOutput(),
			readOnly("Read File")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in readArgs) (result, error) {
			source, err := o.source(ctx, in.DataSource)
			if err != nil {
				return result{}, err
			}
			return o.tool(ctx, name, map[string]any{
				"path": unquoted(in.Path), "data_source": source, "start_line": in.StartLine, "end_line": in.EndLine,
			}, "read the rest with start_line")
		}),
	}
}
