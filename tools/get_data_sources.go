package tools

import (
	"context"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

type dataSourcesArgs struct {
	Query     string `json:"query"`
	ReadyOnly *bool  `json:"ready_only"` // true when left out
}

type sourceLister interface {
	DataSources(context.Context, codealive.DataSourceQuery) (codealive.DataSourceList, error)
}

// getDataSources lists what can be searched.
func getDataSources(o Options) server.ServerTool {
	var api sourceLister = o.API
	return server.ServerTool{
		Tool: mcp.NewTool("get_data_sources",
			mcp.WithDescription("List the repositories and workspaces that can be searched. Their names go into data_sources of the other tools."),
			mcp.WithString("query", mcp.Description("A goal in plain words: keeps only the relevant ones.")),
			mcp.WithBoolean("ready_only", mcp.DefaultBool(true), mcp.Description("false also lists those not searchable yet.")),
			readOnly("List Data Sources")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in dataSourcesArgs) (string, error) {
			all := in.ReadyOnly != nil && !*in.ReadyOnly
			list, err := api.DataSources(ctx, codealive.DataSourceQuery{All: all, Query: in.Query})
			if err != nil {
				return "", err
			}
			return o.sourcesText(list, in.Query != "", all), nil
		}),
	}
}

func (o Options) sourcesText(list codealive.DataSourceList, filtered, all bool) string {
	if len(list.Sources) == 0 {
		return emptySources(list.Total, filtered, all, o.NoSources)
	}
	head := count(len(list.Sources), "data source", "data sources") + "."
	if filtered {
		head += " " + filterText(list)
	}
	seen := map[string]int{}
	for _, s := range list.Sources {
		seen[strings.ToLower(s.Name)]++
	}
	open := map[string]bool{}
	for _, s := range o.current(list.Sources) {
		open[s.ID] = true
	}
	summaries := []int{400, 100, 0} // runes, by level
	return fit(head, len(list.Sources), len(summaries), func(i, level int) string {
		s := list.Sources[i]
		return "\n" + sourceLine(s, seen[strings.ToLower(s.Name)] > 1, all, open[s.ID], summaries[level])
	}, func(left int) string {
		return fmt.Sprintf("\n%d more left out: call with query.", left)
	})
}

// sourceLine is one source. Its id is shown only where the name does not tell it apart.
func sourceLine(s codealive.DataSource, ambiguous, all, current bool, summary int) string {
	about := []string{oneLine(s.Type)}
	if s.Branch != "" {
		about = append(about, "branch "+oneLine(s.Branch))
	}
	if s.URL != "" {
		about = append(about, oneLine(s.URL))
	}
	if ambiguous {
		about = append(about, "id "+oneLine(s.ID))
	}
	if ready, known := s.Searchable(); all && known && !ready {
		about = append(about, "not searchable yet: "+oneLine(s.Readiness+" "+s.State))
	}
	line := fmt.Sprintf("- %s (%s)", oneLine(s.Name), strings.Join(about, ", "))
	if current {
		line += " [current repository: read its files locally]"
	}
	if s.Description != "" && summary > 0 {
		line += " " + clip(oneLine(s.Description), summary)
	}
	if s.RelevanceReason != "" && summary > 0 {
		line += "\n  relevant: " + clip(oneLine(s.RelevanceReason), summary)
	}
	return line
}

// filterText says what the relevance filter did. The reasons decide, not the
// total: the service fails open, and then the list is the full one.
func filterText(list codealive.DataSourceList) string {
	ran := false
	for _, s := range list.Sources {
		ran = ran || s.RelevanceReason != ""
	}
	left := list.Total - len(list.Sources)
	switch {
	case !ran:
		return "The relevance filter did not run: this is the full list."
	case list.Total < 0:
		return "Filtered by relevance; call without query for all."
	case left > 0:
		return fmt.Sprintf("%d more left out as not relevant; call without query for all.", left)
	}
	return "All are relevant."
}

func emptySources(total int, filtered, all bool, noSources string) string {
	switch {
	case filtered && total != 0:
		return "No data source is relevant to this query. Word it more broadly, or call without query for all."
	case all:
		return "No data source. " + noSources
	}
	return "No data source is ready. Call with ready_only=false to see those still being indexed. " + noSources
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
