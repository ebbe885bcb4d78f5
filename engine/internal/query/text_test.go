package query

import (
	"fmt"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	table := Table{Columns: []string{"a", "count(*)", "x|y"}, Rows: [][]any{
		{"plain text/of a.go", int64(3), 1.5},
		{"", nil, "NULL"},
		{"tab\there", "pipe | it", "line\nbreak"},
		{"\x1b[31mred", "\u202eright to left", "\u200bhidden"},
		{`say "x"`, `back\slash`, " edge"},
		{"\xff", "שלום مرحبا 世界 é", "2 rows"},
	}}
	want := `6 rows
a	count(*)	x|y
plain text/of a.go	3	1.5
""	NULL	"NULL"
"tab\there"	pipe | it	"line\nbreak"
"\x1b[31mred"	"\u202eright to left"	"\u200bhidden"
"say \"x\""	"back\\slash"	" edge"
"\xff"	שלום مرحبا 世界 é	2 rows
`
	if got := table.Text(8000); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := (Table{Columns: []string{"path"}}).Text(8000); got != "0 rows\npath\n" {
		t.Errorf("%q", got)
	}
}

func TestTextSaysWhatIsCut(t *testing.T) {
	var files []string
	for i := range 300 {
		files = append(files, fmt.Sprintf("directory/of/some/length/%04d.txt", i), "x\n")
	}
	one := []Source{{"one", "local/one::", indexOf(t, files...)}}
	text := func(statement string, budget int) string {
		t.Helper()
		table, err := Run(t.Context(), one, statement)
		if err != nil {
			t.Fatal(err)
		}
		s := table.Text(budget)
		if len(s) > budget {
			t.Errorf("%d bytes of %d", len(s), budget)
		}
		return s
	}
	first := func(s string) string { return s[:strings.IndexByte(s, '\n')] }
	for _, c := range []struct {
		statement string
		budget    int
		want      string
	}{
		{"SELECT path FROM files", 100_000, "100 rows, more with LIMIT 100 OFFSET 100"},
		{"SELECT path FROM files LIMIT 120 OFFSET 60", 100_000, "120 rows, more with LIMIT 120 OFFSET 180"},
		{"SELECT path FROM files LIMIT 500", 100_000, "300 rows"},
		{"SELECT path FROM files WHERE path LIKE '%7.txt' LIMIT 1", 100_000, "1 row, more with LIMIT 1 OFFSET 1"},
		{"SELECT path FROM files LIMIT 500", 1000, "24 of 300 rows shown: select fewer columns, or go on with LIMIT 24 OFFSET 24"},
		{"SELECT path FROM files LIMIT 50 OFFSET 100", 1000, "24 of 50 rows shown: select fewer columns, or go on with LIMIT 24 OFFSET 124"},
	} {
		if got := first(text(c.statement, c.budget)); got != c.want {
			t.Errorf("%s in %d\ngot  %s\nwant %s", c.statement, c.budget, got, c.want)
		}
	}
	long := text("SELECT group_concat(path) AS all_paths, 'é' AS e FROM files", 1000)
	if lines := strings.Split(long, "\n"); len(lines) != 4 || !strings.HasPrefix(lines[2], `"directory/of`) || !strings.Contains(lines[2], `"+`) || !strings.HasSuffix(lines[2], "\té") {
		t.Errorf("a long cell: %s", long)
	}
	text("SELECT "+strings.Repeat("path, ", 15)+"path FROM files", 2000)
}
