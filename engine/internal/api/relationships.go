package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/relate"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const (
	defaultRelated = 50
	maxRelated     = 1000
	maxCallSites   = 10 // shown of one relationship
	// relateTime ends a question; one about Go's own source takes a second at most.
	relateTime = 10 * time.Second
)

// profiles are the groups of each profile, in the order of the answer.
var profiles = map[codealive.Profile][]string{
	codealive.CallsOnly:       {codealive.OutgoingCalls, codealive.IncomingCalls},
	codealive.InheritanceOnly: {codealive.Ancestors, codealive.Descendants},
	codealive.AllRelevant:     {codealive.OutgoingCalls, codealive.IncomingCalls, codealive.Ancestors, codealive.Descendants},
	codealive.ReferencesOnly:  {codealive.References},
}

// relationships expands one symbol.
func (s *Server) relationships(c *call) { s.relationshipsWithin(c, relateTime) }

func (s *Server) relationshipsWithin(c *call, limit time.Duration) {
	in := codealive.RelationshipsRequest{MaxCountPerType: defaultRelated}
	if !c.decode(&in) {
		return
	}
	if strings.TrimSpace(in.Identifier) == "" {
		c.invalid("identifier", "must not be blank")
		return
	}
	profile, ok := profileOf(in.Profile)
	if !ok {
		c.invalid("profile", "CallsOnly, InheritanceOnly, AllRelevant or ReferencesOnly expected")
		return
	}
	if n := in.MaxCountPerType; n < 1 || n > maxRelated {
		c.invalid("maxCountPerType", fmt.Sprintf("a number from 1 to %d expected", maxRelated))
		return
	}
	sources, err := s.readable(strings.TrimSpace(in.DataSource))
	if err != nil {
		c.fail(http.StatusNotFound, err.Error(), nil)
		return
	}
	sources = holding(sources, in.Identifier)
	found, err := s.relate(c, sources, in.Identifier, limit)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && c.r.Context().Err() == nil:
		c.fail(http.StatusGatewayTimeout, fmt.Sprintf("The relationships were not found within %v, which says nothing of whether there are any. Search for the name with grep.", limit), nil)
		return
	case err != nil:
		s.failed(c, err)
		return
	}
	var holders []source
	for _, r := range found {
		holders = append(holders, r.source)
	}
	if c.ambiguous(in.Identifier, holders) {
		return
	}
	res := codealive.RelationshipsResponse{SourceIdentifier: in.Identifier, Profile: profile, DataSources: indexing(sources)}
	if len(found) > 0 {
		res.Found = true
		res.Counts = counts(found[0].Related)
		for _, kind := range profiles[profile] {
			res.Relationships = append(res.Relationships, group(found[0], kind, in.MaxCountPerType))
		}
	}
	c.json(res)
}

func profileOf(text codealive.Profile) (codealive.Profile, bool) {
	if strings.TrimSpace(string(text)) == "" {
		return codealive.CallsOnly, true
	}
	for p := range profiles {
		if strings.EqualFold(string(p), strings.TrimSpace(string(text))) {
			return p, true
		}
	}
	return "", false
}

// holding are the sources that an identifier can belong to.
func holding(sources []source, id string) []source {
	var all []source
	for _, src := range sources {
		if len(src.places(id)) > 0 {
			all = append(all, src)
		}
	}
	return all
}

// related is what was found in one source.
type related struct {
	relate.Related
	source source
}

// relate waits for the indexes and asks each of the sources, for so long in all.
func (s *Server) relate(c *call, sources []source, id string, limit time.Duration) ([]related, error) {
	if err := s.await(c, sources); err != nil {
		return nil, err
	}
	ask := func() ([]related, error) {
		ctx, cancel := context.WithTimeout(c.r.Context(), limit)
		defer cancel()
		return relateAll(ctx, sources, id)
	}
	found, err := ask()
	if store.Damaged(err) { // noted by then, and cured by the next check
		if err = s.await(c, sources); err == nil {
			found, err = ask()
		}
	}
	return found, err
}

// relateAll finds every source that holds the identifier. One that is not
// there yet, in an index that is being built, is no miss.
func relateAll(ctx context.Context, sources []source, id string) ([]related, error) {
	var found []related
	for _, src := range sources {
		hit := false
		for _, p := range src.places(id) {
			var r relate.Related
			err := src.View(func(db *store.DB) (err error) {
				r, hit, err = relate.Find(ctx, db, p.path, p.part)
				return err
			})
			if errors.Is(err, index.ErrEmpty) {
				err = cmp.Or(src.State().Err, err)
			}
			if err != nil {
				return nil, err
			}
			if hit {
				found = append(found, related{r, src})
				break
			}
		}
		if st := src.State(); !hit && (st.Err != nil || !st.Complete) {
			return nil, cmp.Or(st.Err, index.ErrEmpty)
		}
	}
	return found, nil
}

func counts(r relate.Related) *codealive.RelationshipCounts {
	return &codealive.RelationshipCounts{
		OutgoingCalls: len(r.Outgoing), IncomingCalls: len(r.Incoming),
		Ancestors: len(r.Ancestors), Descendants: len(r.Descendants), References: len(r.References),
	}
}

func group(r related, kind string, limit int) codealive.RelationshipGroup {
	edges := map[string][]relate.Edge{
		codealive.OutgoingCalls: r.Outgoing, codealive.IncomingCalls: r.Incoming,
		codealive.Ancestors: r.Ancestors, codealive.Descendants: r.Descendants, codealive.References: r.References,
	}[kind]
	shown := edges[:min(limit, len(edges))]
	g := codealive.RelationshipGroup{
		RelationType: kind, TotalCount: len(edges), ReturnedCount: len(shown), Truncated: len(shown) < len(edges),
		Items: make([]codealive.RelatedArtifact, len(shown)),
	}
	for i, e := range shown {
		g.Items[i] = codealive.RelatedArtifact{
			Identifier: identifier(r.source.repo, e.Path, e.Part), FilePath: e.Path, StartLine: e.First, ShortSummary: e.About,
			CallSiteCount: len(e.Sites),
		}
		for _, at := range e.Sites[:min(maxCallSites, len(e.Sites))] {
			site := codealive.CallSite{Position: fmt.Sprintf("%s:%d", at.Path, at.Line)}
			if at.Confidence < 1 {
				rounded := math.Round(at.Confidence*100) / 100
				site.Confidence = &rounded
			}
			g.Items[i].CallSites = append(g.Items[i].CallSites, site)
		}
	}
	return g
}
