package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// marker is a word that no tree holds; one file of a copy gets it.
const marker = "quagga7rarelyseen"

// source is where a line can be added that all tools see.
var source = map[string]bool{
	".go": true, ".py": true, ".js": true, ".ts": true, ".java": true, ".rs": true, ".c": true, ".h": true, ".cc": true, ".cpp": true, ".cs": true, ".rb": true, ".php": true,
}

// tree is a copy of a directory, committed to a repository of its own.
type tree struct {
	dir          string
	files, lines int
	bytes        int64
	middle       string // a file of usual size in the middle of it; it holds the marker
}

func copied(ctx context.Context, from, to string) (*tree, error) {
	t := &tree{dir: to}
	var usual []string
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(from, path)
		switch {
		case err != nil || relErr != nil:
			return fmt.Errorf("copy: %w %w", err, relErr)
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		t.files++
		t.lines += bytes.Count(data, []byte("\n"))
		t.bytes += int64(len(data))
		if source[filepath.Ext(rel)] && 4<<10 < len(data) && len(data) < 32<<10 {
			usual = append(usual, rel)
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if err != nil {
		return nil, err
	}
	if len(usual) == 0 {
		return nil, fmt.Errorf("no source file of 4 to 32 KiB in %s", from)
	}
	slices.Sort(usual)
	t.middle = filepath.Join(to, usual[len(usual)/2])
	if err := t.change(marker); err != nil {
		return nil, err
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"-c", "core.autocrlf=false", "add", "-A", "-f"},
		{"-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", "copy"},
	} {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = to
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("git: %w: %s", err, out)
		}
	}
	return t, nil
}

// change appends a line with a word to the file in the middle.
func (t *tree) change(word string) error {
	f, err := os.OpenFile(t.middle, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f, "\n// %s\n", word); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
