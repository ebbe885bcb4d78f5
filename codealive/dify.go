package codealive

import (
	"context"
	"encoding/json"
	"net/http"
)

// DifyRequest asks for records of one data source, in the format of Dify's
// external knowledge bases.
type DifyRequest struct {
	KnowledgeID string         `json:"knowledge_id"` // a data source by id; the engine takes its name too
	Query       string         `json:"query"`
	Setting     *DifySetting   `json:"retrieval_setting,omitempty"`
	Condition   *DifyCondition `json:"metadata_condition,omitempty"`
}

// DifySetting says how many records are wanted, and how good they have to be.
// What is nil is left to the service.
type DifySetting struct {
	TopK           *int     `json:"top_k,omitempty"`           // 1 or more
	ScoreThreshold *float64 `json:"score_threshold,omitempty"` // 0 to 1
}

// DifyCondition chooses records by their metadata.
type DifyCondition struct {
	LogicalOperator string           `json:"logical_operator,omitempty"` // "and", the default, or "or"
	Conditions      []DifyComparison `json:"conditions"`
}

// DifyComparison compares members of a record's metadata with a value.
type DifyComparison struct {
	Name     DifyNames `json:"name"`
	Operator string    `json:"comparison_operator"` // in Dify's words, such as "is not" or "≥"
	Value    any       `json:"value,omitempty"`     // text; Dify also sends numbers, and lists of text
}

// DifyNames are names of metadata members, such as "path".
type DifyNames []string

// UnmarshalJSON also accepts a bare name, which newer versions of Dify send.
func (n *DifyNames) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*n = make(DifyNames, 1)
		return json.Unmarshal(b, &(*n)[0])
	}
	return json.Unmarshal(b, (*[]string)(n))
}

// DifyResponse is the answer of a retrieval, best record first.
type DifyResponse struct {
	Records []DifyRecord `json:"records"`
}

// DifyRecord is one piece of code. No member is guaranteed.
type DifyRecord struct {
	Content  string        `json:"content"`
	Score    float64       `json:"score"` // 0 to 1, higher is better
	Title    string        `json:"title"` // file name
	Metadata *DifyMetadata `json:"metadata,omitempty"`
}

// DifyMetadata says where a record is from. Positions are as in Location:
// 1-based lines and 0-based characters, all 0 when unknown.
type DifyMetadata struct {
	Path           string `json:"path,omitempty"`
	Description    string `json:"description,omitempty"`
	FileExtension  string `json:"file_extension,omitempty"` // with the dot
	DataSourceID   string `json:"data_source_id,omitempty"`
	DataSourceName string `json:"data_source_name,omitempty"`
	DataSourceType string `json:"data_source_type,omitempty"` // "repository" or "workspace"
	ArtifactKind   string `json:"artifact_kind,omitempty"`    // "symbol", "file", "chunk", …
	StartLine      int    `json:"start_line,omitempty"`
	StartCharacter int    `json:"start_character"`
	EndLine        int    `json:"end_line,omitempty"`
	EndCharacter   int    `json:"end_character"`
}

// DifyError is the error body of a retrieval.
type DifyError struct {
	Code    int    `json:"error_code"`
	Message string `json:"error_msg"`
}

// The codes of a DifyError. Dify's own documentation gives them other meanings.
const (
	DifyInvalid      = 1001 // with status 400
	DifyForbidden    = 1002 // 403, the key may not read the data source
	DifyNotFound     = 1003 // 404, no such data source
	DifyUnauthorized = 1004 // 401
	DifyInternal     = 2001 // 500
)

// DifyAnswer is the records of a retrieval.
type DifyAnswer struct {
	DifyResponse
	Quota Quota
}

// Retrieve searches one data source by meaning and returns the code itself. No
// record is an empty answer, not an error. The Code of an APIError is one of
// the codes above, in digits.
func (c *Client) Retrieve(ctx context.Context, in DifyRequest) (DifyAnswer, error) {
	var answer DifyAnswer
	got, err := c.call(ctx, request{
		op: "retrieve for Dify", tool: "dify_retrieval", method: http.MethodPost, path: "api/knowledge-retrieval/dify/retrieval", body: in,
	}, &answer.DifyResponse)
	if err != nil {
		return DifyAnswer{}, err
	}
	answer.Quota = got.quota
	return answer, nil
}
