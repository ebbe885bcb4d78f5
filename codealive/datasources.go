package codealive

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
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

// aliveOld is what api/datasources/ready was called before.
const aliveOld = "api/datasources/alive"

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
	r := request{op: "list data sources", tool: "get_data_sources", method: http.MethodGet, path: path, query: query}
	if !q.All && c.lacks.Has(path) {
		r.path = aliveOld
	}
	r.whole = func() bool { return r.query.Get("query") == "" || list.filtered() }
	got, err := c.call(ctx, r, &list.Sources)
	if errors.Is(err, ErrNoRoute) && !q.All && r.path != aliveOld {
		r.path = aliveOld
		if got, err = c.call(ctx, r, &list.Sources); err == nil {
			c.lacks.Note(path)
		}
	}
	if err != nil {
		return DataSourceList{}, err
	}
	if total, err := strconv.Atoi(strings.TrimSpace(got.header.Get(HeaderTotal))); err == nil && total >= 0 {
		list.Total = total
	}
	list.Quota = got.quota
	return list, nil
}

// filtered reports whether the relevance filter ran: the service fails open,
// and then gives the full list without reasons.
func (l DataSourceList) filtered() bool {
	return len(l.Sources) == 0 || slices.ContainsFunc(l.Sources, func(s DataSource) bool { return s.RelevanceReason != "" })
}

// DataSources reads the answer of the tool get_data_sources. ok is false when
// its obj does not hold a list of them.
func (r ToolResult) DataSources() (list []DataSource, ok bool) {
	var obj struct {
		DataSources *[]DataSource `json:"data_sources"`
	}
	if json.Unmarshal(r.Obj, &obj) != nil || obj.DataSources == nil {
		return nil, false
	}
	return *obj.DataSources, true
}
