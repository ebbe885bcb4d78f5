package tools

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// The service's limit and default.
const (
	maxPerType     = 1000
	defaultPerType = 50
)

// profiles are the names of this tool and of the Tool API; REST has its own.
var (
	profileNames = []string{"calls_only", "inheritance_only", "all_relevant", "references_only"}
	profiles     = map[string]codealive.Profile{
		"calls_only":       codealive.CallsOnly,
		"inheritance_only": codealive.InheritanceOnly,
		"all_relevant":     codealive.AllRelevant,
		"references_only":  codealive.ReferencesOnly,
	}
)

type relationshipsArgs struct {
	Identifier      string `json:"identifier" old:"identifiers" exact:"yes"`
	Profile         string `json:"profile"`
	MaxCountPerType *int   `json:"max_count_per_type"`
	DataSource      string `json:"data_source"`
}

func (a relationshipsArgs) check() error {
	switch {
	case a.Identifier == "":
		return errors.New("identifier is missing: take a symbol's from a search result, unchanged")
	case a.profile() == "":
		return fmt.Errorf("profile must be one of %s", strings.Join(profileNames, ", "))
	case a.MaxCountPerType != nil && (*a.MaxCountPerType < 1 || *a.MaxCountPerType > maxPerType):
		return fmt.Errorf("max_count_per_type must be 1 to %d", maxPerType)
	}
	return nil
}

// profile is the name as published, however it was spelled: callsOnly too. ""
// is none of them.
func (a relationshipsArgs) profile() string {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
	i := slices.IndexFunc(profileNames, func(name string) bool { return plain(name) == plain(cmp.Or(a.Profile, profileNames[0])) })
	if i < 0 {
		return ""
	}
	return profileNames[i]
}

type relater interface {
	Relationships(context.Context, codealive.RelationshipsRequest) (codealive.Relationships, error)
}

// getArtifactRelationships shows what a symbol calls, is called by, derives from or is used by.
func getArtifactRelationships(o Options) server.ServerTool {
	const name = "get_artifact_relationships"
	var api relater = o.API
	return server.ServerTool{
		Tool: mcp.NewTool(name,
			mcp.WithDescription("Show who calls a symbol and what it calls, its base types and implementations, or its other uses. Use it before changing a symbol; it follows one identifier and does not search."),
			mcp.WithString("identifier", mcp.Required(), mcp.Description("Of a symbol, from a search result, unchanged.")),
			mcp.WithString("profile", mcp.Enum(profileNames...), mcp.DefaultString(profileNames[0]), mcp.Description("all_relevant: calls and inheritance.")),
			mcp.WithInteger("max_count_per_type", mcp.Min(1), mcp.Max(maxPerType), mcp.DefaultNumber(defaultPerType), mcp.Description("At most this many each way.")),
			mcp.WithString("data_source", mcp.Description("Only to choose when several have the identifier.")),
			output(map[string]string{"sourceIdentifier": "string", "found": "boolean", "relationships": "array", "availableRelationshipCounts": "object"}),
			readOnly("Inspect Artifact Relationships")),
		Handler: handle(o, func(ctx context.Context, _ *progress, in relationshipsArgs) (result, error) {
			in.Identifier = unquoted(in.Identifier)
			most := cmp.Or(number(in.MaxCountPerType), defaultPerType)
			return either(o, name, func() (result, error) {
				asked := codealive.RelationshipsRequest{
					Identifier: in.Identifier, Profile: profiles[in.profile()], MaxCountPerType: most, DataSource: in.DataSource,
				}
				answer, err := api.Relationships(ctx, asked)
				if err != nil {
					return result{}, err
				}
				return result{render.Relationships(answer.RelationshipsResponse, asked), answer.RelationshipsResponse}, nil
			}, func() (result, error) {
				return o.tool(ctx, name, map[string]any{
					"identifier": in.Identifier, "profile": in.profile(), "max_count_per_type": most, "data_source": in.DataSource,
				}, "lower max_count_per_type")
			})
		}),
	}
}
