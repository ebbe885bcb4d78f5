package tools

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type querySchemaArgs struct {
	Entity          string `json:"entity"`
	IncludeExamples *bool  `json:"include_examples"` // true when left out
}

// getArtifactQuerySchema tells what query_artifact_metadata understands.
func getArtifactQuerySchema(o Options) server.ServerTool {
	const name = "get_artifact_query_schema"
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Get the entities, fields and operators of query_artifact_metadata. Call it once before the first query."),
			mcp.WithString("entity", mcp.Description("Such as files or symbols; all when left out.")),
			mcp.WithBoolean("include_examples", mcp.DefaultBool(true), mcp.Description("Show example statements.")),
			toolOutput(),
			readOnly("Get ArtifactQuery Schema")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in querySchemaArgs) (result, error) {
			examples := in.IncludeExamples == nil || *in.IncludeExamples
			return o.tool(ctx, name, map[string]any{"entity": in.Entity, "include_examples": examples}, "name one entity")
		}),
	}
}
