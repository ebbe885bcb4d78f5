package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// File is a file of the tree as it was when indexed.
type File struct {
	ID    int64
	Path  string
	Lang  string
	Size  int64
	MTime int64 // nanoseconds; 0 when a later change might not show in it
	Hash  uint64
	Lines int // 0 for a file that holds no text
	Flags int
}

// Doc is a searchable part of a file.
type Doc struct {
	ID       int64
	Kind     string
	Name     string
	Part     string
	About    string
	First    int
	Last     int
	FirstCol int
	LastCol  int
	Bytes    int
}

// Words are the terms of a document by column, blank-separated.
type Words struct{ Name, Path, Sig, Body, Comments string }

// Progress tells how complete the index is.
type Progress struct {
	Total    int  // files of the tree when it was last looked at
	Complete bool // the first pass over all files has ended
	Change   int  // grows with every commit
}

// Batch is one transaction of the writer.
type Batch struct {
	ctx   context.Context
	db    *DB
	tx    *sql.Tx
	next  int64 // id of the next document
	file  int64 // id of the file last put
	stmts map[string]*sql.Stmt

	pending    *pending
	bag, marks []byte // of the document at hand
}

// Begin starts a transaction. It must end with Commit or Rollback.
func (db *DB) Begin(ctx context.Context) (*Batch, error) {
	// With a context that can end, the driver starts a goroutine for each of
	// very many short statements. Whoever writes a batch looks at it between files.
	ctx = context.WithoutCancel(ctx)
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	b := &Batch{ctx: ctx, db: db, tx: tx, stmts: map[string]*sql.Stmt{}}
	if b.pending, db.spare = db.spare, nil; b.pending == nil {
		b.pending = &pending{terms: map[uint64]int32{}}
	}
	// An id is not used again while a segment holds words of it.
	if err := tx.QueryRowContext(ctx, "SELECT 1 + max((SELECT coalesce(max(id), 0) FROM docs), (SELECT coalesce(max(last), 0) FROM segments))").Scan(&b.next); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return b, nil
}

// File is the id of the file last put.
func (b *Batch) File() int64 { return b.file }

// Rollback drops the batch. After Commit it does nothing.
func (b *Batch) Rollback() { _ = b.tx.Rollback() }

func (b *Batch) stmt(query string) (*sql.Stmt, error) {
	s := b.stmts[query]
	if s == nil {
		var err error
		if s, err = b.tx.PrepareContext(b.ctx, query); err != nil {
			return nil, err
		}
		b.stmts[query] = s
	}
	return s, nil
}

func (b *Batch) exec(query string, args ...any) (sql.Result, error) {
	s, err := b.stmt(query) //nolint:sqlclosecheck // closed with the transaction
	if err != nil {
		return nil, err
	}
	return s.ExecContext(b.ctx, args...)
}

// Put writes a file and its documents in place of what was known of its path.
func (b *Batch) Put(f File, docs []Doc, words []Words, links Links) error {
	s, err := b.stmt("SELECT id FROM files WHERE path = ?") //nolint:sqlclosecheck // closed with the transaction
	if err != nil {
		return err
	}
	var old int64
	switch err := s.QueryRowContext(b.ctx, f.Path).Scan(&old); {
	case err == nil:
		if err := b.Drop(old); err != nil {
			return err
		}
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	res, err := b.exec("INSERT INTO files(path, lang, size, mtime, hash, lines, flags) VALUES(?,?,?,?,?,?,?)",
		f.Path, f.Lang, f.Size, f.MTime, int64(f.Hash), f.Lines, f.Flags)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	b.file = id
	for i, d := range docs {
		if _, err := b.exec("INSERT INTO docs VALUES(?,?,?,?,?,?,?,?,?,?,?)", b.next, id, d.Kind, d.Name, d.Part, d.About,
			d.First, d.Last, d.FirstCol, d.LastCol, d.Bytes); err != nil {
			return err
		}
		if _, err := b.exec("INSERT INTO bags VALUES(?,?)", b.next, []byte(b.take(b.next, words[i]))); err != nil {
			return err
		}
		b.next++
	}
	if len(b.pending.records) >= maxPending || len(b.pending.chains) >= maxChains {
		if err := b.flush(); err != nil {
			return err
		}
	}
	return b.putLinks(id, links)
}

// Drop forgets a file.
func (b *Batch) Drop(id int64) error {
	if err := b.dropWords(id); err != nil {
		return err
	}
	for _, query := range []string{
		"DELETE FROM bags WHERE doc IN (SELECT id FROM docs WHERE file = ?)",
		"DELETE FROM linked WHERE rowid = ?",
		"DELETE FROM links WHERE file = ?",
		"DELETE FROM docs WHERE file = ?",
		"DELETE FROM files WHERE id = ?",
	} {
		if _, err := b.exec(query, id); err != nil {
			return err
		}
	}
	return nil
}

// Touch notes that a file was written without being changed.
func (b *Batch) Touch(id, size, mtime int64) error {
	_, err := b.exec("UPDATE files SET size = ?, mtime = ? WHERE id = ?", size, mtime, id)
	return err
}

// Commit ends the batch.
func (b *Batch) Commit(total int, complete bool) error {
	if err := b.flush(); err != nil {
		return err
	}
	if !complete {
		b.db.spare = b.pending
	}
	if err := b.compact(); err != nil {
		return err
	}
	done := 0
	if complete {
		done = 1
	}
	for key, value := range map[string]int{"total": total, "complete": done} {
		if _, err := b.exec("INSERT INTO meta VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value); err != nil {
			return err
		}
	}
	if _, err := b.exec("INSERT INTO meta VALUES('change', 1) ON CONFLICT DO UPDATE SET value = value + 1"); err != nil {
		return err
	}
	return b.tx.Commit()
}
