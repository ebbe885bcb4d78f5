package query

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// connector opens private in-memory databases. What must be sorted or grouped
// spills from a small cache into temporary files: in memory it had no bound.
type connector struct{}

const dsn = "file::memory:?_dqs=0&_defensive=1&_pragma=trusted_schema(0)&_pragma=temp_store(1)&_pragma=cache_size(-16000)"

func (connector) Connect(context.Context) (driver.Conn, error) { return functions.Open(dsn) }
func (connector) Driver() driver.Driver                        { return functions }

// session is a connection on which one statement runs.
type session struct {
	conn  *sql.Conn
	guard guard
}

func (s *session) attach(ctx context.Context, src Source, schema string) error {
	if _, err := s.conn.ExecContext(ctx, "ATTACH ? AS "+schema, store.ReadOnly(src.DB)); err != nil {
		return err
	}
	var version int
	if err := s.conn.QueryRowContext(ctx, "PRAGMA "+schema+".user_version").Scan(&version); err != nil {
		return err
	}
	if version != store.Schema {
		return fmt.Errorf("%w: version %d", store.ErrUnusable, version)
	}
	return nil
}

// open attaches the indexes, makes the views and closes the doors behind it.
//
// A published view reads a view with a name that cannot be guessed, and only
// in that one do reads of the indexes pass the guard: SQLite tells the guard in
// which view a read stands, but a statement can call a subquery files too.
func (s *session) open(ctx context.Context, sources []Source) error {
	s.guard.secret = "x" + strings.ToLower(rand.Text()) + "_"
	schema := func(i int) string { return fmt.Sprintf("%s%d", s.guard.secret, i) }
	for i, src := range sources {
		if err := s.attach(ctx, src, schema(i)); err != nil {
			return &SourceError{src.DB, err}
		}
	}
	for _, e := range entities {
		hidden := s.guard.secret + e.name
		s.guard.views[hidden] = true
		if _, err := s.conn.ExecContext(ctx, fmt.Sprintf("CREATE TEMP VIEW %s AS %s; CREATE TEMP VIEW %s AS SELECT * FROM %[1]s",
			hidden, e.body(sources, schema), e.name)); err != nil {
			return err
		}
	}
	if _, err := s.conn.ExecContext(ctx, "PRAGMA query_only=1"); err != nil {
		return err
	}
	for id, value := range map[int]int{
		sqlite3.SQLITE_LIMIT_LENGTH:          maxCell,
		sqlite3.SQLITE_LIMIT_COLUMN:          100,
		sqlite3.SQLITE_LIMIT_EXPR_DEPTH:      200,
		sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
		sqlite3.SQLITE_LIMIT_FUNCTION_ARG:    50,
		sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 0,
		sqlite3.SQLITE_LIMIT_WORKER_THREADS:  0,
		// No interrupt reaches a program before it has run once from its start
		// to the end, nor the compiler that makes it.
		sqlite3.SQLITE_LIMIT_VDBE_OP: 10_000 * len(sources),
	} {
		if _, err := sqlite.Limit(s.conn, id, value); err != nil {
			return err
		}
	}
	return s.conn.Raw(func(c any) error {
		r, ok := c.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("the SQLite driver has no authorizer")
		}
		return r.RegisterAuthorizer(s.guard.check)
	})
}
