package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/files"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/ontology"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/relate"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// The tools that look into one repository and that REST does not offer.

// texter is an answer that words itself for a model.
type texter interface{ Text() string }

func worded[A texter](answer A, err error) (any, string, error) {
	if err != nil {
		return nil, "", err
	}
	return answer, answer.Text(), nil
}

// one is the single source that a tool looks into.
func (s *Server) one(name string) (source, error) {
	var wanted []string
	if name = strings.TrimSpace(name); name != "" {
		wanted = []string{name}
	}
	chosen, err := s.choose(wanted)
	if err != nil {
		return source{}, err
	}
	return chosen[0], nil
}

type toolTreeArgs struct {
	DataSource  string `json:"data_source"`
	Path        string `json:"path"`
	MaxDepth    *int   `json:"max_depth"`
	MaxNodes    *int   `json:"max_nodes"`
	OutputDepth *int   `json:"output_depth"`
}

func (s *Server) toolTree(c *call, in toolTreeArgs) (any, string, error) {
	src, err := s.one(in.DataSource)
	if err != nil {
		return nil, "", err
	}
	q := files.TreeQuery{Path: in.Path}
	for _, n := range []numberArg{
		{"max_depth", in.MaxDepth, &q.MaxDepth, files.MaxDepth},
		{"max_nodes", in.MaxNodes, &q.MaxNodes, files.MaxNodes},
		{"output_depth", in.OutputDepth, &q.OutputDepth, files.MaxDepth},
	} {
		if err := n.put(); err != nil {
			return nil, "", err
		}
	}
	return worded(files.Tree(c.r.Context(), src.root, q))
}

type toolReadArgs struct {
	DataSource string `json:"data_source"`
	Path       string `json:"path"`
	StartLine  *int   `json:"start_line"`
	EndLine    *int   `json:"end_line"`
}

func (s *Server) toolRead(c *call, in toolReadArgs) (any, string, error) {
	src, err := s.one(in.DataSource)
	if err != nil {
		return nil, "", err
	}
	q := files.ReadQuery{Path: in.Path}
	for _, n := range []numberArg{{"start_line", in.StartLine, &q.StartLine, 0}, {"end_line", in.EndLine, &q.EndLine, 0}} {
		if err := n.put(); err != nil {
			return nil, "", err
		}
	}
	return worded(files.Read(c.r.Context(), src.root, q))
}

// numberArg is a number from 1 on, if it is given.
type numberArg struct {
	name  string
	given *int
	into  *int
	max   int // 0: none
}

func (n numberArg) put() error {
	switch {
	case n.given == nil:
		return nil
	case *n.given < 1 && n.max == 0:
		return wrongArguments{fmt.Sprintf("%s is %d", n.name, *n.given), "Count " + n.name + " from 1."}
	case *n.given < 1 || n.max > 0 && *n.given > n.max:
		return wrongArguments{fmt.Sprintf("%s is %d", n.name, *n.given), fmt.Sprintf("Give %s from 1 to %d.", n.name, n.max)}
	}
	*n.into = *n.given
	return nil
}

type toolOntologyArgs struct {
	DataSource string `json:"data_source"`
}

func (s *Server) toolOntology(c *call, in toolOntologyArgs) (any, string, error) {
	src, err := s.one(in.DataSource)
	if err != nil {
		return nil, "", err
	}
	answer, err := s.ontology(c, src)
	if store.Damaged(err) { // noted by then, and cured by the next check
		answer, err = s.ontology(c, src)
	}
	return worded(answer, err)
}

// ontology waits for the index and looks at the source.
func (s *Server) ontology(c *call, src source) (answer *ontology.Ontology, err error) {
	if err := s.await(c, []source{src}); err != nil {
		return nil, err
	}
	st := src.State()
	opts := ontology.Options{Indexed: st.Done, Total: st.Total, Complete: st.Complete, Problem: src.trouble()}
	err = src.View(func(db *store.DB) (err error) {
		opts.Index, opts.Symbols = db, mostReferenced(db)
		answer, err = ontology.Describe(c.r.Context(), src.root, src.name, opts)
		return err
	})
	if errors.Is(err, index.ErrEmpty) { // the answer says so
		answer, err = ontology.Describe(c.r.Context(), src.root, src.name, opts)
	}
	return answer, err
}

func mostReferenced(db *store.DB) func(context.Context, int) ([]ontology.Symbol, error) {
	return func(ctx context.Context, n int) ([]ontology.Symbol, error) {
		found, err := relate.MostReferenced(ctx, db, n)
		if errors.Is(err, relate.ErrTooMany) {
			err = ontology.ErrTooLarge
		}
		symbols := make([]ontology.Symbol, len(found))
		for i, f := range found {
			symbols[i] = ontology.Symbol{Name: f.Name, Kind: f.Kind, Path: f.Path, Line: f.First, References: f.Count}
		}
		return symbols, err
	}
}
