package engine

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func moduleDir(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if dir := strings.TrimSpace(string(out)); err == nil && dir != "" {
		return dir
	}
	t.Skipf("%s is not in the module cache: %v", module, err)
	return ""
}

func TestFindsCodeByAQuestionInAModuleWithoutGit(t *testing.T) {
	dir := moduleDir(t, "github.com/mark3labs/mcp-go")
	k := serve(t, []string{dir})
	got := paths(k.search("protect a localhost server from DNS rebinding"))
	if !slices.Contains(got[:min(3, len(got))], "server/http_localhost.go") {
		t.Errorf("found %q", got)
	}
}

func TestFindsTheStreamReaderOfThisRepository(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	k := serve(t, []string{root})
	res := k.search("where is the chat stream parsed", "Extensions", "go")
	for _, r := range res.Results[:min(3, len(res.Results))] {
		if strings.Contains(r.Identifier, "::codealive/") && strings.Contains(r.Identifier, "::readStream(") {
			return
		}
	}
	t.Errorf("found %q", paths(res))
}
