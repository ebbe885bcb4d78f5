package tools

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type ontologyArgs struct {
	DataSource string `json:"data_source" old:"data_sources"`
}

// getRepositoryOntology gives a first orientation in one repository.
func getRepositoryOntology(o Options) server.ServerTool {
	const name = "get_repository_ontology"
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Get oriented in one repository: purpose, languages, main parts, entry points, how to build and test. Call it first in a repository you do not know."),
			oneSource(),
			toolOutput(),
			readOnly("Get Repository Ontology")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in ontologyArgs) (result, error) {
			source, err := o.source(ctx, in.DataSource)
			if err != nil {
				return result{}, err
			}
			return o.tool(ctx, name, map[string]any{"data_source": source}, "look closer with get_file_tree and semantic_search")
		}),
	}
}
