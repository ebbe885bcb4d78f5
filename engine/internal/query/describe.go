package query

import (
	"fmt"
	"slices"
	"strings"
)

// Schema publishes what statements may use.
type Schema struct {
	Language  string      `json:"language"`
	Entities  []Entity    `json:"entities"`
	Operators []string    `json:"operators"`
	Functions []string    `json:"functions"`
	Limits    Limits      `json:"limits"`
	Examples  []Statement `json:"examples,omitempty"`
}

// Entity is a table of statements.
type Entity struct {
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Fields      []Field `json:"fields"`
}

// Field is a column of an entity. Type is text, integer or boolean, which is 1 or 0.
type Field struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// Limits are the bounds of a statement and of its result.
type Limits struct {
	DefaultRows    int     `json:"default_rows"` // without a LIMIT of its own
	MaxRows        int     `json:"max_rows"`
	StatementBytes int     `json:"statement_bytes"`
	CellBytes      int     `json:"cell_bytes"`
	DataSources    int     `json:"data_sources"`
	Tables         int     `json:"tables"` // named in a statement, times data sources
	Seconds        float64 `json:"seconds"`
}

// Statement is an example.
type Statement struct {
	Question  string `json:"question"`
	Statement string `json:"statement"`
}

const language = "One SQLite SELECT, read-only: WITH, JOIN, subqueries, UNION, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET; no WITH RECURSIVE, no parameters. " +
	"It reads metadata, not code, of all named data_sources at once."

var operators = strings.Fields("= <> < <= > >= + - * / % || AND OR NOT IS IN BETWEEN LIKE GLOB EXISTS CASE CAST OVER")

var examples = []struct{ entity, question, statement string }{
	{"files", "largest Go files that are not generated",
		"SELECT path, lines FROM files WHERE language = 'Go' AND NOT is_generated ORDER BY lines DESC LIMIT 10"},
	{"files", "code by language", "SELECT language, count(*) AS files, sum(lines) AS lines FROM files GROUP BY language ORDER BY lines DESC"},
	{"files", "files of two names anywhere", "SELECT data_source, path FROM files WHERE name LIKE 'dockerfile%' OR name = 'Makefile'"},
	{"files", "changed in the last week", "SELECT path, modified_at FROM files WHERE modified_at >= date('now', '-7 days') ORDER BY modified_at DESC"},
	{"symbols", "where a name is declared, to fetch it",
		"SELECT identifier, kind, start_line FROM symbols WHERE name = 'Post' AND NOT is_test"},
	{"symbols", "methods of a type", "SELECT name, signature, path, start_line FROM symbols WHERE qualified_name LIKE 'Ledger.%' AND kind = 'method' ORDER BY name"},
	{"symbols", "longest functions below a directory",
		"SELECT qualified_name, path, lines FROM symbols WHERE kind IN ('function', 'method') AND path GLOB 'src/*' ORDER BY lines DESC LIMIT 20"},
	{"symbols", "directories with most symbols",
		"SELECT f.directory, count(*) AS n FROM symbols s JOIN files f ON f.data_source = s.data_source AND f.path = s.path GROUP BY f.directory ORDER BY n DESC LIMIT 10"},
}

// Describe tells what statements may use, of one entity or with "" of all, as
// a structure and as compact text for a model.
func Describe(name string, withExamples bool) (Schema, string, error) {
	s := Schema{
		Language: language, Operators: operators, Functions: slices.Concat(aggregates, scalars),
		Limits: Limits{defaultRows, maxRows, maxStatement, maxCell, maxSources, maxTables, deadline.Seconds()},
	}
	for _, e := range entities {
		if name != "" && !strings.EqualFold(name, e.name) {
			continue
		}
		out := Entity{Name: e.name, Description: e.about}
		for _, f := range e.fields {
			out.Fields = append(out.Fields, Field{f.name, f.kind, f.about})
		}
		s.Entities = append(s.Entities, out)
	}
	if len(s.Entities) == 0 {
		return Schema{}, "", mistake{"there is no entity " + quoted(name), "leave it out, or name files or symbols"}
	}
	for _, x := range examples {
		if withExamples && slices.ContainsFunc(s.Entities, func(e Entity) bool { return e.Name == x.entity }) {
			s.Examples = append(s.Examples, Statement{x.question, x.statement})
		}
	}
	return s, s.text(), nil
}

func (s Schema) text() string {
	var b strings.Builder
	fmt.Fprintln(&b, s.Language)
	for _, e := range s.Entities {
		fmt.Fprintf(&b, "\n%s: %s\n", e.Name, e.Description)
		for _, f := range e.Fields {
			fmt.Fprintf(&b, "  %s %s", f.Name, f.Type)
			if f.Description != "" {
				fmt.Fprintf(&b, ": %s", f.Description)
			}
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "\nbooleans are 1 or 0; texts take single quotes; LIKE ignores case, = does not\noperators: %s\nfunctions: %s\n",
		strings.Join(s.Operators, " "), strings.Join(s.Functions, " "))
	l := s.Limits
	fmt.Fprintf(&b, "limits: %d rows without LIMIT, at most %d; %d bytes of statement; %d bytes of a cell; %d data_sources; tables times data_sources %d; %g s\n",
		l.DefaultRows, l.MaxRows, l.StatementBytes, l.CellBytes, l.DataSources, l.Tables, l.Seconds)
	for i, x := range s.Examples {
		if i == 0 {
			b.WriteString("\nexamples:\n")
		}
		fmt.Fprintf(&b, "-- %s\n%s\n", x.Question, x.Statement)
	}
	return b.String()
}
