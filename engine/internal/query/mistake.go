package query

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// mistake is an error that a better statement avoids.
type mistake struct{ what, try string }

func (m mistake) Error() string { return m.what }

// Try says what to change.
func (m mistake) Try() string { return m.try }

var onlySelect = mistake{"only reading is allowed", "write one SELECT, or WITH … SELECT, over files and symbols"}

const readFrom = "read from files or symbols"

const seeSchema = "get_artifact_query_schema lists tables, fields and functions"

// explain turns SQLite's complaints about a statement into mistakes. What is
// left is a fault of ours.
func (s *session) explain(st statement, err error) error {
	if s.guard.denied != nil {
		return s.guard.denied
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("query: %w", err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_ERROR:
		return s.complaint(st, message(e))
	case sqlite3.SQLITE_TOOBIG:
		return mistake{fmt.Sprintf("a text, or all texts of a row, grew above %d bytes", maxCell),
			"select rows rather than joining them with group_concat"}
	case sqlite3.SQLITE_NOMEM: // the compiler, at its limit
		return mistake{"the statement is too complex", "use fewer tables or name fewer data_sources"}
	case sqlite3.SQLITE_FULL:
		return tooMuch
	}
	if e.Code() == sqlite3.SQLITE_IOERR_GETTEMPPATH {
		return tooMuch
	}
	return fmt.Errorf("query: %w", err)
}

var tooMuch = mistake{"there is too much to sort or to group", "narrow the statement with WHERE, or name fewer data_sources"}

// message is SQLite's own text, without what the driver puts around it.
func message(e *sqlite.Error) string {
	s := strings.TrimSuffix(e.Error(), fmt.Sprintf(" (%d)", e.Code()))
	return strings.TrimPrefix(s, "SQL logic error: ")
}

var (
	missing = regexp.MustCompile(`^no such (column|table|function): (.*?)( - should this be a string literal in single-quotes\?)?$`)
	near    = regexp.MustCompile(`(?s)^(?:near "(.*)": syntax error|unrecognized token: "(.*)")$`)
)

func (s *session) complaint(st statement, what string) error {
	if m := missing.FindStringSubmatch(what); m != nil {
		switch m[1] {
		case "function":
			return mistake{"there is no function " + quoted(m[2]), "use only " + functionList()}
		case "table":
			return mistake{"there is no table " + quoted(m[2]), readFrom}
		}
		try := columnList(m[2], st.tokens)
		if m[3] != "" {
			try = "a text takes single quotes; " + try
		}
		return mistake{"there is no column " + quoted(strings.Trim(m[2], `"`)), try}
	}
	if m := near.FindStringSubmatch(what); m != nil {
		t := m[1] + m[2]
		return mistake{fmt.Sprintf("syntax error at %s%s", quoted(t), s.find(st, t)), "write SQLite's SELECT; " + seeSchema}
	}
	switch what {
	case "incomplete input":
		return mistake{"the statement ends too early", "complete it"}
	case errLong.Error():
		return mistake{fmt.Sprintf("replace would make a text above %d bytes", maxCell), "replace less"}
	case errSteps.Error():
		return mistake{"a pattern takes too long to match", "write LIKE and GLOB patterns with fewer wildcards"}
	}
	return mistake{quoted(what), seeSchema}
}

// find says where SQLite stopped, which it tells by a word alone: at the first
// such word up to which the statement fails in the same way.
func (s *session) find(st statement, text string) string {
	for _, t := range st.tokens {
		if part := st.text[t.at:t.end]; !strings.HasPrefix(part, text) && !strings.HasPrefix(text, part) {
			continue
		}
		_, err := s.columns(st.text[:t.end])
		var e *sqlite.Error
		if errors.As(err, &e) && near.MatchString(message(e)) {
			return ", " + place(st.text, t.at)
		}
	}
	return ""
}

// columnList names the columns there are in the tables that a statement names,
// and the one most like a wrong name: one that holds it, or is part of it, first.
func columnList(wrong string, tokens []token) string {
	wrong = strings.ToLower(strings.Trim(wrong[strings.LastIndexByte(wrong, '.')+1:], `"`))
	var all, known []string
	for _, e := range entities {
		if !slices.ContainsFunc(tokens, func(t token) bool { return strings.EqualFold(t.text, e.name) }) {
			continue
		}
		var names []string
		for _, f := range e.fields {
			names = append(names, f.name)
		}
		known = append(known, names...)
		all = append(all, e.name+" has "+strings.Join(names, ", "))
	}
	if len(all) == 0 {
		return readFrom
	}
	list := strings.Join(all, "; ")
	best := nearest.Name(wrong, known)
	if i := slices.IndexFunc(known, func(name string) bool { return strings.Contains(name, wrong) || strings.Contains(wrong, name) }); i >= 0 && len(wrong) > 2 {
		best = known[i]
	}
	if best != "" {
		return "did you mean " + best + "? " + list
	}
	return list
}

// quoted shows a piece of a statement: short, and on one line.
func quoted(s string) string {
	s = safe.Clip(s, 120)
	if strconv.Quote(s) == `"`+s+`"` {
		return s
	}
	return strconv.Quote(s)
}
