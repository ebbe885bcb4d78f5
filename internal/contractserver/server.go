// Package contractserver plays the CodeAlive service in tests: the REST API
// over one invented organisation, and every way it can fail.
package contractserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// The fixture.
const (
	Key            = "ca_1234567890_test"
	ConversationID = "65f0c1a2b3d4e5f6071829aa"
	MessageID      = "65f0c1a2b3d4e5f6071829ab"
	Answer         = "A refund is booked by Ledger.Post."
	PostIdentifier = "acme/payments-api::internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"
)

// Sources are the organisation's repositories and workspace.
var Sources = []codealive.DataSource{
	{ID: "65f0c1a2b3d4e5f607182930", Name: "payments-api", Type: "Repository", URL: "https://git.example.com/acme/payments-api", Branch: "main", Description: "Go service that books ledger entries.", State: "Alive", Readiness: "Ready"},
	{ID: "65f0c1a2b3d4e5f607182931", Name: "web-shop", Type: "Repository", URL: "git@git.example.com:acme/web-shop.git", Branch: "main", State: "Ready"},
	{ID: "65f0c1a2b3d4e5f607182932", Name: "checkout", Type: "Workspace", Description: "Everything behind the pay button.", RepositoryIDs: []string{"65f0c1a2b3d4e5f607182930", "65f0c1a2b3d4e5f607182931"}},
	{ID: "65f0c1a2b3d4e5f607182933", Name: "payments-api-next", Type: "Repository", URL: "https://git.example.com/acme/payments-api", Branch: "develop", State: "Processing"},
}

// Server is the service. Its fields may be set until the first request.
type Server struct {
	*httptest.Server
	// Override answers a path instead of the server: faults go here.
	Override map[string]http.HandlerFunc
	// Generations are the routes it has.
	Generations Generations
	// Ambiguous makes PostIdentifier lie in two sources.
	Ambiguous bool
	// Budget, if set, is what the key may spend.
	Budget *Budget
	// Handler is the service without its listener.
	Handler http.Handler

	mux      *http.ServeMux
	mu       sync.Mutex
	requests []Request
}

// Request is what the server received.
type Request struct {
	Method, Path, Query, Key, Body string
}

// New starts a server on loopback. The caller closes it.
func New() *Server {
	s := NotListening()
	s.Server = httptest.NewServer(s.Handler)
	return s
}

// NotListening is a service that only its Handler leads to.
func NotListening() *Server {
	s := &Server{Override: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	s.mux = mux
	mux.HandleFunc("GET /api/datasources/ready", s.sources(false))
	mux.HandleFunc("GET /api/datasources/alive", s.sources(false))
	mux.HandleFunc("GET /api/datasources/all", s.sources(true))
	mux.HandleFunc("GET /api/search", s.semantic)
	mux.HandleFunc("GET /api/search/semantic", s.semantic)
	mux.HandleFunc("GET /api/search/grep", s.grep)
	mux.HandleFunc("POST /api/search/artifacts", s.artifacts)
	mux.HandleFunc("POST /api/search/artifact-relationships", s.relationships)
	mux.HandleFunc("POST /api/chat/completions", s.chat)
	mux.HandleFunc("POST /api/tools/{tool}", s.tools)
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.record(r)
		if s.Budget != nil && !s.Budget.spend(w, r) {
			return
		}
		if f := s.Override[r.URL.Path]; f != nil {
			f(w, r)
			return
		}
		if !s.Generations.has(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+Key {
			w.Header().Set("WWW-Authenticate", "Bearer")
			Problem(w, r, codealive.Problem{Status: 401, Title: "Unauthorized", Detail: "The key was not accepted."})
			return
		}
		mux.ServeHTTP(w, r)
	})
	return s
}

// Usual answers as the server does, for overrides that do so at times.
func (s *Server) Usual(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Requests are those received so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *Server) record(r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a client that has gone is no failure of the server
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: strings.TrimSpace(string(body)),
		Key: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "),
	})
}

// Problem answers with problem details.
func Problem(w http.ResponseWriter, r *http.Request, p codealive.Problem) {
	p.Instance = r.Method + " " + r.URL.Path
	if p.RequestID == "" {
		p.RequestID = "0HNA1B2C3D4E5:00000001"
	}
	w.Header().Set("Content-Type", codealive.MediaProblem)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func (s *Server) sources(all bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list := []codealive.DataSource{}
		for _, source := range Sources {
			if all || source.State != "Processing" {
				list = append(list, source)
			}
		}
		if query := r.URL.Query().Get("query"); query != "" {
			w.Header().Set(codealive.HeaderTotal, fmt.Sprint(len(list)))
			list = relevant(list, query)
		}
		quota(w)
		writeJSON(w, list)
	}
}

// relevant keeps the sources whose description shares a word with the query.
func relevant(list []codealive.DataSource, query string) []codealive.DataSource {
	kept := []codealive.DataSource{}
	for _, source := range list {
		for _, word := range strings.Fields(strings.ToLower(query)) {
			if strings.Contains(strings.ToLower(source.Description), word) {
				source.RelevanceReason = "Its description has the word " + word + "."
				kept = append(kept, source)
				break
			}
		}
	}
	return kept
}

func (s *Server) semantic(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for _, name := range q["Names"] {
		if !slices.ContainsFunc(Sources, func(d codealive.DataSource) bool { return d.Name == name || d.ID == name }) {
			Problem(w, r, codealive.Problem{Status: 404, Title: "Not found", Detail: "No data source is called " + name + "."})
			return
		}
	}
	ref := &codealive.DataSourceRef{ID: Sources[0].ID, Name: Sources[0].Name, Type: "repository"}
	hits := []codealive.SearchResult{
		{
			Kind: "Symbol", Identifier: PostIdentifier, Score: 0.91, ContentByteSize: 146, DataSource: ref,
			Location:    &codealive.Location{Path: "internal/ledger/post.go", Range: &codealive.Range{Start: &codealive.Position{Line: 12}, End: &codealive.Position{Line: 17, Character: 1}}},
			Description: "Checks an entry and appends it to the ledger store.",
		},
		{Kind: "Chunk", Identifier: "acme/payments-api::README.md::0003", Description: "Section on how entries are booked.", DataSource: ref},
		{Kind: "Folder", Identifier: "acme/payments-api::internal/", DataSource: ref},
	}
	if strings.Contains(q.Get("Query"), "nothing") {
		hits = []codealive.SearchResult{}
	}
	quota(w)
	writeJSON(w, codealive.SearchResponse{Results: hits})
}

// PostContent is the code of PostIdentifier, from line 12 on.
const PostContent = "func (l *Ledger) Post(ctx context.Context, e Entry) error {\n\tif err := e.Validate(); err != nil {\n\t\treturn err\n\t}\n\treturn l.store.Append(ctx, e)\n}"

func (s *Server) grep(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	file := codealive.SearchResult{
		Kind: "File", Identifier: "acme/payments-api::internal/ledger/post.go",
		Location:   &codealive.Location{Path: "internal/ledger/post.go", Range: &codealive.Range{Start: &codealive.Position{Line: 16}, End: &codealive.Position{Line: 16}}},
		DataSource: &codealive.DataSourceRef{ID: Sources[0].ID, Name: Sources[0].Name, Type: "repository"},
	}
	results := []codealive.GrepResult{}
	switch query := q.Get("Query"); {
	case q.Get("Regex") == "true" && strings.Contains(query, "(?<"):
		Problem(w, r, codealive.Problem{Status: 400, Title: "Invalid pattern"})
		return
	case strings.Contains(PostContent, query) || q.Get("Regex") == "true":
		results = append(results, codealive.GrepResult{SearchResult: file, MatchCount: 1, Matches: []codealive.GrepMatch{
			{LineNumber: 16, StartColumn: 17, EndColumn: 22, LineText: "\treturn l.store.Append(ctx, e)"},
		}})
	case strings.Contains(file.Location.Path, query):
		file.Location.Range = &codealive.Range{Start: &codealive.Position{Line: 1}, End: &codealive.Position{Line: 1}}
		results = append(results, codealive.GrepResult{SearchResult: file, Matches: []codealive.GrepMatch{}, MatchedByName: true})
	}
	quota(w)
	writeJSON(w, codealive.GrepResponse{Results: results})
}

func (s *Server) artifacts(w http.ResponseWriter, r *http.Request) {
	var in codealive.FetchRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Identifiers) == 0 || len(in.Identifiers) > 50 {
		Problem(w, r, codealive.Problem{Status: 400, Title: "The request is not valid", Errors: map[string][]string{"identifiers": {"1 to 50 expected"}}})
		return
	}
	out := codealive.FetchResponse{Artifacts: []codealive.Artifact{}}
	yes, no, two, one := true, false, 2, 1
	for _, id := range in.Identifiers {
		a := codealive.Artifact{Identifier: id, Found: &no}
		if id == PostIdentifier && in.DataSource == "" && s.Ambiguous {
			Problem(w, r, codealive.Problem{Status: 409, Title: "Ambiguous data source", Detail: fmt.Sprintf("2 data sources match: Name='%s' Id='%s', Name='%s' Id='%s'", Sources[0].Name, Sources[0].ID, Sources[3].Name, Sources[3].ID)})
			return
		}
		if id == PostIdentifier {
			content := PostContent
			a = codealive.Artifact{
				Identifier: id, Found: &yes, Content: &content, ContentByteSize: int64(len(content)), StartLine: 12,
				Relationships: &codealive.CallPreview{
					OutgoingCallsCount: &two,
					OutgoingCalls:      []codealive.CallRef{{Identifier: "acme/payments-api::internal/ledger/entry.go::Entry.Validate()", Summary: "Rejects entries with a zero amount."}},
					IncomingCallsCount: &one,
					IncomingCalls:      []codealive.CallRef{{Identifier: "acme/payments-api::cmd/api/refund.go::handleRefund(w http.ResponseWriter, r *http.Request)"}},
				},
			}
		}
		out.Artifacts = append(out.Artifacts, a)
	}
	quota(w)
	writeJSON(w, out)
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	var in codealive.ChatRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Messages) != 1 {
		Problem(w, r, codealive.Problem{Status: 400, Title: "The request is not valid"})
		return
	}
	quota(w)
	if in.Stream != nil && !*in.Stream {
		writeJSON(w, map[string]any{"content": Answer, "conversationId": ConversationID, "messageId": MessageID})
		return
	}
	Stream(w, Metadata, Delta("A refund is booked by "), Delta("Ledger.Post."), Done)
}

// Frames of a chat stream.
const (
	Metadata = `{"event":"metadata","conversationId":"` + ConversationID + `","messageId":"` + MessageID + `"}`
	Done     = "[DONE]"
	DoneA    = `{"type":"done","done":true}`
)

// Delta is a piece of text in the family that the vendor's client reads.
func Delta(text string) string {
	return fmt.Sprintf(`{"choices":[{"delta":{"content":%q}}]}`, text)
}

// Chunk is a piece of text in the documented family.
func Chunk(text string) string { return fmt.Sprintf(`{"type":"content","chunk":%q}`, text) }

// Stream sends frames, each flushed.
func Stream(w http.ResponseWriter, frames ...string) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	for _, frame := range frames {
		fmt.Fprintf(w, "data: %s\n\n", frame)
		w.(http.Flusher).Flush()
	}
}

func quota(w http.ResponseWriter) {
	if w.Header().Get("X-RateLimit-Limit") != "" {
		return // a Budget has spoken
	}
	w.Header().Set("X-RateLimit-Limit", "100")
	w.Header().Set("X-RateLimit-Remaining", "97")
	w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Add(30*time.Minute).Unix()))
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
