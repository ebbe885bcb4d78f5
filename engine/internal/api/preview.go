package api

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/relate"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const (
	previewCalls = 3 // of each direction
	previewTime  = time.Second
	previewWait  = time.Second // for an index that this process has not opened yet
)

// preview adds to functions whom they call and who calls them. It hardly waits
// for the index: what cannot be told soon is left out, as is any failure, which
// a fetch must not suffer from.
func (s *Server) preview(ctx context.Context, src source, artifacts []codealive.Artifact) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("a preview of calls panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if !src.State().Complete && !opened(ctx, src) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, previewTime)
	defer cancel()
	_ = src.View(func(db *store.DB) error {
		calls := relate.Calls(ctx, db)
		for i, a := range artifacts {
			if a.Content == nil || a.Relationships != nil {
				continue
			}
			for _, p := range src.places(a.Identifier) {
				r, ok, err := calls(p.path, p.part)
				if err != nil {
					return err
				}
				if ok {
					artifacts[i].Relationships = callPreview(src, r)
					break
				}
			}
		}
		return nil
	})
}

// opened waits until an index that is on disk has been opened.
func opened(ctx context.Context, src source) bool {
	wait := time.NewTimer(previewWait)
	defer wait.Stop()
	select {
	case <-src.Check().Done():
	case <-wait.C:
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
