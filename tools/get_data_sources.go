package tools

import (
	"context"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

type dataSourcesArgs struct {
	Query     string `json:"query"`
	ReadyOnly *bool  `json:"ready_only" old:"alive_only"` // true when left out
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
			listOutput(),
			readOnly("List Data Sources")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in dataSourcesArgs) (result, error) {
			all := in.ReadyOnly != nil && !*in.ReadyOnly
			got, err := either(o, "get_data_sources", func() (result, error) {
				list, err := api.DataSources(ctx, codealive.DataSourceQuery{All: all, Query: in.Query})
				if err != nil {
					return result{}, err
				}
				text := render.Sources(list, render.SourcesQuery{
					Filtered: in.Query != "", All: all, Current: o.current(list.Sources), NoSources: o.NoSources,
				})
				return listOf(text, list.Sources), nil
			}, func() (result, error) {
				return o.tool(ctx, "get_data_sources", map[string]any{"query": in.Query, "ready_only": !all}, "call with query")
			})
			if err == nil && o.Quota != nil {
				got.text += lowQuota(o.Quota.Quota(ctx), time.Now())
			}
			return got, err
		}),
	}
}
