package codealive

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// DataSourceQuery selects data sources; its zero value asks for all ready ones.
type DataSourceQuery struct {
	All        bool   // also those that cannot be searched yet
	Type       string // Repository or Workspace
	SearchTerm string // plain substring of the name
	Query      string // a goal in plain words, for the service's relevance filter
}

// DataSourceList is the answer. With a Query, Total is the number of sources
// before the relevance filter, -1 when the service did not say.
type DataSourceList struct {
	Sources []DataSource
	Total   int
	Quota   Quota
}

// DataSources lists what the key can use, in the service's order.
func (c *Client) DataSources(ctx context.Context, q DataSourceQuery) (DataSourceList, error) {
	path := "api/datasources/ready"
	if q.All {
		path = "api/datasources/all"
	}
	query := url.Values{}
	for name, value := range map[string]string{"type": q.Type, "searchTerm": q.SearchTerm, "query": q.Query} {
		if value = strings.TrimSpace(value); value != "" {
			query.Set(name, value)
		}
	}
	list := DataSourceList{Total: -1}
	header, err := c.get(ctx, request{op: "list data sources", tool: "get_data_sources", path: path, query: query}, &list.Sources)
	if err != nil {
		return DataSourceList{}, err
	}
	if total, err := strconv.Atoi(strings.TrimSpace(header.Get(HeaderTotal))); err == nil && total >= 0 {
		list.Total = total
	}
	list.Quota = parseQuota(header)
	return list, nil
}
