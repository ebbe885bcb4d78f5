package query

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestExamplesRun(t *testing.T) {
	one := sample(t)
	s, _, err := Describe("", true)
	if err != nil || len(s.Examples) == 0 {
		t.Fatalf("%d examples, %v", len(s.Examples), err)
	}
	for _, x := range s.Examples {
		table, err := Run(t.Context(), one, x.Statement)
		if err != nil {
			t.Errorf("%s: %v", x.Statement, err)
		}
		// The sample was written for them, but is older than a week.
		if len(table.Rows) == 0 && !strings.Contains(x.Statement, "'now'") {
			t.Errorf("%s finds nothing", x.Statement)
		}
	}
}

func TestFunctionsAndOperatorsWork(t *testing.T) {
	one := sample(t)
	calls := map[string]string{
		"row_number": "row_number() OVER (ORDER BY path)", "rank": "rank() OVER (ORDER BY path)", "dense_rank": "dense_rank() OVER (ORDER BY path)",
		"substr": "substr(path, 1, 2)", "instr": "instr(path, 'a')", "replace": "replace(path, 'a', 'b')", "ifnull": "ifnull(path, 1)",
		"nullif": "nullif(path, 1)", "coalesce": "coalesce(NULL, path)", "iif": "iif(is_test, 1, 2)", "strftime": "strftime('%Y', modified_at)",
	}
	s, text, err := Describe("", false)
	if err != nil || len(s.Examples) != 0 || strings.Contains(text, "examples") {
		t.Errorf("examples not asked for: %v, %v", s.Examples, err)
	}
	for _, f := range s.Functions {
		call := calls[f]
		if call == "" {
			call = f + "(lines)"
		}
		if got := rows(t, one, "SELECT "+call+" FROM files WHERE path = 'Makefile'"); got == "" {
			t.Errorf("%s gives nothing", f)
		}
	}
	if len(s.Functions)+2 != len(allowed) {
		t.Errorf("%d functions are published, %d allowed", len(s.Functions), len(allowed))
	}
	if got := rows(t, one, "SELECT 1 = 1, 1 <> 1, 1 < 2, 1 <= 2, 1 > 2, 1 >= 2, 1 + 2, 1 - 2, 2 * 3, 7 / 2, 7 % 2, 'a' || 'b', 1 AND 0, 1 OR 0, NOT 1, "+
		"NULL IS NULL, 1 IN (1), 1 BETWEEN 0 AND 2, 'ab' LIKE 'A%', 'ab' GLOB 'A*', EXISTS (SELECT 1), CASE 1 WHEN 1 THEN 'x' END, CAST('3' AS INTEGER)"); got !=
		"1 0 1 1 0 0 3 -1 6 3 1 ab 0 1 0 1 1 1 1 0 1 x 3" {
		t.Error(got)
	}
}

func TestDescribe(t *testing.T) {
	s, text, err := Describe("Symbols", true)
	if err != nil || len(s.Entities) != 1 || s.Entities[0].Name != "symbols" {
		t.Fatalf("%+v, %v", s, err)
	}
	for _, e := range entities {
		if strings.Contains(text, "\n"+e.name+":") != (e.name == "symbols") {
			t.Errorf("%s in\n%s", e.name, text)
		}
	}
	for _, f := range entities[1].fields {
		if !strings.Contains(text, "\n  "+f.name+" "+f.kind) || f.about == "" {
			t.Errorf("%s is not described", f.name)
		}
	}
	for _, x := range s.Examples {
		if !strings.Contains(x.Statement, "symbols") || !strings.Contains(text, x.Statement) {
			t.Errorf("example %s", x.Statement)
		}
	}
	_, all, err := Describe("", true)
	if err != nil || len(all) > 4500 {
		t.Errorf("the description of everything has %d bytes, %v", len(all), err)
	}
	body, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(body), `"default_rows":100`) || !strings.Contains(string(body), `{"name":"path","type":"text","description":"file, from the root of the data source"}`) {
		t.Errorf("%s, %v", body, err)
	}
	_, _, err = Describe("classes", true)
	var m interface{ Try() string }
	if !errors.As(err, &m) || !strings.Contains(m.Try(), "files or symbols") {
		t.Errorf("%v", err)
	}
}
