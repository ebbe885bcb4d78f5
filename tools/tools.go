// Package tools holds the tools a model can call. Each is one file; this one
// lists them.
package tools

import (
	"log/slog"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// API is what the tools need of a backend: the sum of what each one declares.
type API interface {
	sourceLister
	searcher
	chatter
}

// Options are the parts of the tool set.
type Options struct {
	API       API
	Timeout   time.Duration // of one call; it ends with what it has
	NoSources string        // what to do when there is nothing to search
	Log       *slog.Logger
}

// All lists every tool. Registration, documentation and tests walk this list.
func All(o Options) []server.ServerTool {
	return []server.ServerTool{
		getDataSources(o),
		semanticSearch(o),
		chat(o),
	}
}

// instructions name only tools that exist; a test checks.
const instructions = "Code search over indexed repositories. " +
	"semantic_search finds code by meaning; get_data_sources lists what can be searched; " +
	"chat writes an answer, slowly: use it only when the user asks for it."

// NewServer returns an MCP server with every tool.
func NewServer(version string, o Options) *server.MCPServer {
	s := server.NewMCPServer("codealive", version,
		server.WithToolCapabilities(false),
		server.WithInstructions(instructions),
	)
	s.AddTools(All(o)...)
	return s
}

// readOnly sets every annotation: the library's defaults call a tool destructive.
func readOnly(title string) mcp.ToolOption {
	yes, no := true, false
	return mcp.WithToolAnnotation(mcp.ToolAnnotation{
		Title: title, ReadOnlyHint: &yes, DestructiveHint: &no, IdempotentHint: &yes, OpenWorldHint: &yes,
	})
}

// names is the argument that every searching tool shares.
func names() mcp.ToolOption {
	return mcp.WithArray("data_sources", mcp.WithStringItems(), mcp.Description("Names from get_data_sources."))
}
