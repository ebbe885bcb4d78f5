package query

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

func TestEveryColumn(t *testing.T) {
	one := sample(t)
	for _, c := range []struct{ statement, want string }{
		{"SELECT * FROM files WHERE path = 'src/ledger/ledger_test.go'",
			"one src/ledger/ledger_test.go ledger_test.go src/ledger .go Go 35 3 1 0 0 2026-03-04 05:06:07"},
		{"SELECT * FROM files WHERE path = 'Makefile'", "one Makefile Makefile   Make 5 1 0 0 0 2026-03-04 05:06:07"},
		{"SELECT * FROM files WHERE is_vendored", "one vendor/x/x.tar.GZ x.tar.GZ vendor/x .gz Other 0 0 0 0 1 <nil>"},
		{"SELECT * FROM symbols WHERE name = 'Post'", "one Post Ledger.Post method src/ledger/ledger.go Go 9 11 3 " +
			"Ledger.Post(amount int, note string) Post adds an entry. 0 0 0 local/one::src/ledger/ledger.go::Ledger.Post(amount int, note string)"},
		{"SELECT * FROM symbols WHERE is_test", "one TestPost TestPost function src/ledger/ledger_test.go Go 3 3 1 TestPost()  1 0 0 " +
			"local/one::src/ledger/ledger_test.go::TestPost()"},
		// No sections, chunks or files among the symbols.
		{"SELECT kind, qualified_name FROM symbols ORDER BY path, start_line",
			"struct Ledger; method Ledger.Post; const Max; function newLedger; function TestPost; function Größe"},
	} {
		if got := rows(t, one, c.statement); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.statement, got, c.want)
		}
	}
	for _, e := range entities {
		table, err := Run(t.Context(), one, "SELECT * FROM "+e.name)
		if err != nil || len(table.Columns) != len(e.fields) {
			t.Fatal(table.Columns, err)
		}
		for i, f := range e.fields {
			if table.Columns[i] != f.name {
				t.Errorf("column %d of %s is %s, published as %s", i, e.name, table.Columns[i], f.name)
			}
			for _, row := range table.Rows {
				switch row[i].(type) {
				case string:
					if f.kind != text {
						t.Errorf("%s.%s is published as %s, but %q", e.name, f.name, f.kind, row[i])
					}
				case int64:
					if f.kind == text || f.kind == boolean && row[i] != int64(0) && row[i] != int64(1) {
						t.Errorf("%s.%s is published as %s, but %d", e.name, f.name, f.kind, row[i])
					}
				}
			}
		}
	}
}

func TestStatements(t *testing.T) {
	one := sample(t)
	for _, c := range []struct{ statement, want string }{
		{"select PATH from FILES where PATH like 'readme%' limit 10;", "README.md"},
		{"SELECT language, count(*), sum(lines) FROM files GROUP BY language HAVING count(*) > 1 ORDER BY 2 DESC", "Go 3 22"},
		{"WITH go AS (SELECT path FROM files WHERE language = 'Go'), n(n) AS (SELECT count(*) FROM go) SELECT n.n FROM n", "3"},
		{"SELECT f.name, s.name FROM files f JOIN symbols s ON s.path = f.path AND s.data_source = f.data_source WHERE s.kind = 'const'", "ledger.go Max"},
		{"SELECT path FROM files WHERE path NOT IN (SELECT path FROM symbols) AND lines > 0 ORDER BY path", "Makefile; README.md"},
		{"SELECT name FROM symbols WHERE name = 'Max' UNION SELECT name FROM files WHERE name = 'Makefile' UNION ALL SELECT 'x' ORDER BY 1", "Makefile; Max; x"},
		{"SELECT (SELECT count(*) FROM symbols s WHERE s.path = f.path) AS n FROM files f ORDER BY n DESC LIMIT 1", "4"},
		{"SELECT CASE WHEN is_test THEN 'test' ELSE 'code' END c, count(*) FROM symbols GROUP BY c", "code 5; test 1"},
		{"SELECT name, row_number() OVER (PARTITION BY path ORDER BY start_line) n FROM symbols WHERE kind <> 'function' ORDER BY n", "Ledger 1; Post 2; Max 3"},
		{"SELECT 1 -- ; DROP TABLE files", "1"},
		{"/* ; */ SELECT /* ) */ ';--' ; ;", ";--"},
		{"SELECT 1.5, NULL, 'a' || 'b', -3, x'6162'", "1.5 <nil> ab -3 ab"},
		{`SELECT "path" AS "a ""b""", [name] FROM "files" WHERE path = 'it''s' OR name = 'Makefile'`, "Makefile Makefile"},
		{"SELECT name FROM symbols WHERE name = 'Größe'", "Größe"},
		{"SELECT directory, name FROM files WHERE directory = 'שלום'", "שלום مرحبا.go"},
		{"SELECT name FROM symbols WHERE name LIKE 'GRÖSSE' OR name LIKE 'GRÖß_'", "Größe"},
		{"SELECT path FROM files WHERE path GLOB 'src/*_test.go'", "src/ledger/ledger_test.go"},
		{"SELECT count(*) FROM files WHERE modified_at >= date('2026-03-04') AND modified_at < datetime('2026-03-04 05:06:08')", "5"},
		{"SELECT length(path) - length(replace(path, '/', '')) AS depth, instr(path, 'l') FROM files WHERE name = 'ledger.go'", "2 5"},
		{"SELECT group_concat(name, ',') FROM (SELECT name FROM symbols WHERE kind = 'function' ORDER BY name)", "Größe,TestPost,newLedger"},
		{"SELECT cast(start_line AS TEXT) || ':' || round(avg(lines), 1) FROM symbols WHERE name = 'Post'", "9:3.0"},
		{"SELECT * FROM (VALUES (1, 2), (3, 4))", "1 2; 3 4"},
		{"SELECT path FROM files WHERE 0", ""},
	} {
		if got := rows(t, one, c.statement); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.statement, got, c.want)
		}
	}
}

func TestRowsAreLimited(t *testing.T) {
	var files []string
	for i := range 620 {
		files = append(files, fmt.Sprintf("%04d", i), "x\n")
	}
	one := []Source{{"one", "local/one::", indexOf(t, files...)}}
	for _, c := range []struct {
		limit string
		rows  int
		first string
		more  bool
	}{
		{"", 100, "0000", true},
		{"LIMIT 3", 3, "0000", true},
		{"LIMIT 500", 500, "0000", true},
		{"LIMIT 501", 500, "0000", true},
		{"LIMIT 99999999999999999999999", 500, "0000", true},
		{"LIMIT 500 OFFSET 119", 500, "0119", true},
		{"LIMIT 500 OFFSET 120", 500, "0120", false},
		{"LIMIT 120, 500", 500, "0120", false},
		{"limit 20 offset 610", 10, "0610", false},
		{"LIMIT 0", 0, "", true},
		{"LIMIT 10 OFFSET 99999999999999999999999", 0, "", false},
	} {
		table, err := Run(t.Context(), one, "SELECT path FROM files ORDER BY path "+c.limit)
		if err != nil || len(table.Rows) != c.rows || table.More != c.more {
			t.Errorf("%q: %d rows, more %v, %v", c.limit, len(table.Rows), table.More, err)
			continue
		}
		if c.rows > 0 && table.Rows[0][0] != c.first {
			t.Errorf("%q begins with %s", c.limit, table.Rows[0][0])
		}
	}
	if got := rows(t, one, "SELECT count(*) FROM (SELECT path FROM files LIMIT 600)"); got != "600" {
		t.Errorf("a subquery has %s rows of its 600", got)
	}
}

// A checkout must not be able to make its index, or that of others, unreadable.
func TestHugeNamesAreLeftOut(t *testing.T) {
	huge := strings.Repeat("x", 40_000)
	one := []Source{{"one", "local/one::", indexOf(t, "a.go", "package a\n\nfunc A() {}\n", "b.go", "package b\n\nfunc "+huge+"() {}\n\nfunc B() {}\n")}}
	for _, where := range []string{"", " WHERE name <> 'y'", " WHERE signature NOT LIKE 'y%' AND path > ''", " WHERE length(identifier) > 1"} {
		if got := rows(t, one, "SELECT name FROM symbols"+where+" ORDER BY signature"); got != "A; B" {
			t.Errorf("%s: %s", where, got)
		}
	}
}

func TestSeveralSources(t *testing.T) {
	both := append(sample(t), Source{"it's ); --", "local/it's ); --::", indexOf(t, "src/ledger/ledger.go", ledger, "b.go", "package b\n\nfunc B() {}\n")}, Source{"none", "local/none::", indexOf(t)})
	for _, c := range []struct{ statement, want string }{
		{"SELECT data_source, count(*) FROM files GROUP BY 1 ORDER BY 1", "it's ); -- 2; one 6"},
		{"SELECT DISTINCT data_source FROM symbols WHERE name = 'Post' ORDER BY 1", "it's ); --; one"},
		{"SELECT identifier FROM symbols WHERE name = 'B'", "local/it's ); --::b.go::B()"},
		{"SELECT f.data_source, count(*) FROM files f JOIN symbols s ON s.data_source = f.data_source AND s.path = f.path GROUP BY 1 ORDER BY 1", "it's ); -- 5; one 6"},
	} {
		if got := rows(t, both, c.statement); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.statement, got, c.want)
		}
	}
	if got := rows(t, both[2:], "SELECT count(*) FROM files, symbols"); got != "0" {
		t.Errorf("an empty index has %s rows", got)
	}
	var many []Source
	for i := range maxSources + 1 {
		many = append(many, Source{fmt.Sprint(i), "", both[1].DB})
	}
	if got := rows(t, many[:maxSources], "SELECT count(*) FROM symbols s JOIN files f ON f.path = s.path AND f.data_source = s.data_source"); got != "50" {
		t.Errorf("%d sources have %s rows", maxSources, got)
	}
	if got := refused(t, many, "SELECT 1"); !strings.Contains(got, "name at most 10 data_sources") {
		t.Error(got)
	}
}

// The names of sources come from directories and remotes, a stranger's words.
func TestNamesOfSourcesAreValues(t *testing.T) {
	for _, name := range []string{"it's", "%[1]s", "%[2]s", "%s", `"; --`, "\\"} {
		src := []Source{{name, "of " + name + "::", indexOf(t, "a.go", "package a\n\nfunc F() {}\n")}}
		want := fmt.Sprintf("%s of %s::a.go::F()", name, name)
		if got := rows(t, src, "SELECT data_source, identifier FROM symbols"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestWhileItIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := store.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	one := []Source{{"one", "local/one::", path}}
	count := func(want string) {
		t.Helper()
		if got := rows(t, one, "SELECT count(*) FROM files"); got != want {
			t.Errorf("%s files, want %s", got, want)
		}
	}
	count("0")
	put(t, db, "a", "b\n")
	count("1")
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	if err := b.Put(store.File{Path: "c"}, nil, nil, store.Links{}); err != nil {
		t.Fatal(err)
	}
	count("1")
	if err := b.Commit(2, true); err != nil {
		t.Fatal(err)
	}
	count("2")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("this test wants an index without the files of a writer")
	}
	count("2")
}

func TestFaultsAreNoMistakes(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		sources []Source
		damaged bool
	}{
		"no source": {t.Context(), nil, false},
		"missing":   {t.Context(), []Source{{"a", "", missing}}, false},
		"garbage":   {t.Context(), []Source{{"a", "", garbage}}, true},
		"cancelled": {gone, sample(t), false},
	} {
		_, err := Run(c.ctx, c.sources, "SELECT 1 FROM files")
		var m interface{ Try() string }
		if err == nil || errors.As(err, &m) || store.Damaged(err) != c.damaged {
			t.Errorf("%s: %v, damaged %v", name, err, store.Damaged(err))
		}
		if (c.ctx == gone) != errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a missing index was made")
	}
}

// spoil overwrites the root of a table, which shows only when it is read.
func spoil(t *testing.T, path, table string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	if err := db.QueryRow("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = ?", table).Scan(&page, &size); err != nil {
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

func TestDamageIsThatOfOneSource(t *testing.T) {
	garbage := filepath.Join(t.TempDir(), "garbage")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	spoilt := filepath.Join(t.TempDir(), "spoilt.db")
	if err := os.Rename(indexOf(t, "a.go", "package a\n\nfunc F() {}\n"), spoilt); err != nil {
		t.Fatal(err)
	}
	spoil(t, spoilt, "docs")
	good := func(name string) Source { return Source{name, "", indexOf(t, "a.go", "package a\n\nfunc F() {}\n")} }
	for _, path := range []string{garbage, spoilt} {
		_, err := Run(t.Context(), []Source{good("one"), {"two", "", path}, good("three")}, "SELECT name FROM symbols")
		var one *SourceError
		if !store.Damaged(err) || !errors.As(err, &one) || one.DB != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}
