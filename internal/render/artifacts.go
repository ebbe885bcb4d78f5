package render

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Bounds on what one artifact may take, so that a strange one leaves room for
// the others.
const (
	maxLine = 2000 // runes of one line of code: minified files have endless ones
	maxName = 500  // runes of an identifier; nobody writes longer ones
)

// Artifacts shows every identifier asked for, within the budget. Each code line
// begins with its number, so that no code can pose as a heading.
func Artifacts(answer codealive.Artifacts, dataSource string) string {
	tail := missingText(answer.NotFound, dataSource)
	room := Budget - len(tail)
	var b strings.Builder
	for i, a := range answer.Found {
		// Small ones leave their share to those after them.
		text := artifactText(a, (room-b.Len())/(len(answer.Found)-i), len(answer.Found) == 1)
		b.WriteString("\n" + text)
	}
	return strings.TrimPrefix(b.String()+tail, "\n")
}

func missingText(missing []string, dataSource string) string {
	if len(missing) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n== not found: %d", len(missing))
	for _, id := range missing {
		name := "\n" + safe.Clip(Printable(id), maxName)
		if b.Len()+len(name) > Budget/2 {
			break // the count is there, and the caller knows what it asked for
		}
		b.WriteString(name)
	}
	b.WriteString("\nThat is no proof of absence. Search again for fresh identifiers, copied exactly")
	if dataSource != "" {
		b.WriteString(", or leave out data_source")
	}
	b.WriteString(".")
	return b.String()
}

// artifactText is one artifact in about room bytes. The heading is always there.
func artifactText(a codealive.Artifact, room int, alone bool) string {
	lines := contentLines(a.Content)
	first := max(1, a.StartLine)
	last := first + len(lines) - 1
	var b strings.Builder
	fmt.Fprintf(&b, "== %s", safe.Clip(Printable(a.Identifier), maxName))
	calls := callsText(a.Relationships)
	if len(calls) > room/2 {
		calls = ""
	}
	if len(lines) == 0 {
		b.WriteString("\n(no content)" + calls)
		return b.String()
	}
	fmt.Fprintf(&b, " lines %d-%d", first, last)
	for i, line := range lines {
		text := "\n" + safe.Clip(safe.Numbered(first+i, line), maxLine)
		if b.Len()+len(text)+len(calls) > room {
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
	fmt.Fprintf(&b, "\n%s: %s", label, Number(*total))
	for _, c := range calls {
		b.WriteString("\n  " + Printable(c.Identifier))
		if c.Summary != "" {
			b.WriteString(" : " + safe.Clip(safe.OneLine(c.Summary), 200))
		}
	}
	return b.String()
}
