package engine

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

// Whatever the index of this repository holds can be fetched, line for line.
func TestEveryDocumentOfTheIndexComesBack(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	k := serve(t, []string{root}, cacheIn(cache))
	k.search("anything")
	docs := documents(t, cache)
	if len(docs) < 500 {
		t.Errorf("only %d documents", len(docs))
	}
	for len(docs) > 0 {
		some := docs[:min(50, len(docs))]
		docs = docs[len(some):]
		var ids []string
		for _, d := range some {
			ids = append(ids, strings.TrimSuffix("local/"+filepath.Base(root)+"::"+d.path+"::"+d.part, "::"))
		}
		for i, a := range k.fetch("", ids...) {
			src, err := os.ReadFile(filepath.Join(root, some[i].path))
			if err != nil || !a.IsFound() || a.Content == nil {
				t.Errorf("%s: %v %+v", ids[i], err, a)
				continue
			}
			want, start := string(src), 1
			if d := some[i]; d.part != "" {
				want, start = strings.Join(strings.Split(want, "\n")[d.first-1:d.last], "\n"), d.first
			}
			want = strings.ReplaceAll(strings.ToValidUTF8(want, "\uFFFD"), "\r\n", "\n")
			if *a.Content != want || a.StartLine != start {
				t.Errorf("%s: line %d %q, want line %d %q", ids[i], a.StartLine, *a.Content, start, want)
			}
		}
	}
}

// So can whatever a search or a grep shows.
func TestEveryHitComesBack(t *testing.T) {
	dir := moduleDir(t, "github.com/mark3labs/mcp-go")
	k := serve(t, []string{dir})
	var ids []string
	for _, q := range []string{"server", "client transport", "license", "how do tools report errors"} {
		for _, r := range k.search(q, "MaxResults", "100").Results {
			ids = append(ids, r.Identifier)
		}
		for _, r := range k.grep(strings.Fields(q)[0], "MaxResults", "100").Results {
			ids = append(ids, r.Identifier)
		}
	}
	for len(ids) > 0 {
		some := ids[:min(50, len(ids))]
		ids = ids[len(some):]
		for _, a := range k.fetch("", some...) {
			if !a.IsFound() {
				t.Errorf("%s is not found", a.Identifier)
			}
		}
	}
}
