package ontology

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	maxCommits     = 8   // that are shown
	lookBack       = 200 // commits whose changes are counted
	maxChanged     = 8   // folders
	maxChangedDeep = 3   // levels of a folder that are told apart
)

// Recent is what happened lately.
type Recent struct {
	Commits []Commit  `json:"commits"`
	Changed []Changed `json:"most_changed"`
	Of      int       `json:"of"` // commits that Changed counts
}

// Commit is one of the last.
type Commit struct {
	ID      string `json:"id"`
	Date    string `json:"date"` // UTC
	Subject string `json:"subject"`
}

// Changed is a folder that still exists.
type Changed struct {
	Path    string `json:"path"`
	Commits int    `json:"commits"`
}

// recent reads the history, without merges.
func (d *Ontology) recent(ctx context.Context, root string, s *source) {
	h, err := scan.Recent(ctx, root, lookBack)
	switch {
	case err != nil && d.Commit == "" && ctx.Err() == nil:
		d.Notes = append(d.Notes, "no history: nothing is committed yet")
		return
	case err != nil:
		d.Notes = append(d.Notes, "the history could not be read")
		return
	case h.Partial:
		d.Notes = append(d.Notes, "which files changed is not known: the clone lacks that part of its history, and the commits are those of the whole checkout")
	case len(h.Commits) == 0:
		d.Notes = append(d.Notes, fmt.Sprintf("none of the last %d commits changed anything here", h.Looked))
		return
	}
	if h.Shallow {
		d.Notes = append(d.Notes, "the clone is shallow: older commits are missing")
	}
	d.Recent = &Recent{Of: len(h.Commits)}
	count := map[string]int{}
	for i, c := range h.Commits {
		if i < maxCommits {
			d.Recent.Commits = append(d.Recent.Commits, Commit{c.ID[:min(len(c.ID), 10)], c.Time.Format("2006-01-02"), safe.Line(c.Subject, noteRunes)})
		}
		touched := map[string]bool{}
		for _, p := range c.Paths {
			dir, _ := split(p)
			if parts := strings.SplitN(dir, "/", maxChangedDeep+1); len(parts) > maxChangedDeep {
				dir = strings.Join(parts[:maxChangedDeep], "/")
			}
			touched[dir] = true
		}
		for dir := range touched {
			if dir != "" && s.below[dir] {
				count[dir]++
			}
		}
	}
	folders := slices.Sorted(maps.Keys(count))
	slices.SortStableFunc(folders, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	for _, dir := range folders[:min(len(folders), maxChanged)] {
		d.Recent.Changed = append(d.Recent.Changed, Changed{dir, count[dir]})
	}
}
