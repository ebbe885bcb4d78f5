package codealive

import (
	"encoding/json"
	"strings"
)

// DataSource is a repository, or a workspace of several, that a key can use.
type DataSource struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Type        string `json:"type"` // "Repository" or "Workspace"; compare without regard to case
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"` // git remote of a repository, ssh or https
	Branch      string `json:"branch,omitempty"`
	FullName    string `json:"fullName,omitempty"`

	RepositoryIDs   []string `json:"repositoryIds,omitempty"`   // workspaces only
	RelevanceReason string   `json:"relevanceReason,omitempty"` // why the relevance filter kept it
	State           string   `json:"state,omitempty"`           // processing state, an open set
	Readiness       string   `json:"readiness,omitempty"`       // newer word for the same

	Indexing *Indexing `json:"indexing,omitempty"` // what the index holds; only some backends send it
}

// Searchable reports whether the source can be searched now. known is false
// when the service said nothing about its state.
func (d DataSource) Searchable() (ready, known bool) {
	switch {
	case d.Readiness != "":
		return strings.EqualFold(d.Readiness, "Ready"), true
	case d.State != "":
		return strings.EqualFold(d.State, "Ready") || strings.EqualFold(d.State, "Alive"), true
	}
	return false, false
}

// SearchResult is one hit. No member is guaranteed.
type SearchResult struct {
	Kind            string         `json:"kind,omitempty"` // Symbol, File, Chunk, Folder, …; an open set
	Identifier      string         `json:"identifier,omitempty"`
	Location        *Location      `json:"location,omitempty"`
	Score           float64        `json:"score,omitempty"` // higher is better; results come sorted
	Description     string         `json:"description,omitempty"`
	Snippet         string         `json:"snippet,omitempty"`
	Content         string         `json:"content,omitempty"`
	ContentByteSize int64          `json:"contentByteSize,omitempty"`
	DataSource      *DataSourceRef `json:"dataSource,omitempty"`
	Explain         string         `json:"explain,omitempty"` // what the score is made of; of the embedded engine, when asked for
}

// Path is the hit's path in its repository, or "" when it cannot be told.
// A hit without a location has it in its identifier (owner/repo::path::part).
func (r SearchResult) Path() string {
	if r.Location != nil && r.Location.Path != "" {
		return r.Location.Path
	}
	_, rest, _ := strings.Cut(r.Identifier, "::")
	path, _, _ := strings.Cut(rest, "::")
	return path
}

// Lines is the hit's 1-based inclusive line range; 0 means unknown.
func (r SearchResult) Lines() (start, end int) {
	if r.Location == nil || r.Location.Range == nil {
		return 0, 0
	}
	if p := r.Location.Range.Start; p != nil && p.Line > 0 {
		start = p.Line
	}
	if p := r.Location.Range.End; p != nil && p.Line >= start {
		end = p.Line
	}
	return start, end
}

// Location is a place in a repository. Path has forward slashes.
type Location struct {
	Path  string `json:"path,omitempty"`
	Range *Range `json:"range,omitempty"`
}

// Range spans Start to End inclusive; End can be missing.
type Range struct {
	Start *Position `json:"start,omitempty"`
	End   *Position `json:"end,omitempty"`
}

// Position is a 1-based line and a 0-based character.
type Position struct {
	Line      int `json:"line,omitempty"`
	Character int `json:"character"`
}

// DataSourceRef names the source of a hit.
type DataSourceRef struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
}

// UnmarshalJSON also accepts a bare name, which some servers send.
func (d *DataSourceRef) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &d.Name)
	}
	type plain DataSourceRef
	return json.Unmarshal(b, (*plain)(d))
}

// SearchResponse is the answer of a search, best hit first.
type SearchResponse struct {
	Results []SearchResult `json:"results"`
	// DataSources describes the index behind the answer; only some backends send it.
	DataSources []SourceIndex `json:"dataSources,omitempty"`
}

// SourceIndex is the state of one searched source.
type SourceIndex struct {
	ID       string    `json:"id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Indexing *Indexing `json:"indexing,omitempty"`
}

// Indexing tells how far an index has come. When FilesIndexed is below
// FilesTotal, a search may have missed code.
type Indexing struct {
	Branch       string `json:"branch,omitempty"`
	Commit       string `json:"commit,omitempty"`
	FilesIndexed int    `json:"filesIndexed,omitempty"`
	FilesTotal   int    `json:"filesTotal,omitempty"`
	Problem      string `json:"problem,omitempty"` // why the index cannot catch up with the files
}

// ChatRequest is the body of a chat call.
type ChatRequest struct {
	Messages       []ChatMessage `json:"messages"`
	Names          []string      `json:"names,omitempty"`
	DataSources    []ChatSource  `json:"dataSources,omitempty"` // sources by id; older clients send these
	ConversationID string        `json:"conversationId,omitempty"`
	Stream         *bool         `json:"stream,omitempty"` // the service takes a missing value as true
}

// ChatMessage is one message; only the newest user message is sent.
type ChatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// ChatSource selects a source by id.
type ChatSource struct {
	ID string `json:"id"`
}

// Problem is the error body of the API: RFC 9457 problem details with the
// service's extension members. All members are optional.
type Problem struct {
	Type      string              `json:"type,omitempty"`
	Title     string              `json:"title,omitempty"`
	Status    int                 `json:"status,omitempty"`
	Detail    string              `json:"detail,omitempty"`
	Instance  string              `json:"instance,omitempty"` // method, blank, path
	RequestID string              `json:"requestId,omitempty"`
	Errors    map[string][]string `json:"errors,omitempty"` // by request member
	Retryable *bool               `json:"retryable,omitempty"`
	// Error repeats code and message for readers of the documented format.
	Error *ProblemError `json:"error,omitempty"`
}

// ProblemError is the error member of the documented format.
type ProblemError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Headers and media types that client and server agree on.
const (
	// HeaderProgress comes on 102 responses of a backend that makes the caller
	// wait: "done/total what", for example "120/800 files indexed". A request that
	// wants them has it too, with any value.
	HeaderProgress = "X-Codealive-Progress"
	// HeaderTotal counts the data sources before the relevance filter.
	HeaderTotal = "X-Codealive-Total-Data-Sources"

	MediaProblem = "application/problem+json"
	MediaSSE     = "text/event-stream"
)
