package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

type grepArgs struct {
	Query           string   `json:"query"`
	DataSources     []string `json:"data_sources"`
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
			readOnly("Grep Search")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in grepArgs) (string, error) {
			names, err := o.sources(ctx, in.DataSources)
			if err != nil {
				return "", err
			}
			q := searchQuery(in.Query, names, in.Paths, in.Extensions, in.MaxResults)
			if q.MaxResults == 0 {
				q.MaxResults = defaultFiles // the service's own default is not known
			}
			answer, err := api.Grep(ctx, q, in.Regex)
			if err != nil {
				return "", err
			}
			return filesText(answer.GrepResponse, in, q.MaxResults), nil
		}),
	}
}

// defaultFiles is how many files are asked for when max_results is not given.
const defaultFiles = 50

func filesText(answer codealive.GrepResponse, in grepArgs, limit int) string {
	var files []codealive.GrepResult
	dropped, lines := 0, 0
	for _, r := range answer.Results {
		switch {
		case r.Path() == "" || strings.EqualFold(r.Kind, "Folder"):
		case in.ExcludeMarkdown && isMarkdown(r.Path()):
			dropped++
		default:
			files = append(files, r)
			lines += r.MatchCount
		}
	}
	var head strings.Builder
	switch {
	case len(files) == 0:
		head.WriteString("No matches; matching is case-sensitive. Try (?i) with regex=true, fewer filters (paths, extensions), another data source, or semantic_search.")
	case lines == 0:
		fmt.Fprintf(&head, "No line matches; %s by name.", count(len(files), "file does", "files do"))
	default:
		fmt.Fprintf(&head, "%s in %s.", count(lines, "match", "matches"), count(len(files), "file", "files"))
	}
	if dropped > 0 {
		fmt.Fprintf(&head, " %d in Markdown left out.", dropped)
	}
	if len(answer.Results) >= limit {
		fmt.Fprintf(&head, " These are the first %s; there may be more: narrow paths or extensions, or raise max_results.", count(len(answer.Results), "file", "files"))
	}
	if len(files) == 0 && !in.Regex && strings.ContainsAny(in.Query, `|\*[^$`) {
		head.WriteString(" The query was taken literally: regex=true makes it a pattern.")
	}
	head.WriteString(indexNote(answer.DataSources))
	prefix := commonPrefix(files)
	if prefix != "" {
		fmt.Fprintf(&head, " Identifiers: %sPATH", printable(prefix))
	}
	previews := []int{maxResult, 5, 2, 1} // lines shown of each file, by level
	return fit(head.String(), len(files), len(previews), func(i, level int) string {
		return fileText(files[i], prefix, previews[level])
	}, func(left int) string {
		return fmt.Sprintf("\n%s left out: narrow paths or extensions.", count(left, "more file", "more files"))
	})
}

// commonPrefix is what all identifiers have before their path, if that is all
// they have: then it need not be said for each.
func commonPrefix(files []codealive.GrepResult) string {
	prefix := ""
	for i, f := range files {
		p, ok := strings.CutSuffix(f.Identifier, "::"+f.Path())
		if p += "::"; !ok || i > 0 && p != prefix {
			return ""
		}
		prefix = p
	}
	return prefix
}

func fileText(f codealive.GrepResult, prefix string, most int) string {
	var b strings.Builder
	b.WriteString("\n" + printable(f.Path()))
	if prefix == "" && f.Identifier != "" {
		b.WriteString(" (" + printable(f.Identifier) + ")")
	}
	shown := f.Matches[:min(len(f.Matches), most)]
	switch {
	case f.MatchedByName:
		b.WriteString(" (by name)")
	case f.MatchCount > len(shown):
		fmt.Fprintf(&b, " (%s, %d shown)", count(f.MatchCount, "match", "matches"), len(shown))
	}
	for _, m := range shown {
		fmt.Fprintf(&b, "\n  %d: %s", m.LineNumber, preview(m))
		if m.Remark != "" {
			b.WriteString(" [" + oneLine(m.Remark) + "]")
		}
	}
	return b.String()
}

// previewRunes bounds one line; what is cut away is marked.
const previewRunes = 200

// preview is the line without its indent, cut around the match when it is long.
func preview(m codealive.GrepMatch) string {
	text := []rune(strings.Map(blankControl, strings.TrimRight(m.LineText, "\r\n \t")))
	start := 0
	if len(text) > previewRunes {
		start = min(max(0, m.StartColumn-1-previewRunes/4), len(text)-previewRunes)
	}
	cut := string(text[start:min(len(text), start+previewRunes)])
	if start == 0 {
		cut = strings.TrimLeft(cut, " \t")
	} else {
		cut = "…" + cut
	}
	if start+previewRunes < len(text) {
		cut += "…"
	}
	return cut
}
