package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// Their names say something, and git counts them too.
func TestEmptyFilesAreFilesLikeOthers(t *testing.T) {
	dir := repository(t, "pkg/__init__.py", "", "pkg/a.py", "print(1)\n")
	old := time.Now().Add(-time.Hour) // what has just been written is looked at twice
	for _, name := range []string{"pkg/__init__.py", "pkg/a.py"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	var commits atomic.Int32
	k := serve(t, []string{dir}, func(_ *Config, o *index.Options) { o.Commit = func(index.State) { commits.Add(1) } })
	obj, _ := k.tool("query_artifact_metadata", map[string]any{"statement": "SELECT path, size_bytes, lines FROM files ORDER BY path"})
	if got := fmt.Sprint(obj["rows"]); got != "[[pkg/__init__.py 0 0] [pkg/a.py 9 1]]" {
		t.Errorf("rows %s", got)
	}
	indexed := commits.Load()
	if list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready")); list[0].Description != "2 files, mostly Python" || list[0].Indexing.FilesTotal != 2 {
		t.Errorf("%+v", list[0])
	}
	if obj, _ := k.tool("get_file_tree", nil); fmt.Sprint(obj["files"]) != "2" {
		t.Errorf("tree %v", obj)
	}
	if got := inBrief(k.grep("__init__")); !strings.HasPrefix(got, "pkg/__init__.py") {
		t.Errorf("found %q", got)
	}
	if got := k.search("print").DataSources[0].Indexing; got.FilesIndexed != 2 || got.FilesTotal != 2 {
		t.Errorf("indexed %+v", got)
	}
	if now := commits.Load(); now != indexed {
		t.Errorf("%d commits, then %d", indexed, now)
	}
	if got := k.content("local/" + filepath.Base(dir) + "::pkg/__init__.py"); got != "1 " {
		t.Errorf("fetched %q", got)
	}
}
