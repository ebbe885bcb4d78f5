package relate

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// index indexes files, given as one text: a line "-- path" begins each.
func index(t testing.TB, tree string) *store.DB {
	t.Helper()
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for part := range strings.SplitSeq("\n"+tree, "\n-- ") {
		name, text, ok := strings.Cut(part, "\n")
		if !ok || strings.TrimSpace(name) == "" {
			continue
		}
		f := store.File{Path: name, Lang: scan.Language(name), Lines: 1, Flags: int(scan.FlagsOf(name, []byte(text)))}
		docs, own := scan.SplitLinked(f.Lang, []byte(text))
		links := make([]link.Links, len(docs))
		var stored []store.Doc
		for i, d := range docs {
			links[i] = d.Links
			stored = append(stored, store.Doc{Kind: d.Kind, Name: d.Name, Part: d.Part, About: d.About, First: d.Start, Last: d.End})
		}
		if err := b.Put(f, stored, make([]store.Words, len(docs)), store.Links{Text: link.Text(own, links), Terms: link.Terms(own, links)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(1, true); err != nil {
		t.Fatal(err)
	}
	return db
}

func ask(t testing.TB, db *store.DB, id string) Related {
	t.Helper()
	path, part, _ := strings.Cut(id, "::")
	r, ok, err := Find(context.Background(), db, path, part)
	if err != nil || !ok {
		t.Fatalf("%s: found %v, %v", id, ok, err)
	}
	return r
}

// text shows all edges, one group a line.
func text(r Related) string {
	var b strings.Builder
	for _, g := range []struct {
		name  string
		edges []Edge
	}{{"calls", r.Outgoing}, {"called by", r.Incoming}, {"up", r.Ancestors}, {"down", r.Descendants}, {"used by", r.References}} {
		if len(g.edges) == 0 {
			continue
		}
		b.WriteString(g.name)
		for _, e := range g.edges {
			fmt.Fprintf(&b, " %s::%s", e.Path, strings.ReplaceAll(e.Part, " ", "_"))
			if e.Confidence < 1 {
				fmt.Fprintf(&b, "~%.2g", e.Confidence)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// meaning is a tree, a symbol of it, and all that is to be found of it.
type meaning struct{ tree, id, want string }

func meanings(t *testing.T, cases map[string]meaning) {
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := text(ask(t, index(t, c.tree), c.id)); got != c.want {
				t.Errorf("%s:\n%swant\n%s", c.id, got, c.want)
			}
		})
	}
}
