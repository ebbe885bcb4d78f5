package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
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
	if err = caughtUp(chosen); err != nil {
		return nil, "", err // a count of what was there once would pass for one of today
	}
	notes := unfinished(chosen) // as it was when the statement began
	table, err := runOver(c.r.Context(), chosen, in.Statement)
	if store.Damaged(err) { // noted by then, and cured by the next check
		if err = s.await(c, chosen); err == nil {
			notes = unfinished(chosen)
			table, err = runOver(c.r.Context(), chosen, in.Statement)
		}
	}
	if err != nil {
		return nil, "", err
	}
	type rows struct {
		Columns []string `json:"columns"`
		Rows    [][]any  `json:"rows"`
		More    bool     `json:"more"` // the limit cut rows off
		Notes   []string `json:"notes,omitempty"`
	}
	text := strings.TrimRight(table.Text(render.Budget), "\n")
	return rows{table.Columns, table.Rows, table.More, notes}, strings.Join(append([]string{text}, notes...), "\n"), nil
}

// unfinished says which indexes do not hold all files yet: a count over them
// would pass for one of all.
func unfinished(chosen []source) (notes []string) {
	for _, src := range chosen {
		if st := src.State(); st.Done < st.Total {
			notes = append(notes, fmt.Sprintf("Still indexing %s: %s of %s files indexed; ask again for rows of all.",
				src.name, render.Number(st.Done), render.Number(st.Total)))
		}
	}
	return notes
}

// runOver answers a statement over the sources. It reads the files of the
// indexes by itself, next to the connections that this process has to them.
func runOver(ctx context.Context, chosen []source, statement string) (table query.Table, err error) {
	indexes, files := make([]*index.Source, len(chosen)), make([]query.Source, len(chosen))
	for i, src := range chosen {
		path, err := src.Path()
		if err != nil {
			return table, err
		}
		indexes[i], files[i] = src.Source, query.Source{Name: src.name, Prefix: identifier(src.repo, "", ""), DB: path}
	}
	err = index.Hold(indexes, func() (err error) {
		table, err = query.Run(ctx, files, statement)
		return err
	})
	var one *query.SourceError
	for i := range chosen {
		if store.Damaged(err) && (!errors.As(err, &one) || one.DB == files[i].DB) {
			indexes[i].Rebuild(err)
		}
	}
	return table, err
}
