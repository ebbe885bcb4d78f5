//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// manyFiles is a folder with n files of code. They are not new: the engine
// looks at new ones twice.
func manyFiles(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "many")
	old := time.Now().Add(-time.Hour)
	for i := range n {
		file := filepath.Join(dir, fmt.Sprint("dir", i%7), fmt.Sprintf("file%d.go", i))
		text := fmt.Sprintf("package p\n\n// Common%d does it.\nfunc Common%d() { needle%dx() }\n", i, i, i) + strings.Repeat("\n// Filler of many words, so that it takes a while.\n", 40)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// asked runs one call over the engine to its end.
func asked(cmd *exec.Cmd) (out, log string, status int) {
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // its state tells
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func cached(dir, cache string) []string {
	return []string{"CODEALIVE_LOCAL=" + dir, "CODEALIVE_CACHE_DIR=" + cache}
}

// countFiles are arguments that tell how much is indexed.
var countFiles = []string{"call", "query_artifact_metadata", "--statement", "SELECT count(*) AS n FROM files"}

// A limit on the size of files stands for a disk that is full.
func TestFullDiskIsSaidWithTheFix(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	const files = 200
	dir := manyFiles(t, files)
	search := []string{"call", "semantic_search", "--question", "needle7x"}
	for _, blocks := range []int{4, 16, 128, 400} { // of 512 or 1024 bytes; all is too much
		t.Run(fmt.Sprint(blocks), func(t *testing.T) {
			cache := t.TempDir()
			within := func(args ...string) (string, string, int) {
				shell := append([]string{"-c", fmt.Sprintf(`ulimit -f %d && exec "$0" "$@"`, blocks), binary}, args...)
				return asked(command(t, "sh", cached(dir, cache), shell...))
			}
			found, fix := false, false
			for range 2 { // the second finds what the first left
				out, log, status := within(search...)
				found, fix = strings.Contains(out, "file7.go"), strings.Contains(out, "CODEALIVE_CACHE_DIR")
				if !found && (status != 1 || !fix) || strings.Contains(out, "No results") || strings.Contains(out, "call again") {
					t.Errorf("status %d, %s\n%s", status, out, log)
				}
			}
			if out, log, status := within(countFiles...); status != 1 || !strings.Contains(out, "CODEALIVE_CACHE_DIR") {
				t.Errorf("counted: %d %s\n%s", status, out, log)
			}
			if out, log, status := within("call", "grep_search", "--query", "needle7x"); status != 0 || !strings.Contains(out, "file7.go") {
				t.Errorf("grep: %d %s\n%s", status, out, log)
			}
			// With room again it is as if nothing had been.
			if out, log, status := asked(command(t, binary, cached(dir, cache), countFiles...)); status != 0 || !strings.Contains(out, fmt.Sprint(files)) {
				t.Errorf("after that: %d %s\n%s", status, out, log)
			}
		})
	}
}

func TestTwoProcessesIndexOneRepository(t *testing.T) {
	t.Parallel()
	const files = 400
	dir, cache := manyFiles(t, files), t.TempDir()
	var logs [2]string
	var both sync.WaitGroup
	for i := range logs {
		both.Go(func() {
			out, log, status := asked(command(t, binary, cached(dir, cache), append(countFiles, "--debug")...))
			if status != 0 || !strings.Contains(out, fmt.Sprint(files)) {
				t.Errorf("process %d: status %d, %s\n%s", i, status, out, log)
			}
			logs[i] = log
		})
	}
	both.Wait()
	written := 0
	for text := range strings.Lines(logs[0] + logs[1]) {
		var entry struct {
			Msg     string
			Changed int
		}
		if json.Unmarshal([]byte(text), &entry) == nil && entry.Msg == "indexed" {
			written += entry.Changed
		}
	}
	if written != files {
		t.Errorf("%d files were written, of %d:\n%s", written, files, logs)
	}
}

func TestKilledWhileItWritesTheIndex(t *testing.T) {
	t.Parallel()
	const files = 400
	dir := manyFiles(t, files)
	size := func(cache, pattern string) (bytes int64) {
		list, _ := filepath.Glob(filepath.Join(cache, "engine", pattern))
		for _, file := range list {
			if info, err := os.Stat(file); err == nil {
				bytes += info.Size()
			}
		}
		return bytes
	}
	exists := func(cache, pattern string) bool {
		list, _ := filepath.Glob(filepath.Join(cache, "engine", pattern))
		return len(list) > 0
	}
	for name, reached := range map[string]func(cache string) bool{
		"first word":      nil, // progress, or the answer where the machine is quick
		"file made":       func(cache string) bool { return exists(cache, "*.db") },
		"tables made":     func(cache string) bool { return size(cache, "*.db*") > 8<<10 },
		"log begun":       func(cache string) bool { return size(cache, "*-wal") > 0 },
		"log well filled": func(cache string) bool { return size(cache, "*-wal") > 100<<10 },
		"log long":        func(cache string) bool { return size(cache, "*-wal") > 500<<10 },
	} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			p := launch(t, cached(dir, cache))
			p.call(1, "semantic_search", `{"question":"needle7x"}`)
			if reached == nil {
				p.next()
			} else {
				eventually(t, name, func() bool { return reached(cache) })
			}
			_ = p.cmd.Process.Kill()
			<-p.ended
			if p.cmd.ProcessState.Exited() {
				t.Fatal("it ended by itself")
			}
			for range 2 {
				if out, log, status := asked(command(t, binary, cached(dir, cache), countFiles...)); status != 0 || !strings.Contains(out, fmt.Sprint(files)) {
					t.Errorf("status %d, %s\n%s", status, out, log)
				}
			}
			if out, log, status := asked(command(t, binary, cached(dir, cache), "call", "semantic_search", "--question", "needle399x")); status != 0 || !strings.Contains(out, "file399.go") {
				t.Errorf("status %d, %s\n%s", status, out, log)
			}
		})
	}
}
