package query

import (
	"strings"
	"testing"
)

func TestMistakesNameTheFix(t *testing.T) {
	one := sample(t)
	for _, c := range []struct{ statement, want string }{
		{"SELECT langage FROM files", "there is no column langage. did you mean language? files has data_source, path, name, directory"},
		{"SELECT ptah FROM files", "there is no column ptah. did you mean path? files has"},
		{"SELECT f.size FROM files f", "there is no column f.size. did you mean size_bytes? files has"},
		{"SELECT x FROM symbols", "there is no column x. symbols has data_source, name, qualified_name"},
		{"SELECT a", "there is no column a. read from files or symbols"},
		{`SELECT path FROM files WHERE language = "Go"`, "there is no column Go. a text takes single quotes; files has"},
		{"SELECT path FROM Documents", "there is no table Documents. read from files or symbols"},
		{"SELECT regexp_replace(path, 'a', 'b') FROM files", "there is no function regexp_replace. use only count, sum"},
		{"SELECT path FORM files", "syntax error at files, character 18. "},
		{"SELECT path, FROM files WHERE path FROM 3", "syntax error at FROM, character 14"},
		{"SELECT path FROM files\nWHERE (lines > 3) (size_bytes > 4)", "syntax error at (, line 2, character 19"},
		{"SELECT # FROM files", "syntax error at #, character 8"},
		{"SELECT path FROM files WHERE", "the statement ends too early"},
		{"SELECT name FROM files f, symbols s", "ambiguous column name: name. "},
		{"SELECT substr(path) FROM files", "wrong number of arguments to function substr()"},
		{"SELECT replace(path) FROM files", "wrong number of arguments to function replace()"},
		{"SELECT path FROM files WHERE count(*) > 1", "misuse of aggregate function count()"},
		{"SELECT path FROM files UNION SELECT 1, 2", "SELECTs to the left and right of UNION do not have the same number of result columns"},
	} {
		if got := refused(t, one, c.statement); !strings.Contains(got, c.want) {
			t.Errorf("%s\ngot  %s\nwant %s", c.statement, got, c.want)
		}
	}
}
