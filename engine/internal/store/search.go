package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/zeebo/xxh3"
)

// Hit is a document that matched.
type Hit struct {
	Doc
	File
	BM25 float64 // higher is better
	Bag  Bag
}

// Of BM25: what many occurrences count, and how far a document's length does.
const (
	k1 = 1.2
	lb = 0.75
)

// snapshot is the index as it was at one time.
type snapshot struct {
	reader
	tx       *sql.Tx
	segments []segment
}

func (db *DB) snapshot(ctx context.Context) (*snapshot, error) {
	// With a context that can end, the driver starts a goroutine for each of
	// many short statements.
	ctx = context.WithoutCancel(ctx)
	tx, err := db.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	s := &snapshot{tx: tx}
	if s.segments, err = segments(ctx, tx); err == nil {
		s.reader, err = newReader(ctx, tx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *snapshot) close() { _ = s.tx.Rollback() }

// docs counts those that have not been dropped.
func (s *snapshot) docs() (n int) {
	for _, g := range s.segments {
		n += g.docs - g.gone
	}
	return n
}

// lists finds those of terms, by segment.
func (s *snapshot) lists(ctx context.Context, terms []string) ([][]list, error) {
	keys := make([]uint64, len(terms))
	for i, t := range terms {
		keys[i] = keyOf(xxh3.HashString(t))
	}
	all := make([][]list, len(s.segments))
	for i, g := range s.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all[i] = make([]list, len(keys))
		for j, key := range keys {
			b, err := s.row(g.block(key))
			if err != nil {
				return nil, err
			}
			all[i][j], _ = b.find(key)
		}
	}
	return all, nil
}

// frequencies counts the documents that have each term, those that have been
// dropped since their segment was written included.
func frequencies(lists [][]list, terms int) []int {
	n := make([]int, terms)
	for _, segment := range lists {
		for i, l := range segment {
			n[i] += l.docs
		}
	}
	return n
}

// Frequencies counts the documents that hold each term, and all documents.
func (db *DB) Frequencies(ctx context.Context, terms []string) (map[string]int, int, error) {
	s, err := db.snapshot(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer s.close()
	lists, err := s.lists(ctx, terms)
	if err != nil {
		return nil, 0, err
	}
	have := make(map[string]int, len(terms))
	for i, n := range frequencies(lists, len(terms)) {
		have[terms[i]] = n
	}
	return have, s.docs(), nil
}

// Search returns the documents that have any of the terms, the best by BM25
// first. weights are those of an occurrence, by column in the order of Words.
func (db *DB) Search(ctx context.Context, terms []string, weights [columns]float64, f Filter, limit int) ([]Hit, error) {
	s, err := db.snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	defer s.close()
	passing, err := s.passing(f)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	best, err := s.best(ctx, terms, &weights, passing, limit)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	var hits []Hit
	for len(best) > 0 && len(hits) < limit {
		n := min(len(best), limit)
		if hits, err = s.hits(hits, best[:n]); err != nil {
			return nil, fmt.Errorf("search index: %w", err)
		}
		best = best[n:]
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.BM25, a.BM25), cmp.Compare(a.Path, b.Path), cmp.Compare(a.First, b.First))
	})
	return hits[:min(len(hits), limit)], nil
}

// span is ids of documents next to each other, those of a file.
type span struct{ first, last int64 }

// passing are the documents that pass a filter, nil for all.
func (s *snapshot) passing(f Filter) ([]span, error) {
	where, args := f.where()
	if where == "" {
		return nil, nil
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT min(d.id), max(d.id) FROM files f JOIN docs d ON d.file = f.id WHERE "+where+" GROUP BY f.id ORDER BY 1", args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := []span{}
	for rows.Next() {
		var p span
		if err := rows.Scan(&p.first, &p.last); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

type scored struct {
	id    int64
	score float64
}

// best scores the documents that have any of the terms, and gives the best, best
// first: limit of them, and as many more as may have been dropped.
func (s *snapshot) best(ctx context.Context, terms []string, weights *[columns]float64, passing []span, limit int) ([]scored, error) {
	lists, err := s.lists(ctx, terms)
	if err != nil {
		return nil, err
	}
	all, tokens := 0, 0
	for _, g := range s.segments {
		limit += g.gone
		all += g.docs
		tokens += g.tokens
	}
	usual := float64(tokens) / float64(max(1, all))
	worth := make([]float64, len(terms))
	for i, n := range frequencies(lists, len(terms)) {
		worth[i] = max(1e-6, math.Log((float64(all-n)+0.5)/(float64(n)+0.5)))
	}
	var best []scored
	least := 0.0 // of those that are kept
	keep := func() {
		slices.SortFunc(best, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
		if len(best) >= limit {
			best = best[:limit]
			least = best[limit-1].score
		}
	}
	for i, g := range s.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(lists[i], func(l list) bool { return l.docs > 0 }) {
			continue
		}
		if err := s.list(&g); err != nil {
			return nil, err
		}
		norm, scores := make([]float64, g.docs), make([]float64, g.docs)
		g.eachDoc(func(doc int, _ int64, length int) { norm[doc] = k1 * (1 - lb + lb*float64(length)/usual) })
		for t, l := range lists[i] {
			for l.next() && l.doc < len(scores) {
				n := weigh(l.counts, weights)
				scores[l.doc] += worth[t] * n * (k1 + 1) / (n + norm[l.doc])
			}
		}
		g.eachDoc(func(doc int, id int64, _ int) {
			if scores[doc] <= least {
				return
			}
			if passing != nil {
				for len(passing) > 0 && passing[0].last < id {
					passing = passing[1:]
				}
				if len(passing) == 0 || id < passing[0].first {
					return
				}
			}
			if best = append(best, scored{id, scores[doc]}); len(best) >= 4*limit {
				keep()
			}
		})
	}
	keep()
	return best, nil
}

// hits reads the documents that were scored, those left out that have been dropped.
func (s *snapshot) hits(hits []Hit, of []scored) ([]Hit, error) {
	ids, scores := make([]int64, len(of)), make(map[int64]float64, len(of))
	for i, o := range of {
		ids[i], scores[o.id] = o.id, o.score
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, `SELECT d.id, d.kind, d.name, d.part, d.about, d.first, d.last, d.firstcol, d.lastcol, d.bytes,
			f.id, f.path, f.lang, f.hash, f.lines, f.flags, b.terms
		FROM json_each(?) h CROSS JOIN docs d ON d.id = h.value JOIN files f ON f.id = d.file JOIN bags b ON b.doc = d.id`, string(list))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var h Hit
		var hash int64
		if err := rows.Scan(&h.Doc.ID, &h.Kind, &h.Name, &h.Part, &h.About, &h.First, &h.Last, &h.FirstCol, &h.LastCol, &h.Bytes,
			&h.File.ID, &h.Path, &h.Lang, &hash, &h.Lines, &h.Flags, (*[]byte)(&h.Bag)); err != nil {
			return nil, err
		}
		h.Hash, h.BM25 = uint64(hash), scores[h.Doc.ID]
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
