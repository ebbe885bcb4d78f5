// Package store keeps the index of one working tree in one SQLite file. It
// stores words and places, never the text itself.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Schema is the version of tables, terms, splitting and links. An index of any other
// version is built anew.
const Schema = 6

const tables = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files(
	id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, lang TEXT NOT NULL,
	size INTEGER NOT NULL, mtime INTEGER NOT NULL, hash INTEGER NOT NULL,
	lines INTEGER NOT NULL, flags INTEGER NOT NULL);
CREATE TABLE docs(
	id INTEGER PRIMARY KEY, file INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
	part TEXT NOT NULL, about TEXT NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL, firstcol INTEGER NOT NULL, lastcol INTEGER NOT NULL,
	bytes INTEGER NOT NULL);
CREATE INDEX docs_file ON docs(file);
CREATE TABLE bags(doc INTEGER PRIMARY KEY, terms BLOB NOT NULL);
CREATE TABLE links(file INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE VIRTUAL TABLE linked USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii');
CREATE TABLE segments(
	id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, docs INTEGER NOT NULL, gone INTEGER NOT NULL,
	tokens INTEGER NOT NULL, postings INTEGER NOT NULL, bits INTEGER NOT NULL, list BLOB NOT NULL);
CREATE TABLE blocks(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
`

// ErrUnusable marks an index that has to be built anew: there is none, or it
// is damaged, or of another version.
var ErrUnusable = errors.New("no usable index")

// ErrMissing is the ErrUnusable where no index has been written yet.
var ErrMissing = fmt.Errorf("%w: there is none", ErrUnusable)

// DB is an open index. One writer at a time; the caller sees to that, also
// across processes.
type DB struct {
	path   string
	opened os.FileInfo
	read   *sql.DB
	write  *sql.DB

	spare *pending // of the batch before, while an index is first built: the next needs as much room
}

// Open opens an existing index.
func Open(ctx context.Context, path string) (*DB, error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil, fmt.Errorf("%w: %s", ErrMissing, path)
	}
	db, err := open(path)
	if err != nil {
		return nil, err
	}
	var version int
	if err = db.read.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err == nil && version != Schema {
		err = fmt.Errorf("%w: it is of version %d, not %d", ErrUnusable, version, Schema)
	}
	if err == nil {
		_, err = db.Progress(ctx)
	}
	if err == nil { // SQLite reads how they are declared only now
		_, err = db.read.ExecContext(ctx, "SELECT 1 FROM segments, blocks, linked LIMIT 0")
	}
	if err != nil {
		_ = db.Close()
		if !Damaged(err) && code(err) == sqlite3.SQLITE_ERROR { // a table is missing
			err = fmt.Errorf("%w: %w", ErrUnusable, err)
		}
		return nil, err
	}
	return db, nil
}

// Create makes an empty index in place of whatever is there.
func Create(ctx context.Context, path string) (*DB, error) {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	// SQLite gives its side files the mode of this one.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db, err := open(path)
	if err != nil {
		return nil, err
	}
	script := fmt.Sprintf("BEGIN IMMEDIATE; %s PRAGMA user_version=%d; COMMIT", tables, Schema)
	if _, err := db.write.ExecContext(ctx, script); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("create index: %w", err)
	}
	return db, nil
}

func open(path string) (*DB, error) {
	db := &DB{path: path}
	var err error
	if db.opened, err = os.Stat(path); err != nil {
		return nil, err
	}
	const common = "&_pragma=busy_timeout(5000)&_pragma=cache_size(-8000)&_pragma=temp_store(2)"
	if db.write, err = sql.Open("sqlite", dsn(path, "_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"+
		"&_pragma=journal_size_limit(16777216)"+common)); err != nil {
		return nil, err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", dsn(path, "_pragma=query_only(1)"+common)); err != nil {
		_ = db.write.Close()
		return nil, err
	}
	db.read.SetMaxOpenConns(4)
	db.read.SetMaxIdleConns(4)
	return db, nil
}

func dsn(path, query string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: query}).String()
}

// Close closes the index.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// Replaced reports whether another process has put a new file in this one's place.
func (db *DB) Replaced() bool {
	info, err := os.Stat(db.path)
	return err != nil || !os.SameFile(info, db.opened)
}

// Damaged reports whether err says that only a new index helps.
func Damaged(err error) bool {
	c := code(err)
	return errors.Is(err, ErrUnusable) || c == sqlite3.SQLITE_CORRUPT || c == sqlite3.SQLITE_NOTADB
}

// Refused reports whether err says that the file system does not take the
// index: it is full, read-only or failing.
func Refused(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return true
	}
	var system syscall.Errno
	return errors.As(err, &system)
}

// code is SQLite's primary code of an error, 0 for other errors.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}
