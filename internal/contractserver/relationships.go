package contractserver

import (
	"encoding/json"
	"net/http"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// relationships answers for PostIdentifier, which has calls both ways and
// nothing else.
func (s *Server) relationships(w http.ResponseWriter, r *http.Request) {
	var in codealive.RelationshipsRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Identifier == "" {
		Problem(w, r, codealive.Problem{Status: 400, Title: "The request is not valid"})
		return
	}
	answer := codealive.RelationshipsResponse{SourceIdentifier: in.Identifier, Profile: in.Profile}
	if in.Identifier == PostIdentifier {
		answer.Found = true
		answer.Counts = &codealive.RelationshipCounts{OutgoingCalls: 2, IncomingCalls: 1}
		answer.Relationships = groups[in.Profile]
	}
	quota(w)
	writeJSON(w, answer)
}

var groups = map[codealive.Profile][]codealive.RelationshipGroup{
	codealive.CallsOnly:       calls,
	codealive.InheritanceOnly: noRelatives,
	codealive.AllRelevant:     append(append([]codealive.RelationshipGroup{}, calls...), noRelatives...),
	codealive.ReferencesOnly:  {{RelationType: codealive.References, Items: []codealive.RelatedArtifact{}}},
}

var (
	calls = []codealive.RelationshipGroup{
		{RelationType: codealive.OutgoingCalls, TotalCount: 2, ReturnedCount: 2, Items: []codealive.RelatedArtifact{
			{Identifier: "acme/payments-api::internal/ledger/entry.go::Entry.Validate()", FilePath: "internal/ledger/entry.go", StartLine: 9, ShortSummary: "Rejects entries with a zero amount."},
			{Identifier: "acme/payments-api::internal/store/store.go::Store.Append(ctx context.Context, e Entry)", FilePath: "internal/store/store.go", StartLine: 31,
				CallSites: []codealive.CallSite{{Position: "internal/ledger/post.go:16"}}, CallSiteCount: 1},
		}},
		{RelationType: codealive.IncomingCalls, TotalCount: 1, ReturnedCount: 1, Items: []codealive.RelatedArtifact{
			{Identifier: "acme/payments-api::cmd/api/refund.go::handleRefund(w http.ResponseWriter, r *http.Request)", FilePath: "cmd/api/refund.go", StartLine: 22},
		}},
	}
	noRelatives = []codealive.RelationshipGroup{
		{RelationType: codealive.Ancestors, Items: []codealive.RelatedArtifact{}},
		{RelationType: codealive.Descendants, Items: []codealive.RelatedArtifact{}},
	}
)
