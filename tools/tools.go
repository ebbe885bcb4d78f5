// Package tools holds the tools a model can call. Each is one file; this one
// lists them.
package tools

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
	"github.com/codealive-mcp/codealive-mcp/internal/recall"
)

// API is what the tools need of a backend: the sum of what each one declares.
type API interface {
	sourceLister
	searcher
	grepper
	fetcher
	relater
	chatter
	toolCaller
}

// Options are the parts of the tool set.
type Options struct {
	API        API
	Generation Generation      // of the service's API; "" means Auto
	Only       []string        // names of the tools to offer; none means all
	Except     []string        // names of those not to offer
	Structured bool            // send results as data too, besides the text
	Timeout    time.Duration   // of one call; it ends with what it has
	Quota      quotaTeller     // the budget of the caller's key; nil where there is none
	NoSources  string          // what to do when there is nothing to search
	Remotes    func() []string // git remotes of what the user has open; nil when not known
	Log        *slog.Logger

	noREST *recall.Missing // tools that only the Tool API of the service answers
}

// All lists every tool. Registration, documentation and tests walk this list.
func All(o Options) []server.ServerTool {
	o.noREST = new(recall.Missing)
	return []server.ServerTool{
		getDataSources(o),
		semanticSearch(o),
		grepSearch(o),
		fetchArtifacts(o),
		getArtifactRelationships(o),
		getFileTree(o),
		readFile(o),
		getRepositoryOntology(o),
		getArtifactQuerySchema(o),
		queryArtifactMetadata(o),
		chat(o),
	}
}

// renamed are the tools that older servers offered by another name. They can be
// called, but are not listed.
var renamed = map[string]string{
	"codebase_search":     "semantic_search",
	"codebase_consultant": "chat",
}

// Names are the names of all tools.
func Names() []string {
	var names []string
	for _, t := range All(Options{}) {
		names = append(names, t.Tool.Name)
	}
	return names
}

// CheckNames refuses names of tools that do not exist, and a choice that leaves none.
func (o Options) CheckNames() error {
	known := Names()
	for _, name := range slices.Concat(o.Only, o.Except) {
		if slices.Contains(known, name) {
			continue
		}
		if near := nearest.Name(name, known); near != "" {
			return fmt.Errorf("there is no tool %q; did you mean %s? (--tools, --exclude-tools)", name, near)
		}
		return fmt.Errorf("there is no tool %q; there are %s (--tools, --exclude-tools)", name, strings.Join(known, ", "))
	}
	if len(o.Offered()) == 0 {
		return errors.New("--tools and --exclude-tools leave no tool to offer")
	}
	return nil
}

// Offered are the tools that the options choose.
func (o Options) Offered() []server.ServerTool {
	return slices.DeleteFunc(All(o), func(t server.ServerTool) bool {
		return len(o.Only) > 0 && !slices.Contains(o.Only, t.Tool.Name) || slices.Contains(o.Except, t.Tool.Name)
	})
}

// NewServer returns an MCP server with the tools that the options choose.
func NewServer(version string, o Options) *server.MCPServer {
	list := o.Offered()
	hooks := new(server.Hooks)
	hooks.AddBeforeCallTool(func(_ context.Context, _ any, call *mcp.CallToolRequest) {
		if name, ok := renamed[call.Params.Name]; ok {
			call.Params.Name = name
		}
	})
	s := server.NewMCPServer("codealive", version,
		server.WithToolCapabilities(false),
		server.WithHooks(hooks),
		server.WithToolFilter(o.showSchemas),
		server.WithInstructions(instructions(list)),
	)
	s.AddTools(list...)
	if o.Quota != nil {
		s.AddResources(quotaResource(o.Quota))
	}
	return s
}

// advice says when to choose which tool. Each sentence needs the tools it names.
var advice = []struct {
	needs, text string
}{
	{"semantic_search", "semantic_search finds code by meaning."},
	{"grep_search", "grep_search finds exact text."},
	{"fetch_artifacts", "fetch_artifacts gets the code of their results."},
	{"get_artifact_relationships", "get_artifact_relationships shows callers and callees of one."},
	{"get_repository_ontology", "get_repository_ontology gives a first orientation."},
	{"get_data_sources", "Without data_sources, tools take the current repository or the only one; get_data_sources lists all."},
	{"chat", "chat writes an answer, slowly: only when the user asks for it."},
}

// instructions name only tools that are offered.
func instructions(list []server.ServerTool) string {
	text := []string{"Code search over indexed repositories."}
	for _, a := range advice {
		if slices.ContainsFunc(list, func(t server.ServerTool) bool { return t.Tool.Name == a.needs }) {
			text = append(text, a.text)
		}
	}
	return strings.Join(text, " ")
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

func oneSource() mcp.ToolOption {
	return mcp.WithString("data_source", mcp.Description("One repository by name; the current or only one when left out."))
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
