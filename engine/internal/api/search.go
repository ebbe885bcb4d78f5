package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/rank"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	defaultResults = 10
	maxResults     = 500
	snippetRunes   = 240
)

func (s *Server) search(c *call) {
	p := c.params()
	question := p.one("Query")
	if question == "" {
		c.invalid("Query", "must not be blank")
		return
	}
	limit, ok := c.limit(p, defaultResults)
	if !ok {
		return
	}
	sources, ok := s.named(c, p)
	if !ok {
		return
	}
	f := p.filter(sources)
	hits, err := s.find(c, sources, rank.Parse(question, ""), f.Filter, limit)
	if err != nil {
		s.failed(c, err)
		return
	}
	if !s.fits(c, f, sources, held(c.r.Context(), sources)) {
		return
	}
	res := codealive.SearchResponse{Results: []codealive.SearchResult{}, DataSources: indexing(sources)}
	for _, h := range hits {
		r := result(h, sources)
		if content := p.yes("IncludeContent"); content || r.Description == "" {
			if lines, err := answer.Lines(h); err == nil && content {
				r.Content = strings.Join(lines, "\n")
			} else if err == nil {
				r.Snippet = snippet(r.Kind, h.Name, lines)
			}
		}
		if p.yes("Explain") {
			r.Explain = h.Explain()
		}
		res.Results = append(res.Results, r)
	}
	c.json(res)
}

// limit is how many results are wanted, or answers that the number is wrong.
func (c *call) limit(p params, usual int) (int, bool) {
	text := p.one("MaxResults")
	if text == "" {
		return usual, true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxResults {
		c.invalid("MaxResults", "a number from 1 to 500 expected")
		return 0, false
	}
	return n, true
}

// named are the sources that the parameters choose, or answers why there are none.
func (s *Server) named(c *call, p params) ([]source, bool) {
	sources, err := s.choose(append(p.all("Names"), p.all("DataSourceIds")...))
	if err != nil {
		c.fail(http.StatusNotFound, err.Error(), nil)
	}
	return sources, err == nil
}

// find waits for the indexes and searches all sources, best hits first. It
// searches while the files are being looked at: mostly none has changed, and
// then that search was the one.
func (s *Server) find(c *call, sources []source, q rank.Query, f store.Filter, limit int) ([]answer.Evidence, error) {
	before, _ := versions(sources)
	var all []answer.Evidence
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		all, err = lookUpAll(c.r.Context(), sources, q, f, limit)
	}()
	waited := s.await(c, sources)
	<-ended
	if waited != nil {
		return nil, waited
	}
	if after, whole := versions(sources); err != nil || !whole || !slices.Equal(before, after) {
		all, err = lookUpAll(c.r.Context(), sources, q, f, limit)
	}
	if store.Damaged(err) { // noted by then, and cured by the next check
		if err = s.await(c, sources); err == nil {
			all, err = lookUpAll(c.r.Context(), sources, q, f, limit)
		}
	}
	if err == nil && len(all) == 0 {
		err = caughtUp(sources)
	}
	return all[:min(len(all), limit)], err
}

// versions are those of the indexes; whole means that they hold all files.
func versions(sources []source) (all []index.Version, whole bool) {
	whole = true
	for _, src := range sources {
		st := src.State()
		all = append(all, st.Version)
		whole = whole && st.Complete && st.Done >= st.Total
	}
	return all, whole
}

func lookUpAll(ctx context.Context, sources []source, q rank.Query, f store.Filter, limit int) ([]answer.Evidence, error) {
	found := make([][]rank.Hit, len(sources))
	g, ctx := errgroup.WithContext(ctx)
	for i, src := range sources {
		g.Go(func() (err error) {
			defer func() { // a panic here would end the process, not just the request
				if p := recover(); p != nil {
					err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				}
			}()
			found[i], err = lookUp(ctx, src, q, f, limit)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var all []answer.Evidence
	for i, src := range sources {
		for _, h := range found[i] {
			all = append(all, answer.Evidence{Source: src.name, Root: src.root, Hit: h})
		}
	}
	slices.SortStableFunc(all, func(a, b answer.Evidence) int { return cmp.Compare(b.S, a.S) })
	return all, nil
}

func lookUp(ctx context.Context, src source, q rank.Query, f store.Filter, limit int) (hits []rank.Hit, err error) {
	err = src.View(func(db *store.DB) error {
		hits, err = rank.Search(ctx, db, q, f, limit)
		return err
	})
	if errors.Is(err, index.ErrEmpty) {
		switch st := src.State(); {
		case st.Err != nil:
			return nil, st.Err
		case st.Total > 0:
			return nil, nil // the answer says that 0 of so many files are indexed
		}
	}
	return hits, err
}

// failed answers for an error that is not the caller's.
func (s *Server) failed(c *call, err error) {
	switch {
	case c.r.Context().Err() != nil: // nobody listens
	case errors.Is(err, index.ErrEmpty):
		c.fail(http.StatusUnprocessableEntity, "The files are still being looked through; ask again in a minute.", nil)
	case errors.Is(err, scan.ErrMoved):
		c.fail(http.StatusServiceUnavailable, "The directory was exchanged while it was looked through; ask again.", nil)
	case errors.Is(err, index.ErrUnkept):
		s.Log.Error("a request failed", "error", err, "requestId", c.id)
		c.unkeepable()
	case errors.Is(err, index.ErrClosed), errors.Is(err, context.Canceled):
		c.fail(http.StatusServiceUnavailable, "The engine is stopping.", nil)
	default:
		s.Log.Error("a request failed", "error", err, "requestId", c.id)
		c.fail(http.StatusInternalServerError, "The engine could not do this; its log says why.", nil)
	}
}

func indexing(sources []source) []codealive.SourceIndex {
	list := make([]codealive.SourceIndex, len(sources))
	for i, src := range sources {
		st := src.State()
		list[i] = codealive.SourceIndex{ID: src.id, Name: src.name, Indexing: &codealive.Indexing{
			Branch: st.Branch, Commit: st.Commit, FilesIndexed: st.Done, FilesTotal: st.Total, Problem: src.trouble(),
		}}
	}
	return list
}

func result(h answer.Evidence, sources []source) codealive.SearchResult {
	i := slices.IndexFunc(sources, func(s source) bool { return s.root == h.Root })
	r := codealive.SearchResult{
		Kind:       "Symbol",
		Identifier: identifier(sources[i].repo, h.Path, h.Part),
		Location: &codealive.Location{Path: h.Path, Range: &codealive.Range{
			Start: &codealive.Position{Line: h.First, Character: h.FirstCol},
			End:   &codealive.Position{Line: h.Last, Character: h.LastCol},
		}},
		Score:           h.Score(),
		Description:     h.About,
		ContentByteSize: int64(h.Bytes),
		DataSource:      &codealive.DataSourceRef{ID: sources[i].id, Name: sources[i].name, Type: "repository"},
	}
	switch h.Kind {
	case "file":
		r.Kind = "File"
	case "chunk", "section":
		r.Kind = "Chunk"
	}
	return r
}

// snippet is the beginning of a hit that has no description; of a symbol, the
// line that declares it.
func snippet(kind, name string, lines []string) string {
	text := safe.OneLine(strings.Join(lines[:min(len(lines), 5)], " "))
	if kind == "Symbol" {
		text = strings.TrimSuffix(safe.OneLine(lines[declares(lines, name)]), " {")
	}
	return safe.Clip(text, snippetRunes)
}

// declares is the first line with the name in it: a group of constants or
// types begins with a line that says nothing.
func declares(lines []string, name string) int {
	own := name[strings.LastIndexByte(name, '.')+1:]
	other := func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return max(0, slices.IndexFunc(lines, func(line string) bool { return slices.Contains(strings.FieldsFunc(line, other), own) }))
}
