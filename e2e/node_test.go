package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// node prepares a run of a program of node_modules, whose Node comes from there, too.
func node(t *testing.T, script string, args ...string) *exec.Cmd {
	t.Helper()
	modules, err := filepath.Abs("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(modules, ".bin")
	script = filepath.Join(modules, filepath.FromSlash(script))
	if _, err := os.Stat(script); err != nil {
		t.Fatalf("%v: run npm ci in e2e first", err)
	}
	cmd := command(t, filepath.Join(bin, "node"), nil, append([]string{script}, args...)...)
	cmd.Env = append(cmd.Env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_PROXY=127.0.0.1", "NO_COLOR=1")
	return cmd
}
