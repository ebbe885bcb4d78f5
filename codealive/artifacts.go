package codealive

import (
	"context"
	"net/http"
	"slices"
)

// FetchRequest is the body of a fetch.
type FetchRequest struct {
	Identifiers []string `json:"identifiers"`
	DataSource  string   `json:"dataSource,omitempty"` // name or id; settles an ambiguous identifier
}

// Artifact is the content behind an identifier, or that there is none.
type Artifact struct {
	Identifier      string       `json:"identifier"`
	Found           *bool        `json:"found,omitempty"` // older servers leave it out
	Content         *string      `json:"content"`
	ContentByteSize int64        `json:"contentByteSize,omitempty"`
	StartLine       int          `json:"startLine,omitempty"` // 1-based line of the first content line
	Relationships   *CallPreview `json:"relationships,omitempty"`
}

// CallPreview names a few callers and callees of a function. A nil count means
// that the direction does not apply, which differs from 0.
type CallPreview struct {
	OutgoingCallsCount *int      `json:"outgoingCallsCount,omitempty"`
	OutgoingCalls      []CallRef `json:"outgoingCalls,omitempty"`
	IncomingCallsCount *int      `json:"incomingCallsCount,omitempty"`
	IncomingCalls      []CallRef `json:"incomingCalls,omitempty"`
}

// CallRef is one call.
type CallRef struct {
	Identifier string `json:"identifier"`
	Summary    string `json:"summary,omitempty"`
}

// IsFound tells a found artifact, which may be empty, from a missing one.
func (a Artifact) IsFound() bool {
	if a.Found != nil {
		return *a.Found
	}
	return a.Content != nil
}

// FetchResponse is the answer of a fetch.
type FetchResponse struct {
	Artifacts []Artifact `json:"artifacts"`
}

// hasAll reports whether as many as were asked for are there.
func (r FetchResponse) hasAll(asked int) bool {
	return len(r.Artifacts) >= asked && !slices.ContainsFunc(r.Artifacts, func(a Artifact) bool { return !a.IsFound() })
}

// Artifacts are what a fetch found, and the identifiers it did not find. Not
// found is no proof of absence: the key may not be allowed to read it.
type Artifacts struct {
	Found    []Artifact
	NotFound []string
	Quota    Quota
}

// maxIdentifiers is how many identifiers every generation of the service takes at once.
const maxIdentifiers = 20

// Fetch gets the content of artifacts. Long lists go out in several requests,
// one after the other. Every identifier asked for is in the answer once, found
// or not, in the order of the request. If a later request fails, what the earlier
// ones brought comes with the error.
func (c *Client) Fetch(ctx context.Context, identifiers []string, dataSource string) (Artifacts, error) {
	var all Artifacts
	for len(identifiers) > 0 {
		part := identifiers[:min(len(identifiers), maxIdentifiers)]
		identifiers = identifiers[len(part):]
		answer, quota, err := c.fetch(ctx, FetchRequest{Identifiers: part, DataSource: dataSource})
		if err != nil {
			return all, err
		}
		all.Quota = quota
		all.add(part, answer)
	}
	return all, nil
}

// add sorts one answer by what was asked for: servers may change the order and
// leave out what they do not find.
func (a *Artifacts) add(asked []string, answer FetchResponse) {
	got := map[string]Artifact{}
	for _, artifact := range answer.Artifacts {
		if old, ok := got[artifact.Identifier]; !ok || !old.IsFound() {
			got[artifact.Identifier] = artifact
		}
	}
	for _, id := range asked {
		if artifact, ok := got[id]; ok && artifact.IsFound() {
			a.Found = append(a.Found, artifact)
		} else {
			a.NotFound = append(a.NotFound, id)
		}
	}
}

func (c *Client) fetch(ctx context.Context, body FetchRequest) (answer FetchResponse, quota Quota, err error) {
	got, err := c.call(ctx, request{
		op: "fetch artifacts", tool: "fetch_artifacts", method: http.MethodPost, path: "api/search/artifacts", body: body,
		whole: func() bool { return answer.hasAll(len(body.Identifiers)) },
	}, &answer)
	return answer, got.quota, err
}
