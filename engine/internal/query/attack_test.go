package query

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"
)

const big = "WITH big AS MATERIALIZED (SELECT replace(replace(replace('aaaaaaaaaa', 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa') AS x) "

// doubling names each subquery twice in the next one.
func doubling(levels int, pair string) string {
	s := "WITH c0 AS (SELECT path x FROM symbols)"
	for i := range levels {
		s += fmt.Sprintf(", c%d AS ("+pair+")", i+1, i)
	}
	return s + fmt.Sprintf(" SELECT * FROM c%d", levels)
}

func list(n int, sep string, f func(i int) string) string {
	var all []string
	for i := range n {
		all = append(all, f(i))
	}
	return strings.Join(all, sep)
}

// joined names a table n times.
func joined(n int, table string) string {
	return list(n, ", ", func(i int) string { return fmt.Sprintf("%s s%d", table, i) })
}

// attempts to write, to escape and to exhaust. want is an expression for the
// error and what to try; with "" the statement must be answered, in bounds.
var attempts = []struct{ statement, want string }{
	// Writes.
	{"INSERT INTO files(path) VALUES ('x')", "only reading"},
	{"UPDATE files SET path = 'x'", "only reading"},
	{"DELETE FROM files", "only reading"},
	{"DROP VIEW files", "only reading"},
	{"CREATE TABLE x(y)", "only reading"},
	{"CREATE TEMP TABLE x AS SELECT * FROM files", "only reading"},
	{"WITH x AS (SELECT 1) INSERT INTO files(path) SELECT * FROM x", "only reading|syntax|cannot modify"},
	{"WITH x AS (SELECT 1) DELETE FROM docs", "only reading"},
	{"WITH x AS (DELETE FROM docs RETURNING *) SELECT * FROM x", "syntax error at DELETE, character 12"},
	{"BEGIN IMMEDIATE", "only reading"},
	{"SAVEPOINT x", "only reading"},
	{"REINDEX", "only reading"},
	{"ANALYZE", "only reading"},
	{"VACUUM INTO '/tmp/x.db'", "only reading"},
	{"PRAGMA query_only = 0", "only reading"},
	{"PRAGMA database_list", "only reading"},
	{"ATTACH '/etc/passwd' AS x", "only reading"},
	{"DETACH temp", "only reading"},
	{"EXPLAIN SELECT * FROM files", "only reading"},
	{"EXPLAIN QUERY PLAN SELECT * FROM files", "only reading"},
	{"VALUES (1)", "only reading"},
	{"REPLACE INTO files(path) VALUES ('x')", "only reading"},

	// What is not published.
	{"SELECT * FROM sqlite_master", "only the tables files and symbols"},
	{"SELECT sql FROM sqlite_schema", "only the tables files and symbols"},
	{"SELECT count(*) FROM sqlite_schema", "only the tables files and symbols"},
	{"SELECT name FROM sqlite_temp_master", "only the tables files and symbols"},
	{"SELECT * FROM temp.sqlite_schema", "only the tables files and symbols"},
	{"SELECT * FROM main.sqlite_schema", "only the tables files and symbols"},
	{"SELECT * FROM docs", "only the tables files and symbols"},
	{"SELECT bytes FROM docs", "only the tables files and symbols"},
	{"SELECT count(*) FROM docs", "only the tables files and symbols"},
	{"SELECT 1 FROM files, docs", "only the tables files and symbols"},
	{"SELECT value FROM meta", "only the tables files and symbols"},
	{`SELECT * FROM "meta"`, "only the tables files and symbols"},
	{"SELECT * FROM [docs]", "only the tables files and symbols"},
	{"SELECT * FROM `linked`", "only the tables files and symbols"},
	{"SELECT * FROM 'linked_data'", "only the tables files and symbols"},
	{"SELECT list FROM segments", "only the tables files and symbols"},
	{"SELECT rowid FROM linked WHERE linked MATCH 'x'", "only the tables files and symbols"},
	{"SELECT * FROM src0.docs", "no table src0.docs"},
	{"SELECT * FROM main.docs", "no table main.docs"},
	{"SELECT hash FROM files", "no column hash"},
	{"SELECT rowid FROM files", "no column rowid"},
	// Subqueries that call themselves like the views.
	{"WITH files AS (SELECT * FROM docs) SELECT * FROM files", "only the tables files and symbols"},
	{"WITH symbols AS (SELECT value FROM meta) SELECT * FROM symbols", "only the tables files and symbols"},
	{"SELECT * FROM (SELECT part FROM docs) AS files", "only the tables files and symbols"},
	{"SELECT (WITH docs AS (SELECT 1) SELECT 1), (SELECT part FROM docs)", "only the tables files and symbols"},
	{"SELECT * FROM pragma_table_info('files')", "only the tables files and symbols"},
	{"SELECT count(*) FROM pragma_database_list", "only the tables files and symbols"},
	{"SELECT file FROM pragma_database_list", "only the tables files and symbols"},
	{"SELECT * FROM json_each('[1,2]')", "only the tables files and symbols"},
	{"SELECT * FROM dbstat", "only the tables files and symbols"},
	{"SELECT data FROM sqlite_dbpage", "only the tables files and symbols"},
	{"SELECT * FROM bytecode('SELECT 1')", "only the tables files and symbols|no table"},
	{"SELECT * FROM fts5vocab('linked', 'row')", "only the tables files and symbols|no table|not a function"},
	{"SELECT * FROM generate_series(1, 1000000000)", "no table generate_series"},

	// Functions.
	{"SELECT load_extension('/tmp/x.so')", "load_extension"},
	{"SELECT readfile('/etc/passwd')", "no function readfile"},
	{"SELECT writefile('/tmp/x', 'y')", "no function writefile"},
	{"SELECT fts5(NULL)", "function fts5 is not allowed|wrong number"},
	{"SELECT sqlite_version()", "sqlite_version is not allowed"},
	{"SELECT hex(randomblob(1e9))", "(hex|randomblob) is not allowed"},
	{"SELECT zeroblob(1e9)", "zeroblob is not allowed"},
	{"SELECT printf('%1000000000d', 1)", "printf is not allowed"},
	{"SELECT format('%.*c', 1e9, 'x')", "format is not allowed"},
	{"SELECT json_group_array(path) FROM files", "json_group_array is not allowed"},
	{"SELECT '{}' -> 'a'", "-> is not allowed"},
	{"SELECT path FROM files ORDER BY random()", "random is not allowed"},
	{"SELECT path FROM files WHERE path REGEXP 'a'", "(?i)function regexp"},
	{"SELECT path FROM files WHERE path MATCH 'a'", "match is not allowed|MATCH"},
	{"SELECT dir_of(path) FROM files", "dir_of is not allowed"},
	{"SELECT eval('SELECT 1')", "no function eval"},

	// More than one statement, and tricks with text.
	{"SELECT 1; DROP TABLE files", "more than one statement: the first ends at character 9"},
	{"SELECT 1;;SELECT 2", "more than one statement"},
	{"SELECT 1) UNION SELECT (2", `no \( for the \)`},
	{"SELECT 1) SELECT * FROM docs --", `no \( for the \)`},
	{"SELECT (1", "not closed"},
	{"SELECT 1 /* ", "comment that begins at character 10 does not end"},
	{"SELECT 'abc", "text that begins at character 8 does not end"},
	{"SELECT\n  \"abc", "name that begins at line 2, character 3 does not end"},
	{"SELECT [abc", "name that begins"},
	{"SELECT 1\x00; DROP TABLE files", "NUL"},
	{"SELECT '\xff'", "UTF-8"},
	{"SELECT ?", "parameter"},
	{"SELECT path FROM files LIMIT ?1", "parameter"},
	{"SELECT :x, @y", "parameter :x"},
	{"SELECT $x", `parameter \$x`},
	{"-- only a comment", "blank"},
	{" ; ", "blank"},
	{"", "blank"},
	{strings.Repeat("x", 100_000), "100000 bytes"},
	{"SELECT " + strings.Repeat("(", 3000) + "1" + strings.Repeat(")", 3000), "nested more than 50"},
	{"SELECT " + strings.Repeat("-", 3) + "1", "too early|syntax"}, // a comment
	{"SELECT " + strings.Repeat("- ", 3000) + "1", "Recursion limit"},
	{"SELECT " + strings.Repeat("NOT ", 1000) + "1", "too large"},
	{list(1000, " UNION ", func(int) string { return "SELECT 1" }), "bytes"},
	{list(400, " UNION ", func(int) string { return "SELECT 1" }), "too many terms"},
	{"SELECT " + list(200, ",", func(int) string { return "*" }) + " FROM symbols", "too many columns"},

	// Limits.
	{"SELECT path FROM files LIMIT -1", "LIMIT does not stand at the end with whole numbers"},
	{"SELECT path FROM files LIMIT 1e18", "LIMIT does not"},
	{"SELECT path FROM files LIMIT 10 OFFSET -1", "LIMIT does not"},
	{"SELECT path FROM files LIMIT (SELECT 5)", "LIMIT does not"},
	{"SELECT path FROM files LIMIT 1 UNION SELECT 2", "LIMIT does not"},
	{"SELECT path FROM files LIMIT", "LIMIT does not"},
	{"SELECT path FROM files LIMIT 1000000000", ""},

	// Time.
	{"SELECT count(*) FROM symbols a, symbols b, symbols c, symbols d, symbols e, symbols f", "took more than"},
	{"SELECT 1 UNION ALL SELECT count(*) FROM symbols a, symbols b, symbols c, symbols d, symbols e, symbols f", "took more than"}, // after the first row
	{"SELECT a.path FROM files a, files b, files c, files d, files e, files f ORDER BY a.path || f.path, b.path", "took more than"},
	{"SELECT DISTINCT a.path || b.path || c.path || d.path FROM files a, files b, files c, files d LIMIT 1 OFFSET 99999999", "took more than"},
	{"SELECT a.path FROM files a, files b, files c, files d WHERE a.path || b.path LIKE '%' || c.path || '%x%y%' || d.path", "took more than"},
	{"SELECT max((SELECT count(*) FROM files b, files c, files d, files e WHERE b.path > a.path)) FROM files a", "took more than"},
	{"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "recursive"},
	{"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", "recursive"},

	// Memory.
	{"SELECT group_concat(a.path || b.path) FROM files a, files b", "grew above 16384 bytes"},
	{"SELECT replace(replace(replace(replace(replace('aaaaaaaaaa', 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa')", "16384 bytes"},
	{big + "SELECT x, x FROM big", "grew above 16384 bytes"},
	{big + "SELECT x || x FROM big", "grew above 16384 bytes"},
	{big + "SELECT strftime(replace(x, 'a', '%Y-%m-%d'), 'now') FROM big", "16384 bytes"},
	{big + "SELECT count(DISTINCT big.x || a.path || b.path || c.path) FROM big, files a, files b, files c", "took more than"},
	{big + "SELECT x LIKE '%' || substr(x, 1, 5000) || 'b' FROM big", "pattern takes too long"},
	{big + "SELECT x LIKE '%" + strings.Repeat("a", 90) + "b' FROM big", "pattern takes too long"},
	{big + ", y AS (SELECT x GLOB '*[ab][ab][ab]c' g FROM big) SELECT " + list(90, "+", func(int) string { return "g" }) + " FROM y", ""},
	{big + "SELECT " + list(90, ",", func(int) string { return "instr(x, substr(x, 1, 5000) || 'b')" }) + " FROM big", ""},

	// The compiler.
	{doubling(5, "SELECT x FROM c%[2]d UNION ALL SELECT x FROM c%[2]d"), ""},
	{doubling(25, "SELECT x FROM c%[2]d UNION ALL SELECT x FROM c%[2]d"), "tables"},
	{doubling(18, "SELECT a.x FROM c%[2]d a, c%[2]d b"), "nested too deep"},
	{"SELECT count(*) FROM " + joined(64, "symbols"), "name at most 40 tables"},
	{"SELECT count(*) FROM " + joined(64, "temp.symbols"), "name at most 40 tables"},
	// Tables that look like something else.
	{"SELECT " + list(30, ", ", func(i int) string { return fmt.Sprintf("%d AS materialized", i) }) + " FROM " + joined(45, "files"), "reads 45 tables"},
	{"SELECT " + list(30, ", ", func(i int) string { return fmt.Sprintf("CAST(%d AS materialized(3))", i) }) + " FROM " + joined(45, "files"), "reads 45 tables"},
	{"SELECT " + list(45, ", ", func(i int) string { return fmt.Sprintf("CAST('%d' IN files AS materialized(3))", i) }), "reads 45 tables"},
	{"SELECT " + list(45, ", ", func(i int) string { return fmt.Sprintf("%d IN files", i) }), "reads 45 tables"},
	{"SELECT " + list(30, ", ", func(i int) string { return fmt.Sprintf("count(*) OVER w%d", i) }) + " FROM " + joined(45, "files") +
		" WINDOW " + list(30, ", ", func(i int) string { return fmt.Sprintf("w%d AS (ORDER BY s0.path)", i) }), "reads 45 tables"},
	{"WITH " + list(30, ", ", func(i int) string { return fmt.Sprintf("w%d AS MATERIALIZED (SELECT %[1]d)", i) }) + " SELECT 1 FROM " + joined(45, "files"), "reads 45 tables"},
	{"SELECT count(*) FROM " + joined(45, "\ufefffiles"), "reads 45 tables"},
	{"SELECT count(*) FROM " + joined(45, "/**/\"files\""), "reads 45 tables"},
	{"SELECT count(*) FROM " + joined(45, "'FILES'"), "reads 45 tables"},
	{"SELECT count(*) FROM " + joined(45, "(files)"), "reads 45 tables"},
	{"SELECT count(*) FROM " + joined(45, "\"temp\" . [files]"), "reads 45 tables"},
	{"SELECT path FROM files\ufeff", "no table"}, // a letter there
	{"SELECT path FROM files WHERE " + list(150, " OR ", func(i int) string { return fmt.Sprintf("path LIKE '%%%d%%'", i) }), ""},
	{"SELECT path FROM files WHERE path IN (" + list(900, ",", func(i int) string { return fmt.Sprintf("'%d'", i) }) + ")", ""},
}

func TestAttempts(t *testing.T) {
	var files []string
	for i := range 60 {
		files = append(files, fmt.Sprintf("dir/%d.go", i), "package p\n\nfunc A() {}\n\nfunc B() {}\n")
	}
	path := indexOf(t, files...)
	before := snapshot(t, path)
	for _, a := range attempts {
		limit := time.Minute
		if strings.Contains(a.want, "took more than") {
			limit = 300 * time.Millisecond
		}
		began := time.Now()
		table, err := run(t.Context(), []Source{{"one", "local/one::", path}}, a.statement, limit)
		took := time.Since(began)
		short := fmt.Sprintf("%.120q", a.statement)
		if took > 30*time.Second {
			t.Errorf("%s took %v", short, took)
		}
		if a.want == "" {
			if err != nil || len(table.Rows) > maxRows {
				t.Errorf("%s: %d rows, %v", short, len(table.Rows), err)
			}
			continue
		}
		var m interface{ Try() string }
		if !errors.As(err, &m) {
			t.Errorf("%s: rows %.200v, error %v", short, table.Rows, err)
			continue
		}
		said := err.Error() + ". Try: " + m.Try()
		if ok, _ := regexp.MatchString(a.want, said); !ok || m.Try() == "" || len(said) > 900 || strings.Contains(said, "_files") {
			t.Errorf("%s: %s", short, said)
		}
		if testing.Verbose() {
			t.Logf("%v %s: %s", took.Round(time.Millisecond), short, said)
		}
	}
	if after := snapshot(t, path); !slices.Equal(before, after) {
		t.Errorf("the index changed: %v, was %v", after, before)
	}
	if got := rows(t, []Source{{"one", "local/one::", path}}, "SELECT count(*) FROM symbols"); got != "120" {
		t.Errorf("%s symbols are left", got)
	}
}

// snapshot is what lies beside an index, and the index itself.
func snapshot(t *testing.T, path string) []string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{string(body)}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "-wal") && !strings.HasSuffix(e.Name(), "-shm") {
			all = append(all, e.Name())
		}
	}
	return all
}

// Compiling cannot be interrupted, so its input is limited. SQLite asks the
// guard about every SELECT and column, which measures its work.
func TestCompilingIsBounded(t *testing.T) {
	path := indexOf(t, "a.go", ledger)
	for _, n := range []int{1, 2, 4, maxSources} {
		var sources []Source
		for i := range n {
			sources = append(sources, Source{fmt.Sprint(i), "", path})
		}
		k := maxTables / n
		for _, statement := range []string{
			"SELECT count(*) FROM " + joined(k, "symbols"),
			"SELECT s0.path FROM " + list(k, " JOIN ", func(i int) string { return fmt.Sprintf("symbols s%d", i) }) + " WHERE " +
				list(k-1, " AND ", func(i int) string {
					return fmt.Sprintf("s%d.path = s%d.path AND (s%[1]d.name = s%[2]d.name OR s%[1]d.kind = s%[2]d.kind)", i, i+1)
				}),
			doubling((k-2)/2, "SELECT a.x FROM c%[2]d a WHERE EXISTS (SELECT 1 FROM c%[2]d b WHERE a.x = b.x)"),
			doubling((k-2)/3, "SELECT a.x FROM c%[2]d a WHERE EXISTS (SELECT 1 FROM c%[2]d b) AND EXISTS (SELECT 1 FROM c%[2]d b)"),
			"SELECT " + list(k-1, ", ", func(i int) string {
				return fmt.Sprintf("(SELECT count(*) FROM symbols s WHERE s.path = f.path AND s.lines > %d)", i)
			}) + " FROM files f",
		} {
			st, err := parse(statement, n)
			if err != nil {
				t.Errorf("%d sources, %.60s: %v", n, statement, err)
				continue
			}
			asked := 0
			s := opened(t.Context(), t, sources, st, func() { asked++ })
			_, err = s.columns(st.text)
			var m interface{ Try() string }
			if err != nil && !errors.As(s.explain(st, err), &m) {
				t.Errorf("%d sources, %.60s: %v", n, statement, err)
			}
			if asked == 0 || asked > 4000 {
				t.Errorf("%d sources, %.60s: %d questions", n, statement, asked)
			}
		}
		if _, err := parse("SELECT count(*) FROM "+joined(k+1, "symbols"), n); err == nil {
			t.Errorf("%d sources: %d tables are taken", n, k+1)
		}
	}
}

// opened is a session before its statement, in which hook sees every question
// that SQLite asks of the guard.
func opened(ctx context.Context, t *testing.T, sources []Source, st statement, hook func()) *session {
	t.Helper()
	db := sql.OpenDB(connector{})
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &session{conn: conn, guard: guard{ctx: ctx, views: map[string]bool{}, with: st.with}}
	if err := s.open(t.Context(), sources); err != nil {
		t.Fatal(err)
	}
	err = conn.Raw(func(c any) error {
		return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(
			func(action sqlite.AuthorizerActionCode, arg1, arg2, schema, view string) sqlite.AuthorizerReturnCode {
				hook()
				return s.guard.check(action, arg1, arg2, schema, view)
			})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A statement that is being compiled ends at the next SELECT in it.
func TestCancellingTheCompiler(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	st := statement{text: "SELECT count(*) FROM " + joined(12, "symbols")}
	s := opened(ctx, t, sample(t), st, func() {
		if asked++; asked == 10 {
			cancel()
		}
	})
	if _, err := s.columns(st.text); err == nil || s.guard.denied != nil || asked < 10 {
		t.Errorf("%v, %v after %d questions", err, s.guard.denied, asked)
	}
}

// stopping is a function of statements, for the test that follows.
var stopping = func() {}

func init() {
	register(functions, map[string]function{"stop": {0, 0, func([]string) any { stopping(); return int64(1) }}})
}

// One that runs ends too, though it has not made a row.
func TestCancelling(t *testing.T) {
	allowed["stop"] = true
	defer delete(allowed, "stop")
	one := []Source{{"one", "local/one::", indexOf(t, "a.go", ledger, "b.go", ledger, "c.go", ledger, "d.go", ledger)}}
	ctx, cancel := context.WithCancel(t.Context())
	stopping = cancel
	if _, err := run(ctx, one, "SELECT count(*) FROM "+joined(12, "symbols")+" WHERE stop()", time.Minute); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzStatement(f *testing.F) {
	one := sample(f)
	for _, a := range attempts {
		f.Add(a.statement)
	}
	for _, x := range examples {
		f.Add(x.statement)
	}
	body, err := os.ReadFile(one[0].DB)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, statement string) {
		// The fuzzer waits for ever for an input that hangs.
		defer time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("%q hangs", statement)) }).Stop()
		table, err := run(t.Context(), one, statement, 100*time.Millisecond)
		var m interface{ Try() string }
		switch {
		case err != nil && !errors.As(err, &m):
			t.Errorf("a fault: %v", err)
		case len(table.Rows) > maxRows:
			t.Errorf("%d rows", len(table.Rows))
		}
		if s := table.Text(1000); err == nil && strings.Count(s, "\n") < 2 {
			t.Errorf("text %q", s)
		}
		if now, err := os.ReadFile(one[0].DB); err != nil || string(now) != string(body) {
			t.Errorf("the index changed, %v", err)
		}
	})
}
