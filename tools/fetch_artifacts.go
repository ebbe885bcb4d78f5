package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// maxFetch is the service's limit; the client splits what is too long for one request.
const maxFetch = 50

type fetchArgs struct {
	Identifiers []string `json:"identifiers"`
	DataSource  string   `json:"data_source"`
}

func (a fetchArgs) check() error {
	switch {
	case len(a.Identifiers) == 0:
		return errors.New("identifiers is missing: take them from a search result, unchanged")
	case len(a.Identifiers) > maxFetch:
		return fmt.Errorf("identifiers has %d entries, at most %d are allowed: call again with the rest", len(a.Identifiers), maxFetch)
	}
	return nil
}

type fetcher interface {
	Fetch(ctx context.Context, identifiers []string, dataSource string) (codealive.Artifacts, error)
}

// fetchArtifacts gets the code behind identifiers.
func fetchArtifacts(o Options) server.ServerTool {
	var api fetcher = o.API
	return server.ServerTool{
		Tool: mcp.NewTool("fetch_artifacts",
			mcp.WithDescription("Get the code of search results by identifier, with line numbers and a preview of calls."),
			mcp.WithArray("identifiers", mcp.Required(), mcp.WithStringItems(), mcp.MinItems(1), mcp.MaxItems(maxFetch), mcp.Description("From a search result, unchanged.")),
			mcp.WithString("data_source", mcp.Description("Only to choose when several have an identifier.")),
			readOnly("Fetch Artifacts")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in fetchArgs) (string, error) {
			answer, err := api.Fetch(ctx, distinct(in.Identifiers), in.DataSource)
			if err != nil {
				return "", err
			}
			return artifactsText(answer, in.DataSource), nil
		}),
	}
}

func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// artifactsText shows every identifier asked for. Each code line begins with
// its number, so that no code can pose as a heading.
func artifactsText(answer codealive.Artifacts, dataSource string) string {
	var tail strings.Builder
	if n := len(answer.NotFound); n > 0 {
		fmt.Fprintf(&tail, "\n== not found: %d", n)
		for _, id := range answer.NotFound {
			tail.WriteString("\n" + printable(id))
		}
		tail.WriteString("\nThat is no proof of absence. Search again for fresh identifiers, copied exactly")
		if dataSource != "" {
			tail.WriteString(", or leave out data_source")
		}
		tail.WriteString(".")
	}
	room := maxResult - tail.Len()
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
	fmt.Fprintf(&b, "== %s", printable(a.Identifier))
	calls := callsText(a.Relationships)
	if len(lines) == 0 {
		b.WriteString("\n(no content)" + calls)
		return b.String()
	}
	fmt.Fprintf(&b, " lines %d-%d", first, last)
	width := len(fmt.Sprint(last))
	for i, line := range lines {
		text := fmt.Sprintf("\n%*d | %s", width, first+i, clip(line, maxLine))
		if b.Len()+len(text)+len(calls) > room && i > 0 {
			remedy := "fetch it alone"
			if alone {
				remedy = "too long for one result; search with paths for a part of it, or read the file"
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
	return strings.Split(strings.ReplaceAll(text, "\r", " "), "\n")
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
		b.WriteString("\n  " + printable(c.Identifier))
		if c.Summary != "" {
			b.WriteString(" : " + clip(oneLine(c.Summary), 200))
		}
	}
	return b.String()
}
