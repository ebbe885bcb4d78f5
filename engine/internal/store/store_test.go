package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func create(t *testing.T) (*DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b%20c?d#é.db")
	if runtime.GOOS == "windows" {
		path = filepath.Join(t.TempDir(), "a b%20c#é.db")
	}
	db, err := Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, path
}

func put(t *testing.T, db *DB, path, body string) {
	t.Helper()
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	f := File{Path: path, Lang: "Text", Size: int64(len(body)), MTime: 1, Hash: 1 << 63, Lines: 1}
	if err := b.Put(f, []Doc{{Kind: "chunk", Part: "0001", First: 1, Last: 1}}, []Words{{Path: path, Body: body}}, Links{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(1, true); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, db *DB, match string, f Filter) []string {
	t.Helper()
	hits, err := db.Search(context.Background(), strings.Fields(match), [5]float64{1, 1, 1, 1, 1}, f, 10)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, h := range hits {
		paths = append(paths, h.Path)
	}
	slices.Sort(paths)
	return paths
}

func TestPutReplacesAndDropForgets(t *testing.T) {
	db, _ := create(t)
	put(t, db, "a", "old words")
	put(t, db, "a", "new words")
	if got := found(t, db, "old", Filter{}); len(got) != 0 {
		t.Errorf("old text is found in %q", got)
	}
	if got := found(t, db, "new", Filter{}); len(got) != 1 {
		t.Errorf("new text is found in %q", got)
	}
	files, err := db.Files(t.Context())
	if err != nil || len(files) != 1 || files["a"].Hash != 1<<63 {
		t.Errorf("files %+v, %v", files, err)
	}
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Drop(files["a"].ID), b.Commit(0, true)); err != nil {
		t.Fatal(err)
	}
	if got := found(t, db, "new", Filter{}); len(got) != 0 {
		t.Errorf("dropped text is found in %q", got)
	}
}

func TestFilters(t *testing.T) {
	db, _ := create(t)
	for _, p := range []string{"src/a.go", "src/b.TS", "srcs/c.go", "it's_100%/d.go", "x.tar.gz"} {
		put(t, db, p, "word")
	}
	for _, c := range []struct {
		f    Filter
		want string
	}{
		{Filter{}, "[it's_100%/d.go src/a.go src/b.TS srcs/c.go x.tar.gz]"},
		{Filter{Paths: []string{"src"}}, "[src/a.go src/b.TS]"},
		{Filter{Paths: []string{"src/a.go", "srcs"}}, "[src/a.go srcs/c.go]"},
		{Filter{Paths: []string{"it's_100%"}}, "[it's_100%/d.go]"},
		{Filter{Paths: []string{"s%"}}, "[]"},
		{Filter{Exts: []string{".ts", ".tar.gz"}}, "[src/b.TS x.tar.gz]"},
		{Filter{Paths: []string{"src"}, Exts: []string{".go"}}, "[src/a.go]"},
		{Filter{Paths: []string{"') OR 1=1 --"}}, "[]"},
	} {
		if got := fmt.Sprint(found(t, db, "word", c.f)); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.f, got, c.want)
		}
	}
}

func TestUnusableIndexesAreTold(t *testing.T) {
	dir := t.TempDir()
	for name, spoil := range map[string]func(path string){
		"missing": func(path string) { _ = os.Remove(path) },
		"empty":   func(path string) { _ = os.WriteFile(path, nil, 0o600) },
		"garbage": func(path string) { _ = os.WriteFile(path, make([]byte, 9000), 0o600) },
		"text":    func(path string) { _ = os.WriteFile(path, []byte("no database at all, but rather long"), 0o600) },
		"future":  func(path string) { raw(t, path, fmt.Sprintf("PRAGMA user_version=%d", Schema+1)) },
		"tables":  func(path string) { raw(t, path, "DROP TABLE meta") },
	} {
		path := filepath.Join(dir, name)
		db, err := Create(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		spoil(path)
		if db, err := Open(t.Context(), path); !Damaged(err) {
			t.Errorf("%s: %v", name, err)
			_ = db.Close()
		}
		if db, err = Create(t.Context(), path); err != nil {
			t.Errorf("%s cannot be replaced: %v", name, err)
		} else if err = db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func raw(t *testing.T, path, query string) {
	t.Helper()
	db, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.Exec(query); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
}

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	db, path := create(t)
	put(t, db, "a", "b")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(path + suffix); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", suffix, info.Mode(), err)
		}
	}
}

func TestReplacedFileIsNoticed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("open files cannot be replaced")
	}
	db, path := create(t)
	if db.Replaced() {
		t.Error("replaced at once")
	}
	other, err := Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if !db.Replaced() {
		t.Error("not noticed")
	}
}

func TestLinksComeAndGoWithTheirFile(t *testing.T) {
	db, _ := create(t)
	write := func(path, links, terms string) {
		t.Helper()
		b, err := db.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer b.Rollback()
		docs := []Doc{{Kind: "function", Part: "F()"}, {Kind: "function", Part: "G()"}}
		if err := errors.Join(b.Put(File{Path: path, Lang: "Go", Flags: 1}, docs, make([]Words, 2), Links{links, terms}), b.Commit(1, true)); err != nil {
			t.Fatal(err)
		}
	}
	at := func(term string) (got string) {
		t.Helper()
		files, err := db.Linked(t.Context(), term)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			docs, err := db.Docs(t.Context(), f.ID)
			if err != nil || len(docs) != 2 || docs[0].ID != f.FirstDoc || docs[1].Part != "G()" || f.Flags != 1 {
				t.Errorf("%+v of %+v, %v", docs, f, err)
			}
			got += f.Path + ":" + f.Text + " "
		}
		ids, err := db.LinkedIDs(t.Context(), term)
		if err != nil || !slices.EqualFunc(ids, files, func(id int64, f LinkedFile) bool { return id == f.ID }) {
			t.Errorf("%s: ids %v, %v, of %v", term, ids, err, files)
		}
		return got
	}
	write("b", "of b", "dF rG")
	write("a", "of a", "dF dÜ1")
	write("c", "", "")
	if got := at("dF"); got != "a:of a b:of b " {
		t.Errorf("got %q", got)
	}
	write("b", "new b", "dF rH")
	for term, want := range map[string]string{"dF": "a:of a b:new b ", "rG": "", "rH": "b:new b ", "dÜ1": "a:of a ", "H": "", "none": ""} {
		if got := at(term); got != want {
			t.Errorf("%s: got %q", term, got)
		}
	}
	for flags, want := range map[int]int{0: 2, 1: 0, 2: 2} {
		all, err := db.LinkedWithout(t.Context(), flags)
		n, failed := db.CountLinked(t.Context(), flags)
		if errors.Join(err, failed) != nil || len(all) != want || n != want {
			t.Errorf("without %d: %d and %d files, %v, %v", flags, len(all), n, err, failed)
		}
	}
	files, err := db.LinkedAt(t.Context(), "b")
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Drop(files[0].ID), b.Commit(0, true)); err != nil {
		t.Fatal(err)
	}
	if all, err := db.LinkedIn(t.Context(), "Go"); err != nil || len(all) != 1 || all[0].Path != "a" || at("rH") != "" {
		t.Errorf("after a drop: %+v, %v", all, err)
	}
}

func TestLinesOfFilesWithoutFlags(t *testing.T) {
	db, _ := create(t)
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for i, f := range []File{{Lang: "Go", Lines: 10}, {Lang: "Go", Lines: 5, Flags: 1}, {Lang: "Go", Lines: 100, Flags: 3}, {Lang: "C", Lines: 7, Flags: 4}} {
		f.Path = fmt.Sprint(i)
		if err := b.Put(f, nil, nil, Links{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(5, true); err != nil {
		t.Fatal(err)
	}
	if lines, err := db.Lines(t.Context(), 2|4); err != nil || len(lines) != 1 || lines["Go"] != 15 {
		t.Errorf("got %v, %v", lines, err)
	}
}

func TestFullDiskIsTold(t *testing.T) {
	db, _ := create(t)
	if _, err := db.write.Exec("PRAGMA max_page_count=40"); err != nil { // as much as there is room for
		t.Fatal(err)
	}
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for i := 0; err == nil && i < 10_000; i++ {
		err = b.Put(File{Path: fmt.Sprint(i)}, []Doc{{About: fmt.Sprintf("%01000d", i)}}, make([]Words, 1), Links{})
	}
	if !Refused(err) || Damaged(err) {
		t.Errorf("have %v", err)
	}
}
