package workspace

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func mkdir(t *testing.T, elems ...string) string {
	t.Helper()
	dir := filepath.Join(elems...)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWorkTreeIsFoundUpwards(t *testing.T) {
	top := tempDir(t)
	mkdir(t, top, ".git")
	deep := mkdir(t, top, "a", "b")
	if got, ok := WorkTree(deep); !ok || got != top {
		t.Errorf("got %q, %v", got, ok)
	}
	linked := mkdir(t, top, "linked")
	if err := os.WriteFile(filepath.Join(linked, ".git"), []byte("gitdir: elsewhere"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, ok := WorkTree(linked); !ok || got != linked {
		t.Errorf("linked work tree: got %q, %v", got, ok)
	}
}

func TestWorkTreeNeverTakesHomeOrAbove(t *testing.T) {
	base := tempDir(t)
	home := mkdir(t, base, "home", "user")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	mkdir(t, base, ".git") // above the home directory
	mkdir(t, home, ".git") // dotfiles kept in git
	inHome := mkdir(t, home, "notes")
	project := mkdir(t, home, "project")
	mkdir(t, project, ".git")
	for dir, want := range map[string]string{base: "", home: "", inHome: "", project: project, "/": "", "relative": "", "": ""} {
		if got, _ := WorkTree(dir); got != want {
			t.Errorf("WorkTree(%q) = %q, want %q", dir, got, want)
		}
	}
}

type rootsHandler struct {
	roots []mcp.Root
	calls int
}

func (h *rootsHandler) ListRoots(context.Context, mcp.ListRootsRequest) (*mcp.ListRootsResult, error) {
	h.calls++
	return &mcp.ListRootsResult{Roots: h.roots}, nil
}

func TestRootsOfTheClientReplaceTheWorkingDirectory(t *testing.T) {
	cwd, open, plain := tempDir(t), tempDir(t), tempDir(t)
	mkdir(t, cwd, ".git")
	mkdir(t, open, ".git")
	t.Chdir(cwd)
	w := Discover(slog.New(slog.DiscardHandler))
	if dirs := w.Dirs(); len(dirs) != 1 || dirs[0] != cwd {
		t.Fatalf("before: %v", dirs)
	}
	s := server.NewMCPServer("test", "1", server.WithToolCapabilities(false))
	s.AddTool(mcp.NewTool("dirs"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText(filepath.Join(w.Dirs()...)), nil
	})
	w.AskClient(s)
	handler := &rootsHandler{roots: []mcp.Root{{URI: fileURI(plain)}, {URI: "https://x/"}, {URI: fileURI(mkdir(t, open, "sub dir"))}}}
	c, err := client.NewInProcessClientWithOptions(s, client.WithRootsHandler(handler))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	init := mcp.InitializeRequest{}
	init.Params.ProtocolVersion = mcp.LATEST_LEGACY_PROTOCOL_VERSION
	if _, err := c.Initialize(ctx, init); err != nil {
		t.Fatal(err)
	}
	call := mcp.CallToolRequest{}
	call.Params.Name = "dirs"
	for range 2 {
		result, err := c.CallTool(ctx, call)
		if err != nil {
			t.Fatal(err)
		}
		if text := result.Content[0].(mcp.TextContent).Text; text != open {
			t.Errorf("serves %q, want %q", text, open)
		}
	}
	if handler.calls != 1 {
		t.Errorf("asked %d times, want once", handler.calls)
	}
}

func fileURI(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}
