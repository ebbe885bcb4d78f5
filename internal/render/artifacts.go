package render

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Artifacts shows every identifier asked for. Each code line begins with
// its number, so that no code can pose as a heading.
func Artifacts(answer codealive.Artifacts, dataSource string) string {
	var tail strings.Builder
	if n := len(answer.NotFound); n > 0 {
		fmt.Fprintf(&tail, "\n== not found: %d", n)
		for _, id := range answer.NotFound {
			tail.WriteString("\n" + Printable(id))
		}
		tail.WriteString("\nThat is no proof of absence. Search again for fresh identifiers, copied exactly")
		if dataSource != "" {
			tail.WriteString(", or leave out data_source")
		}
		tail.WriteString(".")
	}
	room := Budget - tail.Len()
	var b strings.Builder
	for i, a := range answer.Found {
		// Small ones leave their share to those after them.
		text := artifactText(a, (room-b.Len())/(len(answer.Found)-i), len(answer.Found) == 1)
		b.WriteString("\n" + text)
	}
	return strings.TrimPrefix(b.String()+tail.String(), "\n")
}

// artifactText is one artifact in about room bytes. The heading is always there.
func artifactText(a codealive.Artifact, room int, alone bool) string {
	lines := contentLines(a.Content)
	first := max(1, a.StartLine)
	last := first + len(lines) - 1
	var b strings.Builder
	fmt.Fprintf(&b, "== %s", Printable(a.Identifier))
	calls := callsText(a.Relationships)
	if len(lines) == 0 {
		b.WriteString("\n(no content)" + calls)
		return b.String()
	}
	fmt.Fprintf(&b, " lines %d-%d", first, last)
	for i, line := range lines {
		text := "\n" + safe.Numbered(first+i, Clip(line, maxLine))
		if b.Len()+len(text)+len(calls) > room && i > 0 {
			remedy := "fetch it alone"
			if alone {
				remedy = fmt.Sprintf("too long for one result; read_file with start_line %d", first+i)
			}
			fmt.Fprintf(&b, "\n(lines %d-%d left out: %s)", first+i, last, remedy)
			break
		}
		b.WriteString(text)
	}
	return b.String() + calls
}

// maxLine bounds one line of code, in runes: minified files have endless ones.
const maxLine = 2000

func contentLines(content *string) []string {
	if content == nil || *content == "" {
		return nil
	}
	text := strings.TrimSuffix(strings.ReplaceAll(*content, "\r\n", "\n"), "\n")
	return strings.Split(text, "\n")
}

func callsText(p *codealive.CallPreview) string {
	if p == nil {
		return ""
	}
	return callText("calls", p.OutgoingCallsCount, p.OutgoingCalls) + callText("called by", p.IncomingCallsCount, p.IncomingCalls)
}

func callText(label string, total *int, calls []codealive.CallRef) string {
	if total == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s: %d", label, *total)
	for _, c := range calls {
		b.WriteString("\n  " + Printable(c.Identifier))
		if c.Summary != "" {
			b.WriteString(" : " + Clip(OneLine(c.Summary), 200))
		}
	}
	return b.String()
}
