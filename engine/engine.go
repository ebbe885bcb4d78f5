// Package engine answers CodeAlive's REST API over working trees on this
// machine: search and evidence without a service and, unless one is named,
// without a language model.
package engine

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/api"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/llm"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// Config says what the engine serves.
type Config struct {
	// Roots names the directories to serve, absolute. It is asked on every
	// request and must be quick. An empty list means: no sources.
	Roots func() []string
	// CacheDir is where indexes are kept; "" means the user's cache directory
	// plus "codealive-mcp".
	CacheDir string
	// Key is the bearer key that every request must carry. With "" none is
	// asked for: only for a listener that nobody else can reach.
	Key string
	Log *slog.Logger
	// FirstIndexWait is how long a query waits for a first index; 0 means 15 s.
	FirstIndexWait time.Duration
	// LLM answers chats from the evidence. Without one, the evidence is the answer.
	LLM *LLM
}

// LLM is a language model behind an OpenAI-compatible endpoint. It is sent
// questions with their evidence.
type LLM struct {
	BaseURL   string            // /chat/completions is appended, after /v1 if it has no path
	Model     string            // as the endpoint calls it
	Key       string            // bearer key of the endpoint; "" sends none
	Transport http.RoundTripper // nil means http.DefaultTransport
}

// Engine is an http.Handler.
type Engine struct {
	server *api.Server
	pool   *index.Pool
	key    string
	log    *slog.Logger
}

// New makes an engine. It touches neither files nor network: directories are
// first looked at when a request comes. Its error names the setting.
func New(cfg Config) (*Engine, error) { return newEngine(cfg, index.Options{}) }

func newEngine(cfg Config, opts index.Options) (*Engine, error) {
	if cfg.Roots == nil {
		return nil, errors.New("engine: Config.Roots is missing")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.FirstIndexWait == 0 {
		cfg.FirstIndexWait = 15 * time.Second
	}
	var model *llm.Client
	if cfg.LLM != nil {
		var err error
		if model, err = llm.New(llm.Config(*cfg.LLM)); err != nil {
			return nil, err
		}
	}
	opts.CacheDir, opts.Log = cfg.CacheDir, cfg.Log
	pool := index.NewPool(opts)
	server := &api.Server{Roots: cfg.Roots, Pool: pool, Key: cfg.Key, Log: cfg.Log, Model: model, FirstWait: cfg.FirstIndexWait}
	return &Engine{server: server.Init(), pool: pool, key: cfg.Key, log: cfg.Log}, nil
}

// CheckRoot says why a directory would not be served: it must be absolute and
// readable, and neither the file system's root nor the home directory or above it.
func CheckRoot(dir string) error {
	_, err := scan.Resolve(dir)
	return err
}

// ServeHTTP answers one request.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.server.ServeHTTP(w, r) }

// Close stops indexing and closes the indexes. Requests that are still running
// answer with an error.
func (e *Engine) Close() error { return e.pool.Close() }
