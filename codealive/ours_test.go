package codealive

import (
	"net/http"
	"testing"
)

// TestJSONOfAnotherServerIsNoEmptyAnswer: it would read as "nothing found".
func TestJSONOfAnotherServerIsNoEmptyAnswer(t *testing.T) {
	calls := map[string]func(*Client) error{
		"sources": func(c *Client) error { return sources(t, c) },
		"search":  func(c *Client) error { _, err := c.SemanticSearch(bounded(t), SearchQuery{Query: "q"}); return err },
		"grep":    func(c *Client) error { _, err := c.Grep(bounded(t), SearchQuery{Query: "q"}, false); return err },
		"fetch":   func(c *Client) error { _, err := c.Fetch(bounded(t), []string{"a"}, ""); return err },
		"relationships": func(c *Client) error {
			_, err := c.Relationships(bounded(t), RelationshipsRequest{Identifier: "a"})
			return err
		},
		"Dify": func(c *Client) error { _, err := c.Retrieve(bounded(t), DifyRequest{Query: "q"}); return err },
		"tool": func(c *Client) error { _, err := c.Tool(bounded(t), "read_file", nil); return err },
	}
	for name, call := range calls {
		for _, body := range []string{"null", " null\n", `{"status":"ok"}`, `{"message":"Down for maintenance.","until":{"results":[]}}`} {
			_ = apiError(t, call(reply(t, http.StatusOK, "application/json", body)), KindAnswer)
			if t.Failed() {
				t.Fatalf("%s, %s", name, body)
			}
		}
	}
}

func TestMembersThatAreNotKnownAreNoHarm(t *testing.T) {
	for _, body := range []string{`{}`, `{"results":null}`, `{"Results":[]}`, `{"took":7,"deep":{"a":[1]},"results":[]}`, `{"dataSources":[]}`} {
		if _, err := reply(t, http.StatusOK, "application/json", body).SemanticSearch(bounded(t), SearchQuery{Query: "q"}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}
