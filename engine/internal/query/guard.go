package query

import (
	"context"
	"slices"
	"strings"

	"modernc.org/sqlite"
)

// guard allows what a statement needs and nothing else. SQLite asks it for
// everything a statement touches, while compiling it.
type guard struct {
	ctx    context.Context
	secret string          // begins the names of attached schemas and hidden views
	views  map[string]bool // the hidden views
	with   map[string]bool // names that the statement gives to subqueries
	denied error           // why, of the first denial
}

func (g *guard) check(action sqlite.AuthorizerActionCode, arg1, arg2, schema, view string) sqlite.AuthorizerReturnCode {
	inside := g.views[view]
	var why mistake
	switch action {
	case sqlite.AuthSelect:
		if g.ctx.Err() == nil { // compiling is not interrupted otherwise
			return sqlite.AuthorizerOK
		}
	case sqlite.AuthRead:
		if inside && slices.Contains(stored[arg1], arg2) || schema == "temp" && g.published(arg1) || arg2 == "" && g.counted(arg1, schema) {
			return sqlite.AuthorizerOK
		}
		why = mistake{"only the tables files and symbols can be read", "read from files or symbols"}
	case sqlite.AuthFunction:
		if inside || allowed[strings.ToLower(arg2)] {
			return sqlite.AuthorizerOK
		}
		why = mistake{"the function " + quoted(arg2) + " is not allowed", "use only " + functionList()}
	case sqlite.AuthRecursive:
		why = mistake{"a recursive WITH is not allowed", "write WITH without a reference to itself"}
	default:
		why = onlySelect
	}
	if g.denied == nil && why.what != "" {
		g.denied = why
	}
	return sqlite.AuthorizerDeny
}

// counted allows to read a table's number of rows and nothing else. SQLite then
// says neither in which view that is, nor whether the name is that of a table:
// of one that shares its name with a subquery the number could be learned.
func (g *guard) counted(table, schema string) bool {
	if schema == "" {
		return g.published(table) || g.with[strings.ToLower(table)]
	}
	return strings.HasPrefix(schema, g.secret) && stored[table] != nil
}

func (g *guard) published(table string) bool {
	return g.views[table] || isEntity(strings.ToLower(table))
}
