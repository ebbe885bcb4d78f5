package render

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// SourcesQuery is what was asked for, and what the caller knows besides.
type SourcesQuery struct {
	Filtered  bool                   // by relevance to a goal
	All       bool                   // also those that cannot be searched yet
	Current   []codealive.DataSource // those of the repository that the user has open
	NoSources string                 // what to do when there are none
}

// Sources words a list of data sources.
func Sources(list codealive.DataSourceList, q SourcesQuery) string {
	if len(list.Sources) == 0 {
		return emptySources(list.Total, q)
	}
	head := Count(len(list.Sources), "data source", "data sources") + "."
	if q.Filtered {
		head += " " + filterText(list)
	}
	seen := map[string]int{}
	for _, s := range list.Sources {
		seen[strings.ToLower(s.Name)]++
	}
	open := map[string]bool{}
	for _, s := range q.Current {
		open[s.ID] = true
	}
	summaries := []int{400, 100, 0} // runes, by level
	return Fit(head, len(list.Sources), len(summaries), func(i, level int) string {
		s := list.Sources[i]
		return "\n" + sourceLine(s, seen[strings.ToLower(s.Name)] > 1, q.All, open[s.ID], summaries[level])
	}, func(left int) string {
		return fmt.Sprintf("\n%d more left out: call with query.", left)
	})
}

// sourceLine is one source. Its id is shown only where the name does not tell it apart.
func sourceLine(s codealive.DataSource, ambiguous, all, current bool, summary int) string {
	about := []string{safe.OneLine(s.Type)}
	if s.Branch != "" {
		about = append(about, "branch "+safe.OneLine(s.Branch))
	}
	if i := s.Indexing; i != nil && i.Commit != "" {
		about = append(about, "index "+indexed(i))
	}
	if s.URL != "" {
		about = append(about, safe.OneLine(s.URL))
	}
	if ambiguous {
		about = append(about, "id "+safe.OneLine(s.ID))
	}
	if ready, known := s.Searchable(); all && known && !ready {
		about = append(about, "not searchable yet: "+safe.OneLine(s.Readiness+" "+s.State))
	}
	line := fmt.Sprintf("- %s (%s)", safe.OneLine(s.Name), strings.Join(about, ", "))
	if current {
		line += " [current repository: read its files locally]"
	}
	if s.Description != "" && summary > 0 {
		line += " " + safe.Clip(safe.OneLine(s.Description), summary)
	}
	if s.RelevanceReason != "" && summary > 0 {
		line += "\n  relevant: " + safe.Clip(safe.OneLine(s.RelevanceReason), summary)
	}
	return line
}

// filterText says what the relevance filter did. The reasons decide, not the
// total: the service fails open, and then the list is the full one.
func filterText(list codealive.DataSourceList) string {
	ran := false
	for _, s := range list.Sources {
		ran = ran || s.RelevanceReason != ""
	}
	left := list.Total - len(list.Sources)
	switch {
	case !ran:
		return "The relevance filter did not run: this is the full list."
	case list.Total < 0:
		return "Filtered by relevance; call without query for all."
	case left > 0:
		return fmt.Sprintf("%d more left out as not relevant; call without query for all.", left)
	}
	return "All are relevant."
}

func emptySources(total int, q SourcesQuery) string {
	switch {
	case q.Filtered && total != 0:
		return "No data source is relevant to this query. Word it more broadly, or call without query for all."
	case q.All:
		return "No data source. " + q.NoSources
	}
	return "No data source is ready. " + q.NoSources
}
