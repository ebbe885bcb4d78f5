package render

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// FilesQuery is what was asked for, as far as the words need it.
type FilesQuery struct {
	Text  string
	Regex bool
	Limit int // of files that were asked for
}

// Files words the answer of a grep.
func Files(answer codealive.GrepAnswer, q FilesQuery) string {
	var files []codealive.GrepResult
	lines := 0
	for _, r := range answer.Results {
		if r.Path() != "" && !strings.EqualFold(r.Kind, "Folder") {
			files = append(files, r)
			lines += r.MatchCount
		}
	}
	var head strings.Builder
	switch {
	case len(files) == 0:
		head.WriteString("No matches; matching is case-sensitive. Try (?i) with regex=true, fewer filters (paths, extensions), another data source, or semantic_search.")
	case lines == 0:
		fmt.Fprintf(&head, "No line matches; %s by name.", Count(len(files), "file does", "files do"))
	default:
		fmt.Fprintf(&head, "%s in %s.", Count(lines, "match", "matches"), Count(len(files), "file", "files"))
	}
	if answer.Markdown > 0 {
		fmt.Fprintf(&head, " %d in Markdown left out.", answer.Markdown)
	}
	if answer.Files >= q.Limit {
		fmt.Fprintf(&head, " Stopped at %s; there may be more: narrow paths or extensions, or raise max_results.", Count(answer.Files, "file", "files"))
	}
	if len(files) == 0 && !q.Regex && strings.ContainsAny(q.Text, `|\*[^$`) {
		head.WriteString(" The query was taken literally: regex=true makes it a pattern.")
	}
	head.WriteString(indexNote(answer.DataSources))
	several := len(answer.DataSources) > 1 || severalSources(results(files))
	prefix := commonPrefix(files)
	if prefix != "" {
		fmt.Fprintf(&head, " Identifiers: %sPATH", Printable(prefix))
	}
	previews := []int{Budget, 5, 2, 1} // lines shown of each file, by level
	return Fit(head.String(), len(files), len(previews), func(i, level int) string {
		return fileText(files[i], prefix, several, previews[level])
	}, func(left int) string {
		return fmt.Sprintf("\n%s left out: narrow paths or extensions.", Count(left, "more file", "more files"))
	})
}

// commonPrefix is what all identifiers have before their path, if that is all
// they have: then it need not be said for each.
func commonPrefix(files []codealive.GrepResult) string {
	prefix := ""
	for i, f := range files {
		p, ok := strings.CutSuffix(f.Identifier, "::"+f.Path())
		if p += "::"; !ok || i > 0 && p != prefix || len(p) > maxName {
			return ""
		}
		prefix = p
	}
	return prefix
}

func results(files []codealive.GrepResult) []codealive.SearchResult {
	all := make([]codealive.SearchResult, len(files))
	for i, f := range files {
		all[i] = f.SearchResult
	}
	return all
}

func fileText(f codealive.GrepResult, prefix string, several bool, most int) string {
	var b strings.Builder
	b.WriteString("\n" + Printable(f.Path()))
	if several && sourceName(f.SearchResult) != "" {
		b.WriteString(" in " + safe.OneLine(sourceName(f.SearchResult)))
	}
	if prefix == "" && f.Identifier != "" {
		b.WriteString(" (" + Printable(f.Identifier) + ")")
	}
	shown := f.Matches[:min(len(f.Matches), most)]
	switch {
	case f.MatchedByName:
		b.WriteString(" (by name)")
	case f.MatchCount > len(shown):
		fmt.Fprintf(&b, " (%s, %d shown)", Count(f.MatchCount, "match", "matches"), len(shown))
	}
	for _, m := range shown {
		fmt.Fprintf(&b, "\n  %d: %s", m.LineNumber, preview(m))
		if m.Remark != "" {
			b.WriteString(" [" + safe.OneLine(m.Remark) + "]")
		}
	}
	return b.String()
}

// previewRunes bounds one line; what is cut away is marked.
const previewRunes = 200

// preview is the line without its indent, cut around the match when it is long.
func preview(m codealive.GrepMatch) string {
	text := []rune(strings.TrimRight(m.LineText, "\r\n \t"))
	start := 0
	if len(text) > previewRunes {
		start = min(max(0, m.StartColumn-1-previewRunes/4), len(text)-previewRunes)
	}
	cut := safe.Code(string(text[start:min(len(text), start+previewRunes)]))
	if start == 0 {
		cut = strings.TrimLeft(cut, " \t")
	} else {
		cut = "…" + cut
	}
	if start+previewRunes < len(text) {
		cut += "…"
	}
	return cut
}
