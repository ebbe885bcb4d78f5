package store

import "context"

// Links are what the documents of a file declare and refer to, as package link
// writes it, and the terms to find the file by.
type Links struct{ Text, Terms string }

// LinkedFile is a file with its links.
type LinkedFile struct {
	ID       int64
	Path     string
	Flags    int
	FirstDoc int64 // the id of its first document; those of the others follow
	Text     string
}

func (b *Batch) putLinks(file int64, l Links) error {
	if l.Text == "" {
		return nil
	}
	if _, err := b.exec("INSERT INTO links VALUES(?,?)", file, l.Text); err != nil {
		return err
	}
	_, err := b.exec("INSERT INTO linked(rowid, terms) VALUES(?,?)", file, l.Terms)
	return err
}

const selectLinked = `SELECT f.id, f.path, f.flags, coalesce((SELECT min(id) FROM docs WHERE file = f.id), 0), l.text
	FROM files f JOIN links l ON l.file = f.id WHERE `

const hasTerm = `f.id IN (SELECT rowid FROM linked WHERE linked MATCH '"' || ? || '"')`

// Linked finds files by one of the terms of package link, by path.
func (db *DB) Linked(ctx context.Context, term string) ([]LinkedFile, error) {
	return db.linked(ctx, hasTerm, term)
}

// LinkedIDs are the ids of the files that Linked finds, in the same order.
func (db *DB) LinkedIDs(ctx context.Context, term string) ([]int64, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT f.id FROM files f WHERE "+hasTerm+" ORDER BY f.path", term)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

// LinkedIn finds the files of a language.
func (db *DB) LinkedIn(ctx context.Context, lang string) ([]LinkedFile, error) {
	return db.linked(ctx, "f.lang = ?", lang)
}

// LinkedWithout finds the files that have none of the flags.
func (db *DB) LinkedWithout(ctx context.Context, flags int) ([]LinkedFile, error) {
	return db.linked(ctx, "f.flags & ? = 0", flags)
}

// CountLinked is how many files LinkedWithout finds.
func (db *DB) CountLinked(ctx context.Context, flags int) (n int, err error) {
	err = db.read.QueryRowContext(ctx, "SELECT count(*) FROM files f JOIN links l ON l.file = f.id WHERE f.flags & ? = 0", flags).Scan(&n)
	return n, err
}

// LinkedAt finds the file of a path; there may be none.
func (db *DB) LinkedAt(ctx context.Context, path string) ([]LinkedFile, error) {
	return db.linked(ctx, "f.path = ?", path)
}

func (db *DB) linked(ctx context.Context, where string, args ...any) ([]LinkedFile, error) {
	rows, err := db.read.QueryContext(ctx, selectLinked+where+" ORDER BY f.path", args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []LinkedFile
	for rows.Next() {
		var f LinkedFile
		if err := rows.Scan(&f.ID, &f.Path, &f.Flags, &f.FirstDoc, &f.Text); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// Docs reads the documents of a file, in the order of the text.
func (db *DB) Docs(ctx context.Context, file int64) ([]Doc, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT id, kind, name, part, about, first, last, firstcol, lastcol, bytes
		FROM docs WHERE file = ? ORDER BY id`, file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []Doc
	for rows.Next() {
		var d Doc
		if err := rows.Scan(&d.ID, &d.Kind, &d.Name, &d.Part, &d.About, &d.First, &d.Last, &d.FirstCol, &d.LastCol, &d.Bytes); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// Paths lists all files.
func (db *DB) Paths(ctx context.Context) ([]string, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT path FROM files ORDER BY path")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
