package store

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shelf is an index beside a table of FTS5 that holds the same documents.
type shelf struct {
	t      *testing.T
	db     *DB
	rival  *sql.DB
	random *rand.Rand
	files  map[string]int // documents
	most   int            // words of a body
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	db, _ := create(t)
	rival, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	rival.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = rival.Close() })
	if _, err := rival.Exec("CREATE VIRTUAL TABLE ft USING fts5(name, path, sig, body, comments, file UNINDEXED, number UNINDEXED)"); err != nil {
		t.Fatal(err)
	}
	return &shelf{t, db, rival, rand.New(rand.NewPCG(1, 2)), map[string]int{}, 200}
}

// text is some words, the first of them frequent.
func (s *shelf) text(most int) string {
	var b strings.Builder
	for range s.random.IntN(most + 1) {
		fmt.Fprintf(&b, "w%d ", int(math.Pow(s.random.Float64(), 4)*300))
	}
	return b.String()
}

// change puts files with so many documents, or drops them where there are none.
func (s *shelf) change(docs map[string]int) {
	s.t.Helper()
	b, err := s.db.Begin(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	defer b.Rollback()
	for _, path := range slices.Sorted(maps.Keys(docs)) {
		if _, err := s.rival.Exec("DELETE FROM ft WHERE file = ?", path); err != nil {
			s.t.Fatal(err)
		}
		n := docs[path]
		if n == 0 {
			var id int64
			err := b.tx.QueryRow("SELECT id FROM files WHERE path = ?", path).Scan(&id)
			if err := errors.Join(err, b.Drop(id)); err != nil {
				s.t.Fatal(err)
			}
			delete(s.files, path)
			continue
		}
		words := make([]Words, n)
		all := make([]Doc, n)
		for i := range words {
			w := Words{s.text(2), path, s.text(5), s.text(s.most), s.text(s.most / 10)}
			words[i], all[i].First = w, i
			if _, err := s.rival.Exec("INSERT INTO ft VALUES(?,?,?,?,?,?,?)", w.Name, w.Path, w.Sig, w.Body, w.Comments, path, i); err != nil {
				s.t.Fatal(err)
			}
		}
		if err := b.Put(File{Path: path}, all, words, Links{}); err != nil {
			s.t.Fatal(err)
		}
		s.files[path] = n
	}
	if err := b.Commit(len(s.files), true); err != nil {
		s.t.Fatal(err)
	}
}

var uneven = [columns]float64{5, 1.5, 2, 0.5, 1}

// compare searches both. With exact, the scores are compared as well: those of
// an index that still counts dropped documents are a little off.
func (s *shelf) compare(exact bool, terms ...string) {
	s.t.Helper()
	want := map[string]float64{}
	rows, err := s.rival.Query("SELECT file || ':' || number, -bm25(ft, 5, 1.5, 2, 0.5, 1) FROM ft WHERE ft MATCH ?", strings.Join(terms, " OR "))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var doc string
		var score float64
		if err := rows.Scan(&doc, &score); err != nil {
			s.t.Fatal(err)
		}
		want[doc] = score
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	hits, err := s.db.Search(s.t.Context(), terms, uneven, Filter{}, len(want)+10)
	if err != nil {
		s.t.Fatal(err)
	}
	last := math.Inf(1)
	for _, h := range hits {
		doc := fmt.Sprintf("%s:%d", h.Path, h.First)
		score, ok := want[doc]
		if !ok {
			s.t.Errorf("%v: %s is found in vain, or twice", terms, doc)
		}
		if math.Abs(score-h.BM25) > 1e-6*score && exact || h.BM25 > last {
			s.t.Errorf("%v: %s has %v after %v, not %v", terms, doc, h.BM25, last, score)
		}
		last = h.BM25
		delete(want, doc)
	}
	if len(want) > 0 {
		s.t.Errorf("%v: not found: %v", terms, want)
	}
	if few, err := s.db.Search(s.t.Context(), terms, uneven, Filter{}, 3); err != nil || len(few) != min(3, len(hits)) ||
		len(few) > 0 && few[0].BM25 != hits[0].BM25 || len(few) == 3 && few[2].BM25 != hits[2].BM25 {
		s.t.Errorf("%v: the best are %v, %v", terms, few, err)
	}
}

func (s *shelf) count(query string) (n int) {
	s.t.Helper()
	if err := s.db.read.QueryRow(query).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestScoresAreThoseOfFTS5(t *testing.T) {
	s := newShelf(t)
	many := map[string]int{}
	for i := range 16 {
		many[fmt.Sprintf("f%d", i)] = 1 + i
	}
	s.change(many)
	s.change(map[string]int{"g1": 30, "g2": 2})
	if n := s.count("SELECT count(*) FROM blocks"); n < 8 {
		t.Errorf("%d blocks are too few for this test", n)
	}
	for _, terms := range [][]string{{"w0"}, {"w250"}, {"w1", "w299", "w40", "f3"}, {"g1"}, {"none"}, {"w7", "none", "g2"}} {
		s.compare(true, terms...)
	}
	have, all, err := s.db.Frequencies(t.Context(), []string{"f3", "none", "g1"})
	if err != nil || all != s.count("SELECT count(*) FROM docs") || have["f3"] != 4 || have["g1"] != 30 || have["none"] != 0 {
		t.Errorf("%v of %d, %v", have, all, err)
	}
}

func TestAnIndexStaysSmallAsFilesChange(t *testing.T) {
	s := newShelf(t)
	s.most = 30
	first := map[string]int{}
	for i := range 60 {
		first[fmt.Sprintf("f%d", i)] = 5
	}
	s.change(first)
	for i := range 80 {
		changed := map[string]int{}
		for range 1 + s.random.IntN(4) {
			path := fmt.Sprintf("f%d", s.random.IntN(60))
			if changed[path] = s.random.IntN(6); s.files[path] == 0 {
				changed[path]++
			}
		}
		s.change(changed)
		if i%10 == 0 {
			s.compare(false, "w0", "w30")
			s.compare(false, fmt.Sprintf("f%d", i%60))
		}
	}
	alive := s.count("SELECT count(*) FROM docs")
	if n := s.count("SELECT sum(docs) FROM segments"); n > 3*alive {
		t.Errorf("words of %d documents for %d", n, alive)
	}
	if n, gone := s.count("SELECT sum(docs) FROM segments"), s.count("SELECT sum(gone) FROM segments"); n-gone != alive {
		t.Errorf("%d documents of %d are said to be gone, %d are there", gone, n, alive)
	}
	if n := s.count("SELECT count(*) FROM segments"); n > 3*mostAlike {
		t.Errorf("%d segments", n)
	}
	if n := s.count("SELECT count(*) FROM blocks WHERE id >> 16 NOT IN (SELECT id FROM segments)"); n > 0 {
		t.Errorf("%d blocks of no segment", n)
	}
	// What is written again counts as if it had been written once.
	b, err := s.db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all, err := segments(t.Context(), b.tx)
	if err == nil {
		_, err = b.replace(all, 0, len(all))
	}
	if err := errors.Join(err, b.Commit(60, true)); err != nil {
		t.Fatal(err)
	}
	s.compare(true, "w0", "w30")
	s.compare(true, "w200")
	for path := range s.files {
		s.change(map[string]int{path: 0})
	}
	if n := s.count("SELECT (SELECT count(*) FROM segments) + (SELECT count(*) FROM blocks)"); n != 0 {
		t.Errorf("%d rows are left of nothing", n)
	}
	s.change(map[string]int{"again": 2})
	s.compare(true, "w0", "again")
}

func TestALargeBatchHasSeveralSegments(t *testing.T) {
	db, _ := create(t)
	b, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	var words strings.Builder
	for i := range maxPending / 4 {
		fmt.Fprintf(&words, "w%d ", i)
	}
	for i := range 5 {
		if err := b.Put(File{Path: fmt.Sprint(i)}, make([]Doc, 1), []Words{{Body: words.String()}}, Links{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Commit(5, true); err != nil {
		t.Fatal(err)
	}
	if got := found(t, db, "w60000", Filter{}); len(got) != 5 {
		t.Errorf("found in %q", got)
	}
	var n int
	if err := db.read.QueryRow("SELECT count(*) FROM segments").Scan(&n); err != nil || n != 2 {
		t.Errorf("%d segments, %v", n, err)
	}
}

func TestCountsAreKept(t *testing.T) {
	weights := [columns]float64{1, 10, 100, 1000, 10_000}
	for _, c := range []counts{{1}, {0, 0, 0, 0, 1}, {0, 31}, {0, 0, 32}, {255, 1}, {1, 2, 3, 4, 5}, {0, 0, 0, 255, 255}} {
		want := 0.0
		for i, n := range c {
			want += weights[i] * float64(n)
		}
		p := postings{rest: append(c.append([]byte{7}), 0, 2)} // and another in the same place
		if !p.next() || p.doc != 7 || weigh(p.counts, &weights) != want {
			t.Errorf("%v: %+v, want %v", c, p, want)
		}
		if !p.next() || p.doc != 7 || p.next() {
			t.Errorf("%v: what follows is %+v", c, p)
		}
	}
}

func FuzzBlock(f *testing.F) {
	f.Add(list{key: 1, docs: 2, postings: postings{rest: []byte{0, 1, 3, 0xe3, 4, 5}}}.append(nil))
	f.Fuzz(func(_ *testing.T, data []byte) {
		b := block(data)
		for l, ok := b.next(); ok; l, ok = b.next() {
			for l.next() {
				weigh(l.counts, &uneven)
			}
		}
	})
}

func TestDamagedWordsAreTold(t *testing.T) {
	for _, table := range []string{"segments SET list", "blocks SET data"} {
		db, path := create(t)
		put(t, db, "a", "some words")
		if err := Verify(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if _, err := db.write.Exec("UPDATE " + table + " = zeroblob(20)"); err != nil {
			t.Fatal(err)
		}
		if err := Verify(t.Context(), path); !Damaged(err) {
			t.Errorf("%s: %v", table, err)
		}
		if hits, err := db.Search(t.Context(), []string{"words"}, uneven, Filter{}, 1); !Damaged(err) {
			t.Errorf("%s: found %v, %v", table, hits, err)
		}
	}
}
