package files

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"

	"github.com/codealive-mcp/codealive-mcp/internal/gittest"
)

// put writes a file of a test tree.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree writes files whose text is their name.
func tree(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		put(t, dir, name, name)
	}
	return dir
}

// commit makes a git repository of a tree, with what it holds tracked.
func commit(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	gittest.Isolate(t)
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "first"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// mendable checks that an error says what to do, and gives all it says.
func mendable(t *testing.T, err error) string {
	t.Helper()
	var r interface {
		error
		Try() string
	}
	if !errors.As(err, &r) {
		t.Errorf("cannot be mended: %v", err)
		return ""
	}
	if !strings.HasSuffix(r.Try(), ".") || r.Error() == "" || strings.ContainsAny(r.Error()+r.Try(), "\n\x00\x1b") {
		t.Errorf("unclear: %q, %q", r.Error(), r.Try())
	}
	return r.Error() + " | " + r.Try()
}

func opened(t *testing.T, dir string) *scan.Tree {
	t.Helper()
	tr, err := scan.OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tr.Close() })
	return tr
}
