// Package query answers read-only SQL over the metadata of indexes: one SELECT
// over the views files and symbols of several data sources at once.
//
// The statement is a stranger's. What it may touch is decided by SQLite's own
// authorizer from an allow-list, on a private in-memory connection to which the
// indexes are attached read-only; how long it may take, by limits and a deadline.
package query

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// The bounds of a statement.
const (
	maxStatement = 8000 // bytes
	maxSources   = 10   // SQLite attaches no more
	defaultRows  = 100
	maxRows      = 500
	maxCell      = 16 << 10 // bytes of a text, and of all texts of a row
	deadline     = 2 * time.Second
)

// Source is an index that statements read.
type Source struct {
	Name   string // as users call it
	Prefix string // how the identifiers of its symbols begin
	DB     string // path of the index
}

// Table is a result.
type Table struct {
	Columns []string
	Rows    [][]any // each cell a string, int64, float64 or nil
	More    bool    // the limit cut rows off
	next    int64   // OFFSET that goes on after the rows
}

// Run answers a statement over all sources at once. Errors that a better
// statement avoids have a method Try() string, which says what to change; any
// other means that the engine has failed or ctx has ended, and an index that
// must be built anew is told by store.Damaged. An error that is known to be one
// index's is a *SourceError.
func Run(ctx context.Context, sources []Source, statement string) (Table, error) {
	return run(ctx, sources, statement, deadline)
}

func run(ctx context.Context, sources []Source, text string, limit time.Duration) (Table, error) {
	switch {
	case len(sources) == 0:
		return Table{}, errors.New("query: no data source")
	case len(sources) > maxSources:
		return Table{}, mistake{fmt.Sprintf("%d data sources are too many for one statement", len(sources)),
			fmt.Sprintf("name at most %d data_sources", maxSources)}
	}
	st, err := parse(text, len(sources))
	if err != nil {
		return Table{}, err
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	db := sql.OpenDB(connector{})
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(within)
	if err != nil {
		return Table{}, fmt.Errorf("query: %w", err)
	}
	defer func() { _ = conn.Close() }()
	s := session{conn: conn, guard: guard{ctx: within, views: map[string]bool{}, with: st.with}}
	if err := s.open(within, sources); err != nil {
		return Table{}, ended(ctx, within, limit, fmt.Errorf("query: %w", err))
	}
	t, err := s.read(within, st)
	if err != nil {
		err = ended(ctx, within, limit, s.explain(st, err))
		if store.Damaged(err) {
			err = blame(ctx, sources, text, limit, err)
		}
		return Table{}, err
	}
	return t, nil
}

// SourceError is an error of one index.
type SourceError struct {
	DB  string // Source.DB
	Err error
}

func (e *SourceError) Error() string { return e.DB + ": " + e.Err.Error() }
func (e *SourceError) Unwrap() error { return e.Err }

// blame finds out whose error it is, which SQLite does not say: that of the
// source over which the statement fails alone.
func blame(ctx context.Context, sources []Source, text string, limit time.Duration, err error) error {
	if len(sources) == 1 {
		return &SourceError{sources[0].DB, err}
	}
	for _, src := range sources {
		if _, alone := run(ctx, []Source{src}, text, limit); store.Damaged(alone) {
			return alone
		}
	}
	return err
}

// ended gives the reason when it was time that made an error.
func ended(ctx, within context.Context, limit time.Duration, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case within.Err() != nil:
		return mistake{fmt.Sprintf("the statement took more than %v", limit),
			"narrow it with WHERE, join fewer tables (symbols has path and language itself), or name fewer data_sources"}
	}
	return err
}

// read runs the statement. SQLite's driver watches the context only up to the
// first row, so all rows are made before it.
func (s *session) read(ctx context.Context, st statement) (Table, error) {
	t := Table{}
	columns, err := s.columns(st.text)
	if err != nil {
		return t, err
	}
	name := s.guard.secret + "rows"
	rows, err := s.conn.QueryContext(ctx, fmt.Sprintf("WITH %s AS MATERIALIZED (%s\nLIMIT %d OFFSET %d) SELECT * FROM %[1]s",
		name, st.text, st.limit+1, st.offset))
	if err != nil {
		return t, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if len(t.Rows) == st.limit {
			t.More = true
			break
		}
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return t, err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = string(b)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	t.Columns, t.next = columns, st.offset+int64(len(t.Rows))
	return t, rows.Err()
}

// columns are the names of a statement's columns. Compiling it by itself also
// shows that it is whole, and errors are about nothing but its own text.
func (s *session) columns(text string) (names []string, err error) {
	err = s.conn.Raw(func(c any) error {
		info, err := c.(interface {
			ColumnInfo(string) ([]sqlite.ColumnInfo, error)
		}).ColumnInfo(text)
		for _, i := range info {
			names = append(names, i.Name)
		}
		return err
	})
	return names, err
}
