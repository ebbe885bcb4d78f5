package query

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// entity is a view that statements may read, with all that is told about it.
type entity struct {
	name, about string
	fields      []field
	from        string // %[1]s stands for the schema of an index
}

// field is a column: how it is published and how an index gives it. In expr,
// %[1]s stands for the source's name and %[2]s for the start of its
// identifiers, both as SQL texts.
type field struct{ name, kind, about, expr string }

const (
	text    = "text"
	integer = "integer"
	boolean = "boolean" // 1 or 0
)

var entities = []entity{
	{
		name: "files", about: "every indexed file, also those without text",
		from: "%[1]s.files f",
		fields: []field{
			{"data_source", text, "name of the data source", "%[1]s"},
			{"path", text, "from the root of the data source", "f.path"},
			{"name", text, "last part of path", "name_of(f.path)"},
			{"directory", text, "path without the name; '' at the root", "dir_of(f.path)"},
			{"extension", text, "lower case with its dot: '.go'; '' if none", "ext_of(f.path)"},
			{"language", text, "'Go', 'TypeScript', 'Markdown' …; 'Other' if unknown", "f.lang"},
			{"size_bytes", integer, "", "f.size"},
			{"lines", integer, "0 if the file holds no text", "f.lines"},
			flag("is_test", "a test, or data of tests", scan.Test),
			flag("is_generated", "written by a program", scan.Generated),
			flag("is_vendored", "a copy of somebody else's code", scan.Vendored),
			{"modified_at", text, "UTC, 'YYYY-MM-DD HH:MM:SS'; NULL if unsure", "CASE f.mtime WHEN 0 THEN NULL ELSE datetime(f.mtime / 1000000000, 'unixepoch') END"},
		},
	},
	{
		// A text above maxCell would end every statement that comes across it.
		// octet_length is what can be asked of it, and is asked first.
		name: "symbols", about: "what code declares in " + strings.Join(scan.Declaring(), ", ") +
			" (of other languages nothing is known yet): functions, methods, types, and constants and variables of modules, except in C and C++",
		from: "%[1]s.docs d JOIN %[1]s.files f ON f.id = d.file WHERE octet_length(d.name) BETWEEN 1 AND 500 AND d.kind NOT IN ('" +
			strings.Join([]string{scan.KindSection, scan.KindChunk, scan.KindFile}, "', '") + "')",
		fields: []field{
			{"data_source", text, "name of the data source", "%[1]s"},
			{"name", text, "as declared, without the type of a method: 'Post'", "last_of(d.name)"},
			{"qualified_name", text, "methods with their type: 'Ledger.Post'", "d.name"},
			{"kind", text, "'function', 'method', 'class', 'struct', 'interface', 'enum', 'trait', 'type', 'module', 'macro', 'const', 'var'", "d.kind"},
			{"path", text, "file, from the root of the data source", "f.path"},
			{"language", text, "of the file: 'Go' …", "f.lang"},
			{"start_line", integer, "1-based", "d.first"},
			{"end_line", integer, "inclusive", "d.last"},
			{"lines", integer, "from start_line to end_line", "d.last - d.first + 1"},
			{"signature", text, "name and parameters", "d.part"},
			{"summary", text, "first sentence of its comment; '' if none", "d.about"},
			flag("is_test", "in a test", scan.Test),
			flag("is_generated", "in a file written by a program", scan.Generated),
			flag("is_vendored", "in a copy of somebody else's code", scan.Vendored),
			{"identifier", text, "for fetch_artifacts", "%[2]s || f.path || '::' || d.part"},
		},
	},
}

func flag(name, about string, f scan.Flags) field {
	return field{name, boolean, about, fmt.Sprintf("(f.flags & %d <> 0)", f)}
}

// stored are the columns of an index that the views read.
var stored = map[string][]string{
	"files": {"id", "path", "lang", "size", "mtime", "lines", "flags"},
	"docs":  {"file", "kind", "name", "part", "about", "first", "last"},
}

// body is the SELECT of a view over indexes attached as the given schemas.
func (e entity) body(sources []Source, schema func(i int) string) string {
	var all []string
	for i, src := range sources {
		// In one pass: a name may hold what stands for another value.
		named := strings.NewReplacer("%[1]s", literal(src.Name), "%[2]s", literal(src.Prefix))
		var columns []string
		for _, f := range e.fields {
			columns = append(columns, named.Replace(f.expr)+" AS "+f.name)
		}
		all = append(all, "SELECT "+strings.Join(columns, ", ")+" FROM "+strings.ReplaceAll(e.from, "%[1]s", schema(i)))
	}
	return strings.Join(all, " UNION ALL ")
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
