// Package api answers the REST API over the indexes.
package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/answer"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/llm"
)

// Server is the handler of the engine.
type Server struct {
	Roots     func() []string
	Pool      *index.Pool
	Key       string // "" = no key is asked for
	Log       *slog.Logger
	Model     *llm.Client   // answers chats; nil = the evidence is laid out
	FirstWait time.Duration // for a first index
	GrepTime  time.Duration // after which a grep answers with what it has; 0 means 10 s
	// Grepped is called after each file that a grep has looked into, by several
	// goroutines; tests use it to hold them.
	Grepped func(path string)

	talks    answer.Talks
	origins  origins
	told     sync.Map // why directories are not served, as the log was told
	run      string   // tells request ids of several runs apart
	requests atomic.Uint64
}

// Init makes a server ready to answer.
func (s *Server) Init() *Server {
	if s.GrepTime == 0 {
		s.GrepTime = 10 * time.Second
	}
	s.run = randomHex(4)
	return s
}

type route struct {
	method  string
	handler func(*Server, *call)
	refuse  refuse // nil stands for problem
}

var routes = map[string]route{
	"/api/datasources/ready":             {http.MethodGet, (*Server).readySources, nil},
	"/api/datasources/alive":             {http.MethodGet, (*Server).readySources, nil},
	"/api/datasources/all":               {http.MethodGet, (*Server).allSources, nil},
	"/api/search/semantic":               {http.MethodGet, (*Server).search, nil},
	"/api/search":                        {http.MethodGet, (*Server).search, nil},
	"/api/search/grep":                   {http.MethodGet, (*Server).grep, nil},
	"/api/search/artifacts":              {http.MethodPost, (*Server).fetch, nil},
	"/api/search/artifact-relationships": {http.MethodPost, (*Server).relationships, nil},
	"/api/chat/completions":              {http.MethodPost, (*Server).chat, nil},
	difyRoute:                            {http.MethodPost, (*Server).dify, difyProblem},
	difyTwice:                            {http.MethodPost, (*Server).dify, difyProblem},
}

// call is one request being answered.
type call struct {
	http.ResponseWriter
	r     *http.Request
	id    string
	wrote int  // final status, once sent
	final bool // the same call cannot succeed later
	// refuse answers what cannot be done; nil stands for problem.
	refuse refuse
}

// WriteHeader notes the final status.
func (c *call) WriteHeader(status int) {
	if status >= 200 && c.wrote == 0 {
		c.wrote = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *call) Write(b []byte) (int, error) {
	if c.wrote == 0 {
		c.wrote = http.StatusOK
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController flush.
func (c *call) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c := &call{ResponseWriter: w, r: r, id: fmt.Sprintf("%s:%08d", strings.ToUpper(s.run), s.requests.Add(1))}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it like this
				panic(p)
			}
			s.Log.Error("a request handler panicked", "panic", p, "requestId", c.id, "stack", string(debug.Stack()))
			if c.wrote != 0 {
				panic(http.ErrAbortHandler) // a cut-off answer must not look whole
			}
			c.fail(http.StatusInternalServerError, "The engine failed on this request; its log says why.", nil)
		}
		s.Log.Debug("request", "method", r.Method, "path", r.URL.Path, "status", c.wrote,
			"took", time.Since(start), "requestId", c.id)
	}()
	s.serve(c)
}

func (s *Server) serve(c *call) {
	rt, ok := routes[c.r.URL.Path]
	if name, found := strings.CutPrefix(c.r.URL.Path, toolPath); found {
		rt, ok = route{http.MethodPost, func(s *Server, c *call) { s.tool(c, name) }, nil}, true
	}
	c.refuse = rt.refuse
	if !s.authorized(c.r) {
		c.Header().Set("WWW-Authenticate", "Bearer")
		c.fail(http.StatusUnauthorized, "The key is missing or not the one this engine was started with.", nil)
		return
	}
	if !ok {
		// Plain text on purpose: that is how a client tells a missing route
		// from a missing data source.
		http.NotFound(c, c.r)
		return
	}
	if c.r.Method != rt.method && (c.r.Method != http.MethodHead || rt.method != http.MethodGet) {
		c.Header().Set("Allow", rt.method)
		c.fail(http.StatusMethodNotAllowed, "This path takes "+rt.method+".", nil)
		return
	}
	rt.handler(s, c)
}

func (s *Server) authorized(r *http.Request) bool {
	if s.Key == "" {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	got, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(s.Key))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

func (c *call) json(v any) {
	c.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.Header().Set("Cache-Control", "no-store") // a changed file is seen at once
	c.WriteHeader(http.StatusOK)
	_ = encode(c, v) // the client has gone
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// params are query parameters, their names without regard to case.
type params map[string][]string

func (c *call) params() params {
	p := params{}
	query := c.r.URL.Query()
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p[strings.ToLower(name)] = append(p[strings.ToLower(name)], query[name]...)
	}
	return p
}

func (p params) one(name string) string {
	if v := p[strings.ToLower(name)]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// all gives the values that are not blank.
func (p params) all(name string) []string {
	var values []string
	for _, v := range p[strings.ToLower(name)] {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}

func (p params) yes(name string) bool {
	v := p.one(name)
	return strings.EqualFold(v, "true") || v == "1"
}
