package tools

import (
	"context"
	"errors"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type metadataArgs struct {
	Statement   string   `json:"statement" old:"query"`
	DataSources []string `json:"data_sources" old:"data_source"`
}

func (a metadataArgs) check() error {
	if a.Statement == "" {
		return errors.New("statement is missing, such as SELECT path FROM files LIMIT 10; get_artifact_query_schema shows the fields")
	}
	return nil
}

// queryArtifactMetadata counts and lists files and symbols.
func queryArtifactMetadata(o Options) server.ServerTool {
	const name = "query_artifact_metadata"
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Count, list or rank files and symbols by a read-only SELECT over their metadata, not their text: largest files, symbols of a kind, counts by language."),
			mcp.WithString("statement", mcp.Required(), mcp.Description("One statement, such as SELECT path FROM files LIMIT 10.")),
			names(),
			toolOutput(),
			readOnly("Query Artifact Metadata")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in metadataArgs) (result, error) {
			names, err := o.sources(ctx, in.DataSources)
			if err != nil {
				return result{}, err
			}
			return o.tool(ctx, name, map[string]any{"statement": in.Statement, "data_sources": names}, "select fewer columns, or lower LIMIT")
		}),
	}
}
