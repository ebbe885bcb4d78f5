package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// relationLabels say what a group holds, seen from the artifact.
var relationLabels = map[string]string{
	codealive.OutgoingCalls: "calls",
	codealive.IncomingCalls: "called by",
	codealive.Ancestors:     "derives from or implements",
	codealive.Descendants:   "derived or implemented by",
	codealive.References:    "used by",
}

// Relationships words what an artifact has to do with others.
func Relationships(answer codealive.RelationshipsResponse, asked codealive.RelationshipsRequest) string {
	if !answer.Found {
		text := "No relationships are known of " + Printable(asked.Identifier) +
			"\nIt does not exist, or is a file, prose, or code in a language without relationships here: use grep_search for its name. Of a symbol, copy the identifier exactly from a search"
		if asked.DataSource != "" {
			text += ", or leave out data_source"
		}
		return text + "."
	}
	items := related(answer.Relationships)
	prefix := ""
	if len(items) > 1 {
		prefix = sharedPrefix(items)
	}
	head := Printable(asked.Identifier)
	if prefix != "" {
		head += "\nIdentifiers below begin with " + Printable(prefix)
	}
	if note := strings.TrimSpace(indexNote(answer.DataSources)); note != "" {
		head += "\n" + note
	}
	sites := []int{5, 2, 0} // call sites shown of each item, by level
	return Fit(head, len(items), len(sites), func(i, level int) string {
		return items[i].text(prefix, sites[level], 160>>level)
	}, func(left int) string {
		return fmt.Sprintf("\n%s left out: lower max_count_per_type, or choose a narrower profile.", Count(left, "more line", "more lines"))
	}) + otherProfiles(answer)
}

// relatedLine is a line of the answer: an item, or with item nil the head of its group.
type relatedLine struct {
	group codealive.RelationshipGroup
	item  *codealive.RelatedArtifact
}

func related(groups []codealive.RelationshipGroup) (lines []relatedLine) {
	for _, g := range groups {
		lines = append(lines, relatedLine{group: g})
		for i := range g.Items {
			lines = append(lines, relatedLine{g, &g.Items[i]})
		}
	}
	return lines
}

// sharedPrefix is the repository that all identifiers begin with, "" if they differ.
func sharedPrefix(lines []relatedLine) string {
	prefix := ""
	for _, l := range lines {
		if l.item == nil {
			continue
		}
		repository, _, ok := strings.Cut(l.item.Identifier, "::")
		if repository += "::"; !ok || prefix != "" && repository != prefix || len(repository) > maxName {
			return ""
		}
		prefix = repository
	}
	return prefix
}

func (l relatedLine) text(prefix string, sites, summary int) string {
	if l.item == nil {
		return l.head()
	}
	var b strings.Builder
	b.WriteString("\n  " + Printable(strings.TrimPrefix(l.item.Identifier, prefix)))
	if l.item.Identifier == "" {
		b.WriteString(Printable(l.item.FilePath))
	}
	if l.item.StartLine > 0 {
		fmt.Fprintf(&b, " line %d", l.item.StartLine)
	}
	b.WriteString(sitesText(*l.item, sites))
	if text := safe.OneLine(l.item.ShortSummary); text != "" && summary > 0 {
		b.WriteString(" : " + safe.Clip(text, summary))
	}
	return b.String()
}

func (l relatedLine) head() string {
	label := relationLabels[l.group.RelationType]
	if label == "" {
		label = safe.OneLine(l.group.RelationType)
	}
	text := fmt.Sprintf("\n%s: %s", label, Number(max(l.group.TotalCount, len(l.group.Items))))
	if l.group.Truncated || l.group.TotalCount > len(l.group.Items) {
		text += fmt.Sprintf(" (%d shown; raise max_count_per_type)", len(l.group.Items))
	}
	return text
}

// sitesText are the places, the file once for all that follow in it, with
// their confidence where they are approximate.
func sitesText(item codealive.RelatedArtifact, most int) string {
	shown := item.CallSites[:min(len(item.CallSites), most)]
	var places []string
	before := ""
	for _, s := range shown {
		text := Printable(s.Position)
		if i := strings.LastIndexByte(text, ':'); i > 0 {
			if file := text[:i]; file == before {
				text = text[i+1:]
			} else {
				before = file
			}
		}
		if s.Confidence != nil && *s.Confidence < 1 {
			text += fmt.Sprintf(" (%.0f %% sure)", 100**s.Confidence)
		}
		places = append(places, text)
	}
	if len(places) == 0 {
		return ""
	}
	text := ", at " + strings.Join(places, ", ")
	if left := max(item.CallSiteCount, len(item.CallSites)) - len(shown); left > 0 {
		text += fmt.Sprintf(" and %s more", Number(left))
	}
	return text
}

// otherProfiles points to relationships that the chosen profile leaves out,
// when it has none itself.
func otherProfiles(answer codealive.RelationshipsResponse) string {
	c := answer.Counts
	if c == nil {
		return ""
	}
	empty := func(g codealive.RelationshipGroup) bool { return g.TotalCount == 0 && len(g.Items) == 0 }
	uncalled := func(g codealive.RelationshipGroup) bool { return g.RelationType == codealive.IncomingCalls && empty(g) }
	switch {
	case c.Ancestors > 0 && slices.ContainsFunc(answer.Relationships, uncalled):
		return fmt.Sprintf("\nCalls through an interface it implements are listed there: try inheritance_only (%d).", c.Ancestors)
	case slices.ContainsFunc(answer.Relationships, func(g codealive.RelationshipGroup) bool { return !empty(g) }):
		return ""
	}
	var others []string
	for _, o := range []struct {
		profile string
		total   int
	}{
		{"calls_only", c.OutgoingCalls + c.IncomingCalls},
		{"inheritance_only", c.Ancestors + c.Descendants},
		{"references_only", c.References},
	} {
		if o.total > 0 {
			others = append(others, fmt.Sprintf("%s (%s)", o.profile, Number(o.total)))
		}
	}
	if len(others) == 0 {
		return ""
	}
	return "\nNone in this profile; try " + strings.Join(others, ", ") + "."
}
