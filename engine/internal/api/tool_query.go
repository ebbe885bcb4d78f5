package api

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/query"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// ArtifactQuery: SQL over the metadata of the indexes.

type toolSchemaArgs struct {
	Entity          string `json:"entity"`
	IncludeExamples *bool  `json:"include_examples"`
}

func (s *Server) toolSchema(_ *call, in toolSchemaArgs) (any, string, error) {
	schema, text, err := query.Describe(strings.TrimSpace(in.Entity), in.IncludeExamples == nil || *in.IncludeExamples)
	return schema, text, err
}

type toolQueryArgs struct {
	Statement   string   `json:"statement"`
	DataSources []string `json:"data_sources"`
}

func (s *Server) toolQuery(c *call, in toolQueryArgs) (any, string, error) {
	chosen, err := s.choose(in.DataSources)
	if err == nil {
		err = s.await(c, chosen)
	}
	if err != nil {
		return nil, "", err
	}
	table, err := s.runOver(c, chosen, nil, in.Statement)
	if err != nil {
		return nil, "", err
	}
	type rows struct {
		Columns []string `json:"columns"`
		Rows    [][]any  `json:"rows"`
		More    bool     `json:"more"` // the limit cut rows off
	}
	return rows{table.Columns, table.Rows, table.More}, strings.TrimRight(table.Text(render.Budget), "\n"), nil
}

// runOver answers a statement while all indexes are held open, so that none is
// replaced under it.
func (s *Server) runOver(c *call, left []source, opened []query.Source, statement string) (table query.Table, err error) {
	if len(left) == 0 {
		return query.Run(c.r.Context(), opened, statement)
	}
	src := left[0]
	path, err := src.Path()
	if err != nil {
		return table, err
	}
	err = src.View(func(*store.DB) error {
		table, err = s.runOver(c, left[1:], append(opened, query.Source{Name: src.name, Prefix: identifier(src.repo, "", ""), DB: path}), statement)
		return err
	})
	return table, err
}
