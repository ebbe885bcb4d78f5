package tools

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// quotaURI is the resource that tells the budget of the caller's key.
const quotaURI = "codealive://quota"

// quotaTeller knows the budget of the key that a call is made with. The
// embedded engine has none.
type quotaTeller interface {
	Quota(context.Context) codealive.Quota
}

// lowQuota is a line on a budget that is nearly spent, else "".
func lowQuota(q codealive.Quota, now time.Time) string {
	if !q.Low() {
		return ""
	}
	text := fmt.Sprintf("\nBudget of this API key: %d", q.Remaining)
	if q.Limit > 0 {
		text += fmt.Sprintf(" of %d", q.Limit)
	}
	text += " calls left"
	if !q.Reset.IsZero() {
		text += fmt.Sprintf(" until %s (%s)", clockText(q.Reset, now), waitText(q.Reset.Sub(now)))
	}
	return text + "."
}

// quotaState is the content of the resource. What the service did not say is
// left out.
type quotaState struct {
	Remaining *int   `json:"remaining,omitempty"` // calls left in the window
	Limit     int    `json:"limit,omitempty"`     // calls of a whole window
	ResetsAt  string `json:"resets_at,omitempty"` // RFC 3339, UTC
	ResetsIn  int    `json:"resets_in_s,omitempty"`
	Low       bool   `json:"low"`
	Note      string `json:"note,omitempty"`
}

// quotaResource tells programs, and people by their client, what is left.
func quotaResource(api quotaTeller) server.ServerResource {
	return server.ServerResource{
		Resource: mcp.NewResource(quotaURI, "API quota",
			mcp.WithResourceDescription("Calls that the API key has left, as the service last said. Reading it costs none."),
			mcp.WithMIMEType("application/json")),
		Handler: func(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			text, err := json.Marshal(stateOf(api.Quota(ctx), time.Now()))
			if err != nil {
				return nil, err
			}
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: req.Params.URI, MIMEType: "application/json", Text: string(text)}}, nil
		},
	}
}

func stateOf(q codealive.Quota, now time.Time) quotaState {
	if !q.Known {
		return quotaState{Note: "The service has not said yet what this key has left."}
	}
	s := quotaState{Remaining: &q.Remaining, Limit: q.Limit, Low: q.Low()}
	if !q.Reset.IsZero() {
		at := q.Reset.Add(time.Second - 1).UTC() // whoever comes back must not be early
		s.ResetsAt = at.Format(time.RFC3339)
		s.ResetsIn = int(at.Sub(now).Seconds())
	}
	return s
}
