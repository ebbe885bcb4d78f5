package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// maxResults is the service's limit.
const maxResults = 500

type searchArgs struct {
	Question        string   `json:"question" old:"query"`
	DataSources     []string `json:"data_sources" old:"data_source,data_source_ids"`
	Paths           []string `json:"paths"`
	Extensions      []string `json:"extensions"`
	MaxResults      *int     `json:"max_results"`
	ExcludeMarkdown bool     `json:"exclude_markdown"`
	Explain         bool     `json:"explain" unlisted:"for people"`
	_               struct{} `drop:"mode,description_detail,include_content"`
}

func (a searchArgs) check() error {
	if a.Question == "" {
		return errors.New("question is missing: say in one sentence what the code does")
	}
	return checkFilters(a.MaxResults, a.Paths)
}

// checkFilters refuses what would silently match nothing.
func checkFilters(n *int, paths []string) error {
	if n != nil && (*n < 1 || *n > maxResults) {
		return fmt.Errorf("max_results must be 1 to %d", maxResults)
	}
	for _, p := range paths {
		if strings.ContainsAny(p, "*?") {
			return fmt.Errorf("paths takes folders and files, no patterns such as %q: name the folder, and the kind of file in extensions", safe.Clip(p, 60))
		}
	}
	return nil
}

type searcher interface {
	SemanticSearch(context.Context, codealive.SearchQuery) (codealive.SearchAnswer, error)
}

// semanticSearch finds code by meaning.
func semanticSearch(o Options) server.ServerTool {
	var api searcher = o.API
	return server.ServerTool{
		Tool: mcp.NewTool("semantic_search",
			mcp.WithDescription("Find code by meaning, best first: path, lines, identifier, summary. Summaries are not code: read the lines before relying on them."),
			mcp.WithString("question", mcp.Required(), mcp.Description("What the code does, in one English sentence.")),
			names(),
			paths(),
			extensions(),
			maxResultsArg("At most this many."),
			excludeMarkdown(),
			listOutput(),
			readOnly("Semantic Search")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in searchArgs) (result, error) {
			names, err := o.sources(ctx, in.DataSources)
			if err != nil {
				return result{}, err
			}
			q := codealive.SearchQuery{Query: in.Question, Names: names, Paths: unquotedAll(in.Paths), Extensions: split(in.Extensions), MaxResults: number(in.MaxResults), ExcludeMarkdown: in.ExcludeMarkdown, Explain: in.Explain}
			return either(o, "semantic_search", func() (result, error) {
				answer, err := api.SemanticSearch(ctx, q)
				if err != nil {
					return result{}, err
				}
				return listOf(render.Hits(answer), answer.Results), nil
			}, func() (result, error) {
				return o.tool(ctx, "semantic_search", toolSearch("question", q), "narrow paths or extensions, or lower max_results")
			})
		}),
	}
}

// split takes ".go,.md" for two extensions; none has a comma in it.
func split(extensions []string) []string {
	return strings.FieldsFunc(strings.Join(extensions, ","), func(r rune) bool { return r == ',' || r == ' ' })
}

// number is 0 for one that was not given.
func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// toolSearch are the arguments of a search by the Tool API; text is the name of
// its first one.
func toolSearch(text string, q codealive.SearchQuery) map[string]any {
	args := map[string]any{
		text: q.Query, "data_sources": q.Names, "paths": q.Paths, "extensions": q.Extensions, "exclude_markdown": q.ExcludeMarkdown,
	}
	if q.MaxResults > 0 {
		args["max_results"] = q.MaxResults
	}
	return args
}
