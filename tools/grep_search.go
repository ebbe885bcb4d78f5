package tools

import (
	"cmp"
	"context"
	"errors"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// defaultFiles is how many files are asked for when max_results is not given:
// the service's own default is not known.
const defaultFiles = 50

type grepArgs struct {
	Query           string   `json:"query" exact:"yes"`
	DataSources     []string `json:"data_sources" old:"data_source,data_source_ids"`
	Paths           []string `json:"paths"`
	Extensions      []string `json:"extensions"`
	MaxResults      *int     `json:"max_results"`
	Regex           bool     `json:"regex"`
	ExcludeMarkdown bool     `json:"exclude_markdown"`
}

func (a grepArgs) check() error {
	if a.Query == "" {
		return errors.New("query is missing: give the exact text, or with regex=true a pattern")
	}
	return checkFilters(a.MaxResults, a.Paths)
}

type grepper interface {
	Grep(ctx context.Context, q codealive.SearchQuery, regex bool) (codealive.GrepAnswer, error)
}

// grepSearch finds exact text.
func grepSearch(o Options) server.ServerTool {
	var api grepper = o.API
	return server.ServerTool{
		Tool: mcp.NewTool("grep_search",
			mcp.WithDescription("Find exact text or a regular expression, case-sensitive, by file with its lines; literal text also matches file names. Use it for names and messages you know."),
			mcp.WithString("query", mcp.Required(), mcp.Description("Exact text, or a pattern if regex.")),
			names(),
			paths(),
			extensions(),
			maxResultsArg("At most this many files; 50 by default."),
			mcp.WithBoolean("regex", mcp.DefaultBool(false), mcp.Description("query is a pattern; (?i) ignores case.")),
			excludeMarkdown(),
			listOutput(),
			readOnly("Grep Search")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in grepArgs) (result, error) {
			names, err := o.sources(ctx, in.DataSources)
			if err != nil {
				return result{}, err
			}
			q := codealive.SearchQuery{Query: in.Query, Names: names, Paths: unquotedAll(in.Paths), Extensions: split(in.Extensions), MaxResults: cmp.Or(number(in.MaxResults), defaultFiles), ExcludeMarkdown: in.ExcludeMarkdown}
			return either(o, "grep_search", func() (result, error) {
				answer, err := api.Grep(ctx, q, in.Regex)
				if err != nil {
					return result{}, err
				}
				text := render.Files(answer, render.FilesQuery{Text: in.Query, Regex: in.Regex, Limit: q.MaxResults})
				return listOf(text, answer.Results), nil
			}, func() (result, error) {
				args := toolSearch("query", q)
				args["regex"] = in.Regex
				return o.tool(ctx, "grep_search", args, "narrow paths or extensions, or lower max_results")
			})
		}),
	}
}
