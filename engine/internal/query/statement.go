package query

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// statement is a SELECT whose own LIMIT has been taken off.
type statement struct {
	text   string
	tokens []token         // of text
	with   map[string]bool // names it gives to subqueries, in lower case
	limit  int
	offset int64
}

const (
	maxDepth  = 50 // nested parentheses
	maxTables = 40 // tables read, each time that it is named, times data sources
)

// parse looks at what SQLite would only find out later, or would allow.
func parse(s string, sources int) (statement, error) {
	switch {
	case len(s) > maxStatement:
		return statement{}, mistake{fmt.Sprintf("the statement has %d bytes", len(s)),
			fmt.Sprintf("write at most %d, e.g. with LIKE in the place of long lists", maxStatement)}
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		return statement{}, mistake{"the statement holds a NUL or bytes that are no UTF-8", "write plain text"}
	}
	tokens, err := lex(s)
	if err != nil {
		return statement{}, err
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].sign(";") {
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) == 0 {
		return statement{}, mistake{"the statement is blank", "write e.g. SELECT path FROM files LIMIT 10"}
	}
	if !tokens[0].is("SELECT") && !tokens[0].is("WITH") {
		return statement{}, onlySelect
	}
	limit, err := check(s, tokens)
	if err != nil {
		return statement{}, err
	}
	st := statement{limit: defaultRows}
	var n int
	if st.with, n = tables(tokens); n*sources > maxTables {
		return statement{}, mistake{fmt.Sprintf("the statement reads %d tables in %d data sources", n, sources),
			fmt.Sprintf("name at most %d tables, or fewer data_sources (tables times data sources: at most %d)", maxTables/sources, maxTables)}
	}
	if limit >= 0 {
		if err := st.bound(tokens[limit+1:]); err != nil {
			return st, err
		}
		tokens = tokens[:limit]
	}
	st.tokens, st.text = tokens, s[:tokens[len(tokens)-1].end]
	return st, nil
}

// check finds the statement's own LIMIT, -1 if there is none, and refuses what
// would make its text something else than one SELECT.
func check(s string, tokens []token) (limit int, err error) {
	depth := 0
	limit = -1
	for i, t := range tokens {
		switch {
		case t.kind == parameter:
			return 0, mistake{fmt.Sprintf("there is no value for the parameter %s at %s", quoted(t.text), place(s, t.at)), "write the value itself"}
		case t.is("RECURSIVE"):
			return 0, mistake{"a recursive WITH is not allowed", "write WITH without RECURSIVE"}
		case t.is("LIMIT") && depth == 0:
			limit = i
		case t.sign(";"):
			return 0, mistake{"there is more than one statement: the first ends at " + place(s, t.at), "send one SELECT per call"}
		case t.sign("("):
			if depth++; depth > maxDepth {
				return 0, mistake{fmt.Sprintf("parentheses are nested more than %d deep at %s", maxDepth, place(s, t.at)), "nest less"}
			}
		case t.sign(")"):
			if depth--; depth < 0 {
				return 0, mistake{"there is no ( for the ) at " + place(s, t.at), "remove it"}
			}
		}
	}
	if depth > 0 {
		return 0, mistake{"a ( is not closed", "add )"}
	}
	return limit, nil
}

// bound reads what follows LIMIT.
func (st *statement) bound(rest []token) error {
	wrong := mistake{"LIMIT does not stand at the end with whole numbers", fmt.Sprintf("end with LIMIT 1 to %d, then OFFSET if needed", maxRows)}
	var numbers [2]int64
	for i, t := range rest {
		var err error
		switch i {
		case 0, 2:
			// A number too large for its type is the largest: more than there are.
			if numbers[i/2], err = strconv.ParseInt(t.text, 10, 64); t.kind != number || err != nil && !errors.Is(err, strconv.ErrRange) {
				return wrong
			}
		case 1:
			if !t.sign(",") && !t.is("OFFSET") {
				return wrong
			}
		default:
			return wrong
		}
	}
	if len(rest) != 1 && len(rest) != 3 {
		return wrong
	}
	limit, offset := numbers[0], numbers[1]
	if len(rest) == 3 && rest[1].sign(",") {
		limit, offset = offset, limit
	}
	st.limit, st.offset = int(min(limit, maxRows)), offset
	return nil
}

// tables finds the names that WITH gives, and counts where the statement reads
// one of them or a view. SQLite copies what stands behind a name, a subquery or
// a view of all sources, to each of these places before anything can stop it.
func tables(tokens []token) (with map[string]bool, n int) {
	with = map[string]bool{}
	given := map[int]bool{}
	for i, t := range tokens {
		if !t.is("AS") {
			continue
		}
		if at := named(tokens, i); at >= 0 {
			given[at], with[strings.ToLower(tokens[at].text)] = true, true
		}
	}
	for i, t := range tokens {
		lower := strings.ToLower(t.text)
		known := (t.kind == word || t.kind == name || t.kind == value) && (with[lower] || isEntity(lower))
		column := i+1 < len(tokens) && tokens[i+1].sign(".")
		if known && !column && !given[i] && i > 0 && beforeTable(tokens[i-1]) {
			n++
		}
	}
	return with, n
}

// named is the token that the AS at i gives to a subquery as its name, -1 if it
// does not: WITH name (columns) AS NOT MATERIALIZED (, or a comma in the place of
// WITH. Without asking for those, CAST(1 IN files AS materialized(2)) has it too.
func named(tokens []token, i int) int {
	next := i + 1
	for next < len(tokens) && (tokens[next].is("NOT") || tokens[next].is("MATERIALIZED")) {
		next++
	}
	at := i - 1
	if at >= 0 && tokens[at].sign(")") {
		for ; at >= 0 && !tokens[at].sign("("); at-- {
		}
		at--
	}
	if next == len(tokens) || !tokens[next].sign("(") || at < 1 || !tokens[at-1].is("WITH") && !tokens[at-1].sign(",") {
		return -1
	}
	return at
}

// beforeTable is what SQLite's grammar wants before the name of a table. Before
// that of a column it may stand too: counting some too many does no harm.
func beforeTable(t token) bool {
	return t.is("FROM") || t.is("JOIN") || t.is("IN") || t.sign(",") || t.sign("(") || t.sign(".")
}

func isEntity(name string) bool {
	return slices.ContainsFunc(entities, func(e entity) bool { return e.name == name })
}
