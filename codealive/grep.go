package codealive

import (
	"context"
	"net/http"
	"strconv"
)

// GrepMatch is the preview of one line. Columns are for display only: servers
// disagree on how they count.
type GrepMatch struct {
	LineNumber  int    `json:"lineNumber,omitempty"`  // 1-based
	StartColumn int    `json:"startColumn,omitempty"` // the engine counts characters from 1
	EndColumn   int    `json:"endColumn,omitempty"`   // of the last character of the match
	LineText    string `json:"lineText"`              // may be trimmed or cut
	Remark      string `json:"remark,omitempty"`      // the service's note on this match
}

// GrepResult is one file that matches.
type GrepResult struct {
	SearchResult
	MatchCount    int         `json:"matchCount"` // all in the file; may exceed len(Matches)
	Matches       []GrepMatch `json:"matches"`
	MatchedByName bool        `json:"matchedByName,omitempty"` // only its name or path matches
}

// GrepResponse is the answer of a grep.
type GrepResponse struct {
	Results     []GrepResult  `json:"results"`
	DataSources []SourceIndex `json:"dataSources,omitempty"` // as in SearchResponse
}

// GrepAnswer is the files that match, in the service's order.
type GrepAnswer struct {
	GrepResponse
	Quota    Quota
	Files    int // that the service sent, before ExcludeMarkdown
	Markdown int // files that ExcludeMarkdown left out
}

// DropMarkdown takes documentation in Markdown out of the files, and counts it.
func (r *GrepResponse) DropMarkdown() (dropped int) {
	r.Results, dropped = withoutMarkdown(r.Results, GrepResult.Path)
	return dropped
}

// Grep finds literal text, or with regex a pattern, case-sensitively. A literal
// is also looked for in file names and paths, a pattern in contents only.
func (c *Client) Grep(ctx context.Context, q SearchQuery, regex bool) (GrepAnswer, error) {
	v := q.values()
	v.Set("Regex", strconv.FormatBool(regex))
	var answer GrepAnswer
	got, err := c.call(ctx, request{
		op: "search for text", tool: "grep_search", method: http.MethodGet, path: "api/search/grep", query: v,
	}, &answer.GrepResponse)
	if err != nil {
		return GrepAnswer{}, err
	}
	answer.Quota, answer.Files = got.quota, len(answer.Results)
	if q.ExcludeMarkdown {
		answer.Markdown = answer.DropMarkdown()
	}
	return answer, nil
}
