package api

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/relate"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const (
	previewCalls = 3                       // of each direction
	previewTime  = 1500 * time.Millisecond // for all sources, and for indexes that this process has not opened yet
)

// preview adds to functions whom they call and who calls them. It hardly waits
// for the indexes: what cannot be told soon is left out, as is any failure,
// which a fetch must not suffer from.
func (s *Server) preview(ctx context.Context, found located) {
	ctx, cancel := context.WithTimeout(ctx, previewTime)
	defer cancel()
	for _, src := range found.holders() {
		s.previewOf(ctx, src, found)
	}
}

// holders are the sources in which something was found that can be shown.
func (l *located) holders() []source {
	var all []source
	for i, a := range l.artifacts {
		if a.Content != nil && !slices.ContainsFunc(all, func(s source) bool { return s.root == l.in[i][0].root }) {
			all = append(all, l.in[i][0])
		}
	}
	return all
}

func (s *Server) previewOf(ctx context.Context, src source, found located) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("a preview of calls panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if !src.State().Complete && !opened(ctx, src) {
		return
	}
	_ = src.View(func(db *store.DB) error {
		calls := relate.Calls(ctx, db)
		for i, a := range found.artifacts {
			if a.Content == nil || found.in[i][0].root != src.root {
				continue
			}
			for _, p := range src.places(a.Identifier) {
				r, ok, err := calls(p.path, p.part)
				if err != nil {
					return err
				}
				if ok {
					found.artifacts[i].Relationships = callPreview(src, r)
					break
				}
			}
		}
		return nil
	})
}

// opened waits until an index that is on disk has been opened.
func opened(ctx context.Context, src source) bool {
	select {
	case <-src.Check().Done():
	case <-ctx.Done():
	}
	return src.State().Complete
}

func callPreview(src source, r relate.Related) *codealive.CallPreview {
	outgoing, incoming := len(r.Outgoing), len(r.Incoming)
	return &codealive.CallPreview{
		OutgoingCallsCount: &outgoing, OutgoingCalls: callRefs(src, r.Outgoing),
		IncomingCallsCount: &incoming, IncomingCalls: callRefs(src, r.Incoming),
	}
}

func callRefs(src source, edges []relate.Edge) []codealive.CallRef {
	var refs []codealive.CallRef
	for _, e := range edges[:min(previewCalls, len(edges))] {
		refs = append(refs, codealive.CallRef{Identifier: identifier(src.repo, e.Path, e.Part), Summary: e.About})
	}
	return refs
}
