package engine

import (
	"database/sql"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// indexed is a document as the index holds it.
type indexed struct {
	path, part  string
	first, last int
}

func documents(t *testing.T, cache string) []indexed {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(cache, "engine", "*.db"))
	if len(files) != 1 {
		t.Fatalf("indexes %q", files)
	}
	db, err := sql.Open("sqlite", files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query("SELECT f.path, d.part, d.first, d.last FROM docs d JOIN files f ON f.id = d.file ORDER BY d.id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var docs []indexed
	for rows.Next() {
		var d indexed
		if err := rows.Scan(&d.path, &d.part, &d.first, &d.last); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return docs
}

const maxFetched = 2000

// Whatever the index of this repository holds, and whatever a search or a grep
// shows of it, can be fetched, line for line.
func TestIdentifiersComeBack(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	k := serve(t, []string{root}, cacheIn(cache))
	shown := map[string]bool{}
	for _, q := range []string{"server", "transport of the client", "license", "how do tools report errors"} {
		for _, r := range k.search(q, "MaxResults", "100").Results {
			shown[r.Identifier] = true
		}
		for _, r := range k.grep(strings.Fields(q)[0], "MaxResults", "500").Results {
			shown[r.Identifier] = true
		}
	}
	docs := documents(t, cache)
	if len(docs) < 500 || len(shown) < 100 {
		t.Errorf("only %d documents, %d hits", len(docs), len(shown))
	}
	step := len(docs)/maxFetched + 1 // which of them changes with the repository
	for len(docs) > 0 {
		var some []indexed
		for ; len(docs) > 0 && len(some) < 50; docs = docs[min(step, len(docs)):] {
			some = append(some, docs[0])
		}
		var ids []string
		for _, d := range some {
			id := "local/" + filepath.Base(root) + "::" + d.path
			delete(shown, id)
			if d.part != "" {
				id += "::" + d.part
				delete(shown, id)
			}
			ids = append(ids, id)
		}
		for i, a := range k.fetch("", ids...) {
			some[i].compare(t, root, a)
		}
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(shown)), 50) { // those left out above, and files without text for a document
		for i, a := range k.fetch("", ids...) {
			if !a.IsFound() {
				t.Errorf("%s is not found", ids[i])
			}
		}
	}
}

func (d indexed) compare(t *testing.T, root string, a codealive.Artifact) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(root, d.path))
	if err != nil || !a.IsFound() || a.Content == nil {
		t.Errorf("%+v: %v %+v", d, err, a)
		return
	}
	want, start := string(src), 1
	if d.part != "" {
		want, start = strings.Join(strings.Split(want, "\n")[d.first-1:d.last], "\n"), d.first
	}
	want = strings.ReplaceAll(strings.ToValidUTF8(want, "\uFFFD"), "\r\n", "\n")
	if *a.Content != want || a.StartLine != start {
		t.Errorf("%s: line %d %q, want line %d %q", a.Identifier, a.StartLine, *a.Content, start, want)
	}
}
