// Package workspace finds the checkouts that the embedded engine serves when no
// directory was named: those the MCP client has open, else the one around the
// working directory.
package workspace

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/internal/remote"
)

// askTimeout bounds the question for the client's roots.
const askTimeout = 2 * time.Second

// Workspace knows the checkouts in use.
type Workspace struct {
	log *slog.Logger
	cwd []string // the checkout around the working directory, if there is one

	asking sync.Mutex // one question at a time
	mu     sync.Mutex
	asked  bool
	roots  []string // checkouts of the client's roots
}

// Discover looks around the working directory.
func Discover(log *slog.Logger) *Workspace {
	w := &Workspace{log: log}
	if cwd, err := os.Getwd(); err == nil {
		if top, ok := WorkTree(cwd); ok {
			w.cwd = []string{top}
		}
	}
	return w
}

// Dirs are the checkouts to serve now.
func (w *Workspace) Dirs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.roots) > 0 {
		return slices.Clone(w.roots)
	}
	return slices.Clone(w.cwd)
}

// Remotes are the addresses of all remotes of the checkouts.
func (w *Workspace) Remotes() []string {
	var all []string
	for _, dir := range w.Dirs() {
		for _, address := range remote.Of(dir) {
			all = append(all, address.URL)
		}
	}
	return all
}

// AskClient makes s ask its client for roots before the first tool call, and
// again after the client said that they changed. A client that does not answer
// in time is taken to have none.
func (w *Workspace) AskClient(s *server.MCPServer) {
	s.AddNotificationHandler(mcp.MethodNotificationRootsListChanged, func(context.Context, mcp.JSONRPCNotification) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked = false
	})
	s.Use(func(next server.ToolHandlerFunc) server.ToolHandlerFunc {
		return func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			w.ask(ctx, s)
			return next(ctx, req)
		}
	})
}

func (w *Workspace) ask(ctx context.Context, s *server.MCPServer) {
	w.asking.Lock()
	defer w.asking.Unlock()
	w.mu.Lock()
	asked := w.asked
	w.asked = true
	w.mu.Unlock()
	client, ok := server.ClientSessionFromContext(ctx).(server.SessionWithClientInfo)
	if asked || !ok || client.GetClientCapabilities().Roots == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	answer, err := s.RequestRoots(ctx, mcp.ListRootsRequest{})
	if err != nil {
		w.log.Warn("the client did not name its roots", "error", err)
		return
	}
	var roots []string
	for _, root := range answer.Roots {
		if top, ok := WorkTree(pathOf(root.URI)); ok && !slices.Contains(roots, top) {
			roots = append(roots, top)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.roots = roots
}

// WorkTree is the top of the git work tree around dir. The file system's root,
// the home directory and what is above it never count: too much lies there.
func WorkTree(dir string) (string, bool) {
	if dir == "" || !filepath.IsAbs(dir) {
		return "", false
	}
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	for {
		if tooWide(dir) {
			return "", false
		}
		// A linked work tree and a submodule have a file of this name.
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, true
		}
		dir = filepath.Dir(dir)
	}
}

func tooWide(dir string) bool {
	if dir == filepath.Dir(dir) {
		return true
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return false
	}
	if resolved, err := filepath.EvalSymlinks(home); err == nil {
		home = resolved
	}
	rel, err := filepath.Rel(dir, home)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// pathOf is the path of a file URI, or "" for any other.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" { // file:///C:/x
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}
