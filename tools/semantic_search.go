package tools

import (
	"cmp"
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
			return fmt.Errorf("paths takes folders and files, no patterns such as %q: name the folder, and the kind of file in extensions", clip(p, 60))
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
			readOnly("Semantic Search")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in searchArgs) (string, error) {
			names, err := o.sources(ctx, in.DataSources)
			if err != nil {
				return "", err
			}
			q := searchQuery(in.Question, names, in.Paths, in.Extensions, in.MaxResults)
			if in.ExcludeMarkdown { // the service cannot, so that more is asked for than is shown
				q.MaxResults = min(maxResults, 3*cmp.Or(q.MaxResults, defaultHits))
			}
			answer, err := api.SemanticSearch(ctx, q)
			if err != nil {
				return "", err
			}
			return hitsText(answer, in), nil
		}),
	}
}

func searchQuery(text string, names, paths, extensions []string, most *int) codealive.SearchQuery {
	q := codealive.SearchQuery{Query: text, Names: names, Paths: paths, Extensions: extensions}
	if most != nil {
		q.MaxResults = *most
	}
	return q
}

// defaultHits is how many hits are shown of those left by a filter of our own,
// when max_results is not given.
const defaultHits = 10

func hitsText(answer codealive.SearchAnswer, in searchArgs) string {
	hits, dropped := usable(answer.Results, in.ExcludeMarkdown)
	if in.ExcludeMarkdown {
		most := defaultHits
		if in.MaxResults != nil {
			most = *in.MaxResults
		}
		hits = hits[:min(len(hits), most)]
	}
	var head strings.Builder
	if len(hits) == 0 {
		head.WriteString("No results. Try other words, fewer filters (paths, extensions), another data source, or grep_search for exact names.")
	} else {
		fmt.Fprintf(&head, "%s, best first.", count(len(hits), "result", "results"))
	}
	if dropped > 0 {
		fmt.Fprintf(&head, " %d in Markdown left out.", dropped)
	}
	if answer.Dropped > 0 {
		fmt.Fprintf(&head, " %d left out by the filters; this old service may have more that match.", answer.Dropped)
	}
	head.WriteString(indexNote(answer.DataSources))
	several := severalSources(hits)
	summaries := []int{300, 100, 0} // runes, by level
	return fit(head.String(), len(hits), len(summaries), func(i, level int) string {
		return fmt.Sprintf("\n%d. %s", i+1, hitText(hits[i], several, summaries[level]))
	}, func(left int) string {
		return fmt.Sprintf("\n%s left out: narrow paths or extensions, or lower max_results.", count(left, "more result", "more results"))
	})
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
func hitText(hit codealive.SearchResult, showSource bool, summary int) string {
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
	if about = oneLine(about); about != "" && summary > 0 {
		b.WriteString("\n   " + clip(about, summary))
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
