package store

import (
	"context"
	"slices"
	"strings"
)

// Progress reads how complete the index is.
func (db *DB) Progress(ctx context.Context) (Progress, error) {
	var p Progress
	rows, err := db.read.QueryContext(ctx, "SELECT key, value FROM meta")
	if err != nil {
		return p, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key string
		var value int
		if err := rows.Scan(&key, &value); err != nil {
			return p, err
		}
		switch key {
		case "total":
			p.Total = value
		case "complete":
			p.Complete = value != 0
		case "change":
			p.Change = value
		}
	}
	return p, rows.Err()
}

// Files reads what is known of every file, by path.
func (db *DB) Files(ctx context.Context) (map[string]File, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT id, path, lang, size, mtime, hash, lines, flags FROM files")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	files, langs := map[string]File{}, map[string]string{}
	for rows.Next() {
		var f File
		var hash int64
		if err := rows.Scan(&f.ID, &f.Path, &f.Lang, &f.Size, &f.MTime, &hash, &f.Lines, &f.Flags); err != nil {
			return nil, err
		}
		f.Hash = uint64(hash)
		if _, ok := langs[f.Lang]; !ok { // one text for all of a language
			langs[f.Lang] = f.Lang
		}
		f.Lang = langs[f.Lang]
		files[f.Path] = f
	}
	return files, rows.Err()
}

// Count is the number of indexed files.
func (db *DB) Count(ctx context.Context) (n int, err error) {
	err = db.read.QueryRowContext(ctx, "SELECT count(*) FROM files").Scan(&n)
	return n, err
}

// Lines counts the lines of each language, in files that have none of the flags.
func (db *DB) Lines(ctx context.Context, without int) (map[string]int, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT lang, sum(lines) FROM files WHERE flags & ? = 0 GROUP BY lang", without)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	lines := map[string]int{}
	for rows.Next() {
		var lang string
		var n int
		if err := rows.Scan(&lang, &n); err != nil {
			return nil, err
		}
		lines[lang] = n
	}
	return lines, rows.Err()
}

// Filter narrows a search. Each list holds alternatives; an empty one allows all.
type Filter struct {
	Paths []string // directories or files, no slash at either end
	Exts  []string // lower case, with the dot
}

// Holds reports whether any file passes.
func (db *DB) Holds(ctx context.Context, f Filter) (some bool, err error) {
	where, args := f.where()
	if where == "" {
		where = "true"
	}
	err = db.read.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM files f WHERE "+where+")", args...).Scan(&some)
	return some, err
}

// Match reports whether a file passes.
func (f Filter) Match(path string) bool {
	in := func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") }
	lower := strings.ToLower(path)
	ends := func(e string) bool { return strings.HasSuffix(lower, e) }
	return (len(f.Paths) == 0 || slices.ContainsFunc(f.Paths, in)) && (len(f.Exts) == 0 || slices.ContainsFunc(f.Exts, ends))
}

// where is the condition for a row of files called f; "" when all pass.
func (f Filter) where() (string, []any) {
	var all []string
	var args []any
	group := func(values []string, clause func(v string) (string, []any)) {
		var either []string
		for _, v := range values {
			c, a := clause(v)
			either = append(either, c)
			args = append(args, a...)
		}
		if len(either) > 0 {
			all = append(all, "("+strings.Join(either, " OR ")+")")
		}
	}
	group(f.Paths, func(p string) (string, []any) {
		return "(f.path = ? OR substr(f.path, 1, length(?)) = ?)", []any{p, p + "/", p + "/"}
	})
	group(f.Exts, func(e string) (string, []any) {
		return "substr(lower(f.path), -length(?)) = ?", []any{e, e}
	})
	return strings.Join(all, " AND "), args
}
