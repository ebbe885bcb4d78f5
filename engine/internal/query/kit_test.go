package query

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

var modified = time.Date(2026, 3, 4, 5, 6, 7, 8, time.UTC)

// indexOf writes an index of files, path and text in turn, as the engine would.
func indexOf(t testing.TB, files ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b%20#é.db")
	db, err := store.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, files...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func put(t testing.TB, db *store.DB, files ...string) {
	t.Helper()
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for i := 0; i < len(files); i += 2 {
		name, src := files[i], []byte(files[i+1])
		f := store.File{Path: name, Lang: scan.Language(name), Size: int64(len(src)), MTime: modified.UnixNano(),
			Lines: strings.Count(files[i+1], "\n"), Flags: int(scan.FlagsOf(name, src))}
		if f.Size == 0 {
			f.MTime = 0
		}
		var docs []store.Doc
		for _, d := range scan.Split(f.Lang, src) {
			docs = append(docs, store.Doc{Kind: d.Kind, Name: d.Name, Part: d.Part, About: d.About, First: d.Start, Last: d.End})
		}
		if err := b.Put(f, docs, make([]store.Words, len(docs)), store.Links{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(len(files)/2, true); err != nil {
		t.Fatal(err)
	}
}

const ledger = `package ledger

// Ledger keeps entries. It is not safe.
type Ledger struct {
	n int
}

// Post adds an entry.
func (l *Ledger) Post(amount int, note string) error {
	return nil
}

const Max = 1

func newLedger() *Ledger { return nil }
`

// sample is an index of what the engine is used for: code, tests, text, data.
func sample(t testing.TB) []Source {
	t.Helper()
	return []Source{{"one", "local/one::", indexOf(t,
		"src/ledger/ledger.go", ledger,
		"src/ledger/ledger_test.go", "package ledger\n\nfunc TestPost() {}\n",
		"README.md", "# Ledger\n\nText of some length here.\n\n## Use\n\nMore.\n",
		"Makefile", "all:\n",
		"vendor/x/x.tar.GZ", "",
		"שלום/مرحبا.go", "package p\n\n// Größe is 'quoted' and | piped.\nfunc Größe() {}\n",
	)}}
}

// rows runs a statement and writes its rows as Go values. It has more time than
// users get: a busy machine is slow.
func rows(t testing.TB, sources []Source, statement string) string {
	t.Helper()
	table, err := run(t.Context(), sources, statement, time.Minute)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	var all []string
	for _, r := range table.Rows {
		s := fmt.Sprintf("%v", r)
		all = append(all, s[1:len(s)-1])
	}
	return strings.Join(all, "; ")
}

// refused runs a statement that must be answered by a mistake, and gives its text.
func refused(t testing.TB, sources []Source, statement string) string {
	t.Helper()
	table, err := Run(t.Context(), sources, statement)
	var m interface{ Try() string }
	if !errors.As(err, &m) {
		t.Errorf("%.200s: got %v, error %v", statement, table.Rows, err)
		return ""
	}
	if m.Try() == "" {
		t.Errorf("%.200s: nothing to try after %q", statement, err)
	}
	return err.Error() + ". " + m.Try()
}
