package api

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/grep"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const defaultFiles = 50

// grep looks into the files themselves, and so needs no index and waits for
// none: the first question is answered over all files.
func (s *Server) grep(c *call) {
	p := c.params()
	query := ""
	if v := p["query"]; len(v) > 0 {
		query = v[0] // as it stands: blanks around a text are part of it
	}
	if strings.TrimSpace(query) == "" {
		c.invalid("Query", "must not be blank")
		return
	}
	pattern, err := grep.Compile(query, p.yes("Regex"))
	if err != nil {
		c.invalid("Query", err.Error())
		return
	}
	limit, ok := c.limit(p, defaultFiles)
	if !ok {
		return
	}
	sources, ok := s.named(c, p)
	if !ok {
		return
	}
	if err := s.warm(sources); err != nil {
		s.failed(c, err)
		return
	}
	trees, err := list(c.r.Context(), sources)
	defer trees.close()
	if err != nil {
		s.failed(c, err)
		return
	}
	f := p.filter(sources)
	if !s.fits(c, f, sources, trees.hold) {
		return
	}
	g := grep.Search{Pattern: pattern, Trees: trees.open, Files: trees.files(f.Filter), Limit: limit, Seen: s.Grepped}
	hits, missed, err := s.look(c, &g)
	if err != nil {
		s.failed(c, err)
		return
	}
	res := codealive.GrepResponse{Results: []codealive.GrepResult{}, DataSources: trees.searched(sources, missed)}
	for _, h := range hits {
		res.Results = append(res.Results, grepResult(h, sources[h.Tree]))
	}
	c.json(res)
}

// warm has indexes begun, so that a search finds them later.
func (s *Server) warm(sources []source) error {
	for _, src := range sources {
		if !src.State().Complete {
			src.Check()
		}
	}
	return s.Pool.Err()
}

// look searches for as long as is reasonable. An error means that the caller
// has gone, or that the search is broken.
func (s *Server) look(c *call, g *grep.Search) (hits []grep.Hit, missed []int, err error) {
	ctx, cancel := context.WithTimeout(c.r.Context(), s.GrepTime)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		hits, missed, err = g.Run(ctx)
	}()
	p := progress{call: c}
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			if gone := c.r.Context().Err(); gone != nil {
				err = gone
			}
			return hits, missed, err
		case <-tick.C:
			p.report(g.Done(), len(g.Files), "files searched")
		}
	}
}

// trees are the files of several sources, as they are now.
type trees struct {
	open  []*scan.Tree
	lists []scan.Listing
	heads []codealive.Indexing // branch and commit
}

func (t *trees) close() {
	for _, tree := range t.open {
		if tree != nil {
			_ = tree.Close()
		}
	}
}

func list(ctx context.Context, sources []source) (*trees, error) {
	n := len(sources)
	t := &trees{make([]*scan.Tree, n), make([]scan.Listing, n), make([]codealive.Indexing, n)}
	g, ctx := errgroup.WithContext(ctx)
	for i, src := range sources {
		g.Go(func() error {
			t.heads[i].Branch, t.heads[i].Commit = scan.Head(ctx, src.root)
			return nil
		})
		g.Go(func() (err error) {
			if t.open[i], err = scan.OpenTree(src.root); err == nil {
				t.lists[i], err = t.open[i].List(ctx)
			}
			return err
		})
	}
	return t, g.Wait()
}

// hold tells whether any file passes, or there is none at all.
func (t *trees) hold(f store.Filter) (bool, error) {
	none := true
	for _, l := range t.lists {
		if slices.ContainsFunc(l.Files, func(e scan.Entry) bool { return f.Match(e.Path) }) {
			return true, nil
		}
		none = none && len(l.Files) == 0
	}
	return none, nil
}

// files are those that pass, the code itself first, tests and what others
// wrote after it.
func (t *trees) files(f store.Filter) []grep.File {
	type flagged struct {
		grep.File
		flags scan.Flags
	}
	var all []flagged
	for i, l := range t.lists {
		for _, e := range l.Files {
			if f.Match(e.Path) {
				all = append(all, flagged{grep.File{Tree: i, Entry: e}, scan.FlagsOf(e.Path, nil)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b flagged) int { return cmp.Compare(a.flags, b.flags) })
	files := make([]grep.File, len(all))
	for i, f := range all {
		files[i] = f.File
	}
	return files
}

// searched says of how many files the answer knows, and of how many there are.
// They differ when time ran out, not when enough was found.
func (t *trees) searched(sources []source, missed []int) []codealive.SourceIndex {
	all := make([]codealive.SourceIndex, len(sources))
	for i, src := range sources {
		on := codealive.Indexing{FilesIndexed: len(t.lists[i].Files) - missed[i], FilesTotal: len(t.lists[i].Files)}
		if t.lists[i].Git {
			on.Branch, on.Commit = t.heads[i].Branch, t.heads[i].Commit
		}
		all[i] = codealive.SourceIndex{ID: src.id, Name: src.name, Indexing: &on}
	}
	return all
}

func grepResult(h grep.Hit, src source) codealive.GrepResult {
	start, end := codealive.Position{Line: 1}, codealive.Position{Line: 1}
	matches := make([]codealive.GrepMatch, len(h.Lines))
	for i, l := range h.Lines {
		matches[i] = codealive.GrepMatch{
			LineNumber: l.Number, StartColumn: l.Start, EndColumn: l.End, LineText: l.Text, Remark: l.Remark,
		}
	}
	if len(h.Lines) > 0 {
		first := h.Lines[0]
		start = codealive.Position{Line: first.Number, Character: first.Start - 1}
		end = codealive.Position{Line: first.Number, Character: first.End}
	}
	return codealive.GrepResult{
		SearchResult: codealive.SearchResult{
			Kind:            "File",
			Identifier:      identifier(src.repo, h.Path, ""),
			Location:        &codealive.Location{Path: h.Path, Range: &codealive.Range{Start: &start, End: &end}},
			ContentByteSize: h.Size,
			DataSource:      &codealive.DataSourceRef{ID: src.id, Name: src.name, Type: "repository"},
		},
		MatchCount: h.Count, Matches: matches, MatchedByName: h.Count == 0,
	}
}
