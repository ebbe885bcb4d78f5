package engine

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// spoil overwrites the page where the documents of an index begin, which shows
// only to whoever reads them.
func spoil(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	if err := db.QueryRow("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'docs'").Scan(&page, &size); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteAt([]byte(strings.Repeat("x", int(size))), (page-1)*size); err != nil {
		t.Fatal(err)
	}
}

func TestQueryOverADamagedIndexIsAnsweredAndSparesTheOthers(t *testing.T) {
	roots := []string{folder(t, "a.go", "package a\n\nfunc A() {}\n"), folder(t, "b.go", "package b\n\nfunc B() {}\n"), folder(t, "c.go", "package c\n\nfunc C() {}\n")}
	cache := t.TempDir()
	names := []string{filepath.Base(roots[0]), filepath.Base(roots[1]), filepath.Base(roots[2])}
	args := map[string]any{"data_sources": names, "statement": "SELECT qualified_name FROM symbols ORDER BY 1"}
	t.Run("first", func(t *testing.T) { serve(t, roots, cacheIn(cache)).tool("query_artifact_metadata", args) })
	spoil(t, filepath.Join(cache, "engine", index.FileName(index.ID(roots[1]))))
	var log bytes.Buffer
	k := serve(t, roots, cacheIn(cache), func(c *Config, _ *index.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	obj, _ := k.tool("query_artifact_metadata", args)
	if got := fmt.Sprint(obj["rows"]); got != "[[A] [B] [C]]" {
		t.Errorf("rows %s", got)
	}
	if text := log.String(); strings.Count(text, "msg=indexed") != 1 || !strings.Contains(text, "msg=indexed root="+roots[1]) {
		t.Errorf("log %s", text)
	}
}
