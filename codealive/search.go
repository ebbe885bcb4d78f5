package codealive

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// SearchQuery is a search. Paths are repository-relative prefixes, extensions
// have their dot or not; both kinds, when given, must hold.
type SearchQuery struct {
	Query      string
	Names      []string // data sources by name or id
	Paths      []string
	Extensions []string
	MaxResults int // 1 to 500; 0 leaves it to the service
	// ExcludeMarkdown leaves documentation out. The service's search cannot, so
	// that more is asked for than is kept.
	ExcludeMarkdown bool
	// Explain asks the embedded engine what each score is made of. The service
	// ignores it.
	Explain bool
}

// SearchAnswer is the hits, best first, in the service's order.
type SearchAnswer struct {
	SearchResponse
	Quota Quota
	// Dropped counts hits that the filters of the query left out here, because
	// the service's old search knows no filters.
	Dropped  int
	Markdown int // hits that ExcludeMarkdown left out
}

const opSearch = "search by meaning"

// SemanticSearch finds code by meaning. No hit is an empty answer, not an error.
func (c *Client) SemanticSearch(ctx context.Context, q SearchQuery) (SearchAnswer, error) {
	return q.Ask(func(q SearchQuery) (SearchAnswer, error) { return c.search(ctx, q) })
}

// Ask has search answer q, and heeds ExcludeMarkdown, which search need not
// know: it is asked for three times as many hits as are kept.
func (q SearchQuery) Ask(search func(SearchQuery) (SearchAnswer, error)) (SearchAnswer, error) {
	if !q.ExcludeMarkdown {
		return search(q)
	}
	keep := cmp.Or(q.MaxResults, defaultHits)
	q.MaxResults = min(maxResults, 3*keep)
	answer, err := search(q)
	if err != nil {
		return SearchAnswer{}, err
	}
	answer.Results, answer.Markdown = withoutMarkdown(answer.Results, SearchResult.Path)
	answer.Results = answer.Results[:min(len(answer.Results), keep)]
	return answer, nil
}

const (
	// maxResults is the service's limit.
	maxResults = 500
	// defaultHits is how many hits are kept of those that a filter of our own
	// leaves, when the query does not say.
	defaultHits = 10
)

func (c *Client) search(ctx context.Context, q SearchQuery) (SearchAnswer, error) {
	const path, old = "api/search/semantic", "api/search"
	if c.lacks.Has(path) {
		return c.legacySearch(ctx, q, old)
	}
	var answer SearchAnswer
	got, err := c.call(ctx, request{op: opSearch, tool: "semantic_search", method: http.MethodGet, path: path, query: q.values()}, &answer.SearchResponse)
	if errors.Is(err, ErrNoRoute) {
		if answer, err = c.legacySearch(ctx, q, old); err == nil {
			c.lacks.Note(path)
		}
		return answer, err
	}
	answer.Quota = got.quota
	return answer, err
}

// withoutMarkdown keeps what is not documentation in Markdown, and counts the rest.
func withoutMarkdown[R any](all []R, file func(R) string) (kept []R, dropped int) {
	for _, r := range all {
		if slices.Contains([]string{".md", ".mdx", ".markdown"}, strings.ToLower(path.Ext(file(r)))) {
			dropped++
		} else {
			kept = append(kept, r)
		}
	}
	return kept, dropped
}

// legacySearch asks the route that came before. It takes names only, so the
// other filters are applied here.
func (c *Client) legacySearch(ctx context.Context, q SearchQuery, path string) (SearchAnswer, error) {
	v := SearchQuery{Query: q.Query, Names: q.Names}.values()
	v.Set("IncludeContent", "false")
	v.Set("DescriptionDetail", "Short")
	var answer SearchAnswer
	got, err := c.call(ctx, request{op: opSearch, tool: "semantic_search", method: http.MethodGet, path: path, query: v}, &answer.SearchResponse)
	if err != nil {
		return SearchAnswer{}, err
	}
	var kept []SearchResult
	for _, hit := range answer.Results {
		if q.allows(hit.Path()) {
			kept = append(kept, hit)
		}
	}
	if q.MaxResults > 0 && len(kept) > q.MaxResults {
		kept = kept[:q.MaxResults]
	}
	answer.Dropped = len(answer.Results) - len(kept)
	answer.Results, answer.Quota = kept, got.quota
	return answer, nil
}

// allows applies the path and extension filters.
func (q SearchQuery) allows(file string) bool {
	below := func(prefix string) bool {
		prefix = strings.Trim(prefix, "/")
		return prefix == "" || file == prefix || strings.HasPrefix(file, prefix+"/")
	}
	ends := func(ext string) bool {
		return strings.EqualFold(path.Ext(file), "."+strings.TrimPrefix(ext, "."))
	}
	return (len(q.Paths) == 0 || slices.ContainsFunc(q.Paths, below)) &&
		(len(q.Extensions) == 0 || slices.ContainsFunc(q.Extensions, ends))
}

func (q SearchQuery) values() url.Values {
	v := url.Values{"Query": {q.Query}}
	if q.MaxResults > 0 {
		v.Set("MaxResults", strconv.Itoa(q.MaxResults))
	}
	if q.Explain {
		v.Set("Explain", "true")
	}
	for _, name := range q.Names {
		v.Add("Names", name)
	}
	for _, path := range q.Paths {
		v.Add("Paths", path)
	}
	for _, ext := range q.Extensions {
		v.Add("Extensions", "."+strings.TrimPrefix(ext, "."))
	}
	return v
}
