package codealive

import (
	"context"
	"net/http"
)

// Profile says which relationships are wanted.
type Profile string

// The profiles. AllRelevant is calls and inheritance, without references.
const (
	CallsOnly       Profile = "CallsOnly"
	InheritanceOnly Profile = "InheritanceOnly"
	AllRelevant     Profile = "AllRelevant"
	ReferencesOnly  Profile = "ReferencesOnly"
)

// The relation types known so far; the set is open.
const (
	OutgoingCalls = "OutgoingCalls" // what the artifact calls
	IncomingCalls = "IncomingCalls" // what calls it
	Ancestors     = "Ancestors"     // what it derives from or implements
	Descendants   = "Descendants"   // what derives from or implements it
	References    = "References"    // other uses of it
)

// RelationshipsRequest is the body of a relationships call.
type RelationshipsRequest struct {
	Identifier      string  `json:"identifier"`
	Profile         Profile `json:"profile,omitempty"`
	MaxCountPerType int     `json:"maxCountPerType,omitempty"` // 1 to 1000
	DataSource      string  `json:"dataSource,omitempty"`      // name or id; settles an ambiguous identifier
}

// RelationshipsResponse is the answer of a relationships call. Missing members
// have their zero value; Found is false for files and prose, too.
type RelationshipsResponse struct {
	SourceIdentifier string              `json:"sourceIdentifier,omitempty"`
	Profile          Profile             `json:"profile,omitempty"`
	Found            bool                `json:"found"`
	Relationships    []RelationshipGroup `json:"relationships,omitempty"`
	// Counts are totals over all types, whatever the profile; nil from older servers.
	Counts *RelationshipCounts `json:"availableRelationshipCounts,omitempty"`
	// DataSources describes the index behind the answer; only some backends send it.
	DataSources []SourceIndex `json:"dataSources,omitempty"`
}

// RelationshipGroup holds the relationships of one type.
type RelationshipGroup struct {
	RelationType  string            `json:"relationType"`
	TotalCount    int               `json:"totalCount"`
	ReturnedCount int               `json:"returnedCount"`
	Truncated     bool              `json:"truncated"` // more exist than were returned
	Items         []RelatedArtifact `json:"items"`
}

// RelatedArtifact is the other end of a relationship.
type RelatedArtifact struct {
	Identifier    string     `json:"identifier,omitempty"`
	FilePath      string     `json:"filePath,omitempty"`
	StartLine     int        `json:"startLine,omitempty"` // 1-based; 0 = unknown
	ShortSummary  string     `json:"shortSummary,omitempty"`
	CallSites     []CallSite `json:"callSites,omitempty"`     // none = not known, rather than never called
	CallSiteCount int        `json:"callSiteCount,omitempty"` // all that are known
}

// CallSite is a place where a relationship shows.
type CallSite struct {
	Position   string   `json:"position,omitempty"`   // path:line
	Confidence *float64 `json:"confidence,omitempty"` // 0 to 1; nil when the position is exact
}

// RelationshipCounts are totals by type. Servers spell the members camelCase
// or PascalCase; encoding/json reads either.
type RelationshipCounts struct {
	OutgoingCalls int `json:"outgoingCalls"`
	IncomingCalls int `json:"incomingCalls"`
	Ancestors     int `json:"ancestors"`
	Descendants   int `json:"descendants"`
	References    int `json:"references"`
}

// Relationships are what one artifact has to do with others.
type Relationships struct {
	RelationshipsResponse
	Quota Quota
}

// Relationships expands one artifact. Not found is an answer, not an error.
func (c *Client) Relationships(ctx context.Context, in RelationshipsRequest) (Relationships, error) {
	var answer Relationships
	got, err := c.call(ctx, request{
		op: "get relationships", tool: "get_artifact_relationships", method: http.MethodPost,
		path: "api/search/artifact-relationships", body: in,
	}, &answer.RelationshipsResponse)
	if err != nil {
		return Relationships{}, err
	}
	answer.Quota = got.quota
	return answer, nil
}
