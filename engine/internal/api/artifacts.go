package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

const (
	maxIdentifiers = 50
	maxContent     = 16 << 20 // bytes of one answer; clients set a limit too
)

var errContent = errors.New("too much content")

// fetch reads artifacts from the files as they are now. The index is not asked
// for them: cutting a file again finds a symbol that has moved, and cannot be
// out of date. It gives the calls of a function, when it is there.
func (s *Server) fetch(c *call) {
	var in codealive.FetchRequest
	if !c.decode(&in) {
		return
	}
	if n := len(in.Identifiers); n < 1 || n > maxIdentifiers {
		c.invalid("identifiers", fmt.Sprintf("1 to %d identifiers expected", maxIdentifiers))
		return
	}
	sources, err := s.readable(strings.TrimSpace(in.DataSource))
	if err != nil {
		c.fail(http.StatusNotFound, err.Error(), nil)
		return
	}
	found := located{artifacts: make([]codealive.Artifact, len(in.Identifiers)), in: make([][]source, len(in.Identifiers)), room: maxContent}
	for i, id := range in.Identifiers {
		found.artifacts[i] = codealive.Artifact{Identifier: id, Found: new(bool)}
	}
	if err = s.Pool.Err(); err == nil {
		for _, src := range sources {
			if err = found.look(c.r.Context(), src); err != nil {
				break
			}
		}
	}
	if err != nil && !errors.Is(err, errContent) {
		s.failed(c, err)
		return
	}
	for i, in := range found.in {
		if c.ambiguous(found.artifacts[i].Identifier, in) {
			return
		}
	}
	if err != nil {
		c.fail(http.StatusRequestEntityTooLarge, "The contents together are larger than 16 MiB; ask for fewer identifiers.", nil)
		return
	}
	s.preview(c.r.Context(), found)
	c.json(codealive.FetchResponse{Artifacts: found.artifacts})
}

// readable are the sources to read from: the one that was named, or all.
func (s *Server) readable(selector string) ([]source, error) {
	if selector != "" {
		return s.choose([]string{selector})
	}
	var all []source
	for _, src := range s.sources() {
		if src.refused == "" {
			all = append(all, src)
		}
	}
	if len(all) == 0 {
		return s.choose(nil) // which says why
	}
	return all, nil
}

// located are artifacts, and the sources that have them.
type located struct {
	artifacts []codealive.Artifact // with the content from the first source that has it
	in        [][]source           // by artifact
	room      int                  // bytes of content that may still come
}

// look finds what the artifacts' identifiers mean in one source. Only files
// that are part of the tree by the rules of indexing are ever opened.
func (l *located) look(ctx context.Context, src source) error {
	wanted := map[string]bool{}
	for _, a := range l.artifacts {
		for _, p := range src.places(a.Identifier) {
			wanted[p.path] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	tree, err := scan.OpenTree(src.root)
	if err != nil {
		return err
	}
	defer func() { _ = tree.Close() }()
	known, err := tree.Known(ctx, wanted)
	if err != nil {
		return err
	}
	files := map[string]*file{}
	for i := range l.artifacts {
		a := codealive.Artifact{Identifier: l.artifacts[i].Identifier, Found: new(bool)}
		for _, p := range src.places(a.Identifier) {
			if err := ctx.Err(); err != nil {
				return err
			}
			entry, ok := known[p.path]
			if !ok {
				continue
			}
			f := files[p.path]
			if f == nil {
				f = read(tree, entry)
				files[p.path] = f
			}
			if f.part(p.part, &a) {
				break
			}
		}
		if !a.IsFound() {
			continue
		}
		if l.in[i] = append(l.in[i], src); len(l.in[i]) > 1 {
			continue
		}
		l.artifacts[i] = a
		if a.Content != nil {
			if l.room -= len(*a.Content); l.room < 0 {
				return errContent
			}
		}
	}
	return nil
}
