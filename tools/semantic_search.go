package tools

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// maxResults is the service's limit.
const maxResults = 500

type searchArgs struct {
	Question        string   `json:"question"`
	DataSources     []string `json:"data_sources"`
	Paths           []string `json:"paths"`
	Extensions      []string `json:"extensions"`
	MaxResults      *int     `json:"max_results"`
	ExcludeMarkdown bool     `json:"exclude_markdown"`
}

func (a searchArgs) check() error {
	switch {
	case a.Question == "":
		return errors.New("question is missing: say in one sentence what the code does")
	case a.MaxResults != nil && (*a.MaxResults < 1 || *a.MaxResults > maxResults):
		return fmt.Errorf("max_results must be 1 to %d", maxResults)
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
			mcp.WithArray("paths", mcp.WithStringItems(), mcp.Description("Only below these folders or files.")),
			mcp.WithArray("extensions", mcp.WithStringItems(), mcp.Description("Only these, such as .go.")),
			mcp.WithInteger("max_results", mcp.Min(1), mcp.Max(maxResults), mcp.Description("At most this many.")),
			mcp.WithBoolean("exclude_markdown", mcp.DefaultBool(false), mcp.Description("Code only, no documentation.")),
			readOnly("Semantic Search")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in searchArgs) (string, error) {
			q := codealive.SearchQuery{Query: in.Question, Names: in.DataSources, Paths: in.Paths, Extensions: in.Extensions}
			if in.MaxResults != nil {
				q.MaxResults = *in.MaxResults
			}
			answer, err := api.SemanticSearch(ctx, q)
			if err != nil {
				return "", err
			}
			return hitsText(answer.SearchResponse, in.ExcludeMarkdown), nil
		}),
	}
}

func hitsText(answer codealive.SearchResponse, excludeMarkdown bool) string {
	hits, dropped := usable(answer.Results, excludeMarkdown)
	var b strings.Builder
	if len(hits) == 0 {
		b.WriteString("No results. Try other words, fewer filters (paths, extensions), or another data source.")
	} else {
		fmt.Fprintf(&b, "%s, best first.", count(len(hits), "result"))
	}
	if dropped > 0 {
		fmt.Fprintf(&b, " %d in Markdown left out.", dropped)
	}
	b.WriteString(indexNote(answer.DataSources))
	several := severalSources(hits)
	for i, hit := range hits {
		fmt.Fprintf(&b, "\n%d. %s", i+1, hitText(hit, several))
	}
	return b.String()
}

// usable drops hits that lead nowhere (folders, no path) and, on request, Markdown.
func usable(results []codealive.SearchResult, excludeMarkdown bool) (hits []codealive.SearchResult, dropped int) {
	for _, hit := range results {
		switch {
		case hit.Path() == "" || strings.EqualFold(hit.Kind, "Folder"):
		case excludeMarkdown && isMarkdown(hit.Path()):
			dropped++
		default:
			hits = append(hits, hit)
		}
	}
	return hits, dropped
}

func isMarkdown(p string) bool {
	return slices.Contains([]string{".md", ".mdx", ".markdown"}, strings.ToLower(path.Ext(p)))
}

func severalSources(hits []codealive.SearchResult) bool {
	return slices.ContainsFunc(hits, func(h codealive.SearchResult) bool { return sourceName(h) != sourceName(hits[0]) })
}

func sourceName(hit codealive.SearchResult) string {
	if hit.DataSource == nil {
		return ""
	}
	if hit.DataSource.Name != "" {
		return hit.DataSource.Name
	}
	return hit.DataSource.ID
}

// hitText is the place, the identifier as it has to be handed back, and the summary.
func hitText(hit codealive.SearchResult, showSource bool) string {
	var b strings.Builder
	b.WriteString(printable(hit.Path()))
	if start, end := hit.Lines(); end > start {
		fmt.Fprintf(&b, ":%d-%d", start, end)
	} else if start > 0 {
		fmt.Fprintf(&b, ":%d", start)
	}
	if showSource && sourceName(hit) != "" {
		fmt.Fprintf(&b, " in %s", oneLine(sourceName(hit)))
	}
	if hit.Identifier != "" {
		b.WriteString("\n   " + printable(hit.Identifier))
	}
	about := hit.Description
	if about == "" {
		about = hit.Snippet
	}
	if about = oneLine(about); about != "" {
		b.WriteString("\n   " + clip(about, 300))
	}
	return b.String()
}

// printable quotes what would break out of its line; all else stays byte for byte.
func printable(s string) string {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return strconv.Quote(s)
	}
	return s
}

// indexNote warns when a search may have missed code.
func indexNote(sources []codealive.SourceIndex) string {
	var b strings.Builder
	for _, s := range sources {
		if i := s.Indexing; i != nil && i.FilesIndexed < i.FilesTotal {
			fmt.Fprintf(&b, " Still indexing %s: %d of %d files searched; call again for the rest.", oneLine(s.Name), i.FilesIndexed, i.FilesTotal)
		}
	}
	return b.String()
}
