package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// maxFetch is the service's limit; the client splits what is too long for one request.
const maxFetch = 50

type fetchArgs struct {
	Identifiers []string `json:"identifiers" old:"identifier" exact:"yes"`
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
			output(map[string]string{"artifacts": "array", "not_found": "array", "rendered": "string"}),
			readOnly("Fetch Artifacts")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in fetchArgs) (result, error) {
			identifiers := distinct(unquotedAll(in.Identifiers))
			return either(o, "fetch_artifacts", func() (result, error) {
				answer, err := api.Fetch(ctx, identifiers, in.DataSource)
				if err != nil && len(answer.Found)+len(answer.NotFound) == 0 {
					return result{}, err
				}
				if err != nil { // of a part: what the others brought is kept
					return result{text: render.Artifacts(answer, in.DataSource)}, err
				}
				return result{render.Artifacts(answer, in.DataSource), artifactsData(answer)}, nil
			}, func() (result, error) {
				args := map[string]any{"identifiers": identifiers, "data_source": in.DataSource}
				return o.tool(ctx, "fetch_artifacts", args, "fetch fewer identifiers, or read a part with read_file")
			})
		}),
	}
}

func unquotedAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = unquoted(s)
	}
	return out
}

// unquoted is a name as it is. Results show one in quotes that would break out
// of its line, and it comes back like that.
func unquoted(name string) string {
	if plain, err := strconv.Unquote(name); err == nil && strings.HasPrefix(name, `"`) {
		return plain
	}
	return name
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

func artifactsData(answer codealive.Artifacts) any {
	return map[string]any{"artifacts": append([]codealive.Artifact{}, answer.Found...), "not_found": append([]string{}, answer.NotFound...)}
}
