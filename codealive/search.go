package codealive

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SearchQuery is a search. Paths are repository-relative prefixes, extensions
// have their dot or not; both kinds, when given, must hold.
type SearchQuery struct {
	Query      string
	Names      []string // data sources by name or id
	Paths      []string
	Extensions []string
	MaxResults int // 1 to 500; 0 leaves it to the service
}

// SearchAnswer is the hits, best first, in the service's order.
type SearchAnswer struct {
	SearchResponse
	Quota Quota
	// Dropped counts hits that the filters of the query left out here, because
	// the service's old search knows no filters.
	Dropped int
}

const opSearch = "search by meaning"

// SemanticSearch finds code by meaning. No hit is an empty answer, not an error.
func (c *Client) SemanticSearch(ctx context.Context, q SearchQuery) (SearchAnswer, error) {
	const path, old = "api/search/semantic", "api/search"
	r := request{op: opSearch, tool: "semantic_search", method: http.MethodGet, path: path, query: q.values()}
	if c.routes.missing(path, time.Now()) {
		return c.legacySearch(ctx, q, old)
	}
	var answer SearchAnswer
	header, err := c.call(ctx, r, &answer.SearchResponse)
	if errors.Is(err, ErrNoRoute) {
		c.routes.note(path, time.Now())
		return c.legacySearch(ctx, q, old)
	}
	if err != nil {
		return SearchAnswer{}, err
	}
	answer.Quota = parseQuota(header)
	return answer, nil
}

// legacySearch asks the route that came before. It takes names only, so the
// other filters are applied here.
func (c *Client) legacySearch(ctx context.Context, q SearchQuery, path string) (SearchAnswer, error) {
	v := SearchQuery{Query: q.Query, Names: q.Names}.values()
	v.Set("IncludeContent", "false")
	v.Set("DescriptionDetail", "Short")
	var answer SearchAnswer
	header, err := c.call(ctx, request{op: opSearch, tool: "semantic_search", method: http.MethodGet, path: path, query: v}, &answer.SearchResponse)
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
	answer.Results, answer.Quota = kept, parseQuota(header)
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
