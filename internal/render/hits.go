package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Hits words the answer of a search by meaning.
func Hits(answer codealive.SearchAnswer) string {
	hits := usable(answer.Results)
	var head strings.Builder
	if len(hits) == 0 {
		head.WriteString("No results. Try other words, fewer filters (paths, extensions), another data source, or grep_search for exact names.")
	} else {
		fmt.Fprintf(&head, "%s, best first.", Count(len(hits), "result", "results"))
	}
	if answer.Markdown > 0 {
		fmt.Fprintf(&head, " %d in Markdown left out.", answer.Markdown)
	}
	if answer.Dropped > 0 {
		fmt.Fprintf(&head, " %d left out by the filters; this old service may have more that match.", answer.Dropped)
	}
	head.WriteString(indexNote(answer.DataSources))
	several := severalSources(hits) || len(answer.DataSources) > 1
	summaries := []int{300, 100, 0} // runes, by level
	return Fit(head.String(), len(hits), len(summaries), func(i, level int) string {
		return fmt.Sprintf("\n%d. %s", i+1, hitText(hits[i], several, summaries[level]))
	}, func(left int) string {
		return fmt.Sprintf("\n%s left out: narrow paths or extensions, or lower max_results.", Count(left, "more result", "more results"))
	})
}

// usable drops hits that lead nowhere: folders, and those without a path.
func usable(results []codealive.SearchResult) (hits []codealive.SearchResult) {
	for _, hit := range results {
		if hit.Path() != "" && !strings.EqualFold(hit.Kind, "Folder") {
			hits = append(hits, hit)
		}
	}
	return hits
}

func severalSources(hits []codealive.SearchResult) bool {
	return slices.ContainsFunc(hits, func(h codealive.SearchResult) bool { return sourceName(h) != sourceName(hits[0]) })
}

func sourceName(hit codealive.SearchResult) string {
	if hit.DataSource == nil {
		return ""
	}
	if hit.DataSource.Name != "" {
		return hit.DataSource.Name
	}
	return hit.DataSource.ID
}

// hitText is the place, the identifier as it has to be handed back, and the summary.
func hitText(hit codealive.SearchResult, showSource bool, summary int) string {
	var b strings.Builder
	b.WriteString(Printable(hit.Path()))
	if start, end := hit.Lines(); end > start {
		fmt.Fprintf(&b, ":%d-%d", start, end)
	} else if start > 0 {
		fmt.Fprintf(&b, ":%d", start)
	}
	if showSource && sourceName(hit) != "" {
		fmt.Fprintf(&b, " in %s", safe.OneLine(sourceName(hit)))
	}
	if hit.Identifier != "" {
		b.WriteString("\n   " + Printable(hit.Identifier))
	}
	about := hit.Description
	if about == "" {
		about = hit.Snippet
	}
	if about = safe.OneLine(about); about != "" && summary > 0 {
		b.WriteString("\n   " + safe.Clip(about, summary))
	}
	if hit.Explain != "" {
		b.WriteString("\n   " + safe.OneLine(hit.Explain))
	}
	return b.String()
}

// indexNote says which state of the code was searched, where that is known of
// the one source there is, and warns when a search may have missed code.
func indexNote(sources []codealive.SourceIndex) string {
	var b strings.Builder
	if len(sources) == 1 && sources[0].Indexing != nil && sources[0].Indexing.Commit != "" {
		b.WriteString(" Index: " + indexed(sources[0].Indexing) + ".")
	}
	behind := slices.DeleteFunc(slices.Clone(sources), func(s codealive.SourceIndex) bool {
		return s.Indexing == nil || s.Indexing.Problem == "" && s.Indexing.FilesIndexed >= s.Indexing.FilesTotal
	})
	for _, s := range behind[:min(len(behind), maxBehind)] {
		if s.Indexing.Problem != "" {
			fmt.Fprintf(&b, " Code of %s may be missing: %s", safe.Line(s.Name, maxLabel), safe.OneLine(s.Indexing.Problem))
			continue
		}
		fmt.Fprintf(&b, " Still indexing %s: %s of %s files searched; call again for the rest.", safe.Line(s.Name, maxLabel), Number(s.Indexing.FilesIndexed), Number(s.Indexing.FilesTotal))
	}
	if left := len(behind) - maxBehind; left > 0 {
		fmt.Fprintf(&b, " Code of %s may be missing too.", Count(left, "other data source", "other data sources"))
	}
	return b.String()
}

const (
	maxBehind = 5   // sources named that are still being indexed
	maxLabel  = 200 // runes of a name that nobody hands back
)

// indexed names a state of the code, as branch@commit.
func indexed(i *codealive.Indexing) string {
	commit := []rune(safe.OneLine(i.Commit))
	text := string(commit[:min(len(commit), 9)]) // as much of it as people use
	if branch := safe.Line(i.Branch, maxLabel); branch != "" {
		text = branch + "@" + text
	}
	return text
}
