package tools

import (
	"context"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// The service's limits.
const (
	maxDepth = 8
	maxNodes = 300
)

type treeArgs struct {
	DataSource  string `json:"data_source" old:"data_sources"`
	Path        string `json:"path" exact:"yes"`
	MaxDepth    *int   `json:"max_depth"`
	MaxNodes    *int   `json:"max_nodes"`
	OutputDepth *int   `json:"output_depth"`
}

func (a treeArgs) check() error {
	switch {
	case a.MaxDepth != nil && (*a.MaxDepth < 1 || *a.MaxDepth > maxDepth):
		return fmt.Errorf("max_depth must be 1 to %d", maxDepth)
	case a.MaxNodes != nil && (*a.MaxNodes < 1 || *a.MaxNodes > maxNodes):
		return fmt.Errorf("max_nodes must be 1 to %d", maxNodes)
	case a.OutputDepth != nil && *a.OutputDepth < 1:
		return fmt.Errorf("output_depth must be 1 or more")
	}
	return nil
}

// getFileTree shows the folders and files of one repository.
func getFileTree(o Options) server.ServerTool {
	const name = "get_file_tree"
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Show folders and files of one repository. Use it to learn the layout or the path of a file; to find code, search."),
			mcp.WithString("path", mcp.Description("Folder; the root when left out.")),
			oneSource(),
			mcp.WithInteger("max_depth", mcp.Min(1), mcp.Max(maxDepth), mcp.Description("Levels below path.")),
			mcp.WithInteger("max_nodes", mcp.Min(1), mcp.Max(maxNodes), mcp.Description("Entries in all.")),
			mcp.WithInteger("output_depth", mcp.Min(1), mcp.Description("Levels drawn, if fewer.")),
			toolOutput(),
			readOnly("Get File Tree")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in treeArgs) (result, error) {
			source, err := o.source(ctx, in.DataSource)
			if err != nil {
				return result{}, err
			}
			return o.tool(ctx, name, map[string]any{
				"data_source": source, "path": unquoted(in.Path), "max_depth": in.MaxDepth, "max_nodes": in.MaxNodes, "output_depth": in.OutputDepth,
			}, "name a deeper path, or lower max_nodes")
		}),
	}
}
