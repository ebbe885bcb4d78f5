package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// Summary is what an index tells of itself.
type Summary struct {
	Version  int // of the format; the rest is known of Schema only
	Progress Progress
	Files    map[string]File // by path
}

// Look reads an index without changing anything. Damaged tells whether its
// error is about the index itself.
func Look(ctx context.Context, path string) (s Summary, err error) {
	// Even a reader makes the files of a write-ahead log, unless it is told
	// that nobody writes. Without a log there is nothing that it would miss.
	query := "mode=ro"
	if info, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		query += "&immutable=1"
	}
	read, err := sql.Open("sqlite", dsn(path, query+"&_pragma=query_only(1)&_pragma=busy_timeout(2000)"))
	if err != nil {
		return s, err
	}
	db := &DB{path: path, read: read}
	defer func() { err = errors.Join(err, read.Close()) }()
	if err = read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&s.Version); err != nil || s.Version != Schema {
		return s, err
	}
	if s.Progress, err = db.Progress(ctx); err == nil {
		s.Files, err = db.Files(ctx)
	}
	if err != nil && !Damaged(err) && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	return s, err
}
