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
	grepper
	fetcher
	chatter
}

// Options are the parts of the tool set.
type Options struct {
	API       API
	Timeout   time.Duration   // of one call; it ends with what it has
	NoSources string          // what to do when there is nothing to search
	Remotes   func() []string // git remotes of what the user has open; nil when not known
	Log       *slog.Logger
}

// All lists every tool. Registration, documentation and tests walk this list.
func All(o Options) []server.ServerTool {
	return []server.ServerTool{
		getDataSources(o),
		semanticSearch(o),
		grepSearch(o),
		fetchArtifacts(o),
		chat(o),
	}
}

// instructions name only tools that exist; a test checks.
const instructions = "Code search over indexed repositories. " +
	"semantic_search finds code by meaning, grep_search by exact text; fetch_artifacts gets the code of their results. " +
	"Without data_sources they search the current repository or the only one; get_data_sources lists all. " +
	"chat writes an answer, slowly: only when the user asks for it."

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

// Arguments that several tools share.

func names() mcp.ToolOption {
	return mcp.WithArray("data_sources", mcp.WithStringItems(), mcp.Description("Names from get_data_sources."))
}

func paths() mcp.ToolOption {
	return mcp.WithArray("paths", mcp.WithStringItems(), mcp.Description("Only below these folders or files."))
}

func extensions() mcp.ToolOption {
	return mcp.WithArray("extensions", mcp.WithStringItems(), mcp.Description("Only these, such as .go."))
}

func maxResultsArg(help string) mcp.ToolOption {
	return mcp.WithInteger("max_results", mcp.Min(1), mcp.Max(maxResults), mcp.Description(help))
}

func excludeMarkdown() mcp.ToolOption {
	return mcp.WithBoolean("exclude_markdown", mcp.DefaultBool(false), mcp.Description("Code only, no documentation."))
}
