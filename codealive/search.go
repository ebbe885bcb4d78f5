package codealive

import (
	"context"
	"net/url"
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
}

// SearchAnswer is the hits, best first, in the service's order.
type SearchAnswer struct {
	SearchResponse
	Quota Quota
}

// SemanticSearch finds code by meaning. No hit is an empty answer, not an error.
func (c *Client) SemanticSearch(ctx context.Context, q SearchQuery) (SearchAnswer, error) {
	const op = "search by meaning"
	var wire struct {
		SearchResponse
		Error any `json:"error"`
	}
	header, err := c.get(ctx, request{op: op, tool: "semantic_search", path: "api/search/semantic", query: q.values()}, &wire)
	if err != nil {
		return SearchAnswer{}, err
	}
	if wire.Results == nil && wire.Error != nil { // or an outage would look like "nothing found"
		return SearchAnswer{}, &APIError{Kind: KindAnswer, Op: op, Detail: "the service answered 200 with an error"}
	}
	return SearchAnswer{SearchResponse: wire.SearchResponse, Quota: parseQuota(header)}, nil
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
