package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"
)

// segment is a row of its table.
type segment struct {
	id          int64
	first, last int64 // ids of documents
	docs, gone  int   // documents, and those of them that have been dropped
	tokens      int   // of all documents
	postings    int
	bits        int // it has 1<<bits blocks, by the first bits of a key
	list        []byte
}

const (
	maxBits = 16
	// blockPostings are about 8 KiB.
	blockPostings = 2048
)

func bitsFor(postings int) int { return min(maxBits, bits.Len(uint(postings/blockPostings))) }

// block is the number of the row that holds a key.
func (s segment) block(key uint64) int64 {
	return s.id<<maxBits | int64(key>>(8*keyBytes-s.bits))
}

// appendDoc notes a document in a list of them: how far its id is from the one
// before, and how many terms it has.
func appendDoc(b []byte, delta int64, length int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(delta)), uint64(length))
}

// eachDoc reads a list of documents.
func (s segment) eachDoc(yield func(number int, id int64, length int)) {
	id, rest := s.first, s.list
	for number := range s.docs {
		delta, n := binary.Uvarint(rest)
		length, m := binary.Uvarint(rest[max(0, n):])
		if n <= 0 || m <= 0 {
			return
		}
		rest = rest[n+m:]
		id += int64(delta)
		yield(number, id, int(length))
	}
}

// pending is a segment that is not written yet.
type pending struct {
	segment
	terms   map[uint64]int32 // places among the chains, by key
	chains  []chain
	records []record
}

// chain is the records of one term.
type chain struct {
	key         uint64
	first, last int32
	docs        int32
}

type record struct {
	doc, next int32
	counts
}

const (
	maxPending = 1 << 18 // records, 4 MiB
	maxChains  = 1 << 17 // terms, 6 MiB with the map; code has far fewer in so many records
)

// add puts in an occurrence in the document at hand.
func (p *pending) add(key uint64, column int) {
	at, ok := p.terms[key]
	if !ok {
		at = int32(len(p.chains))
		p.terms[key] = at
		p.chains = append(p.chains, chain{key: key, first: int32(len(p.records)), last: -1})
	}
	c := &p.chains[at]
	doc := int32(p.docs)
	if c.last < 0 || p.records[c.last].doc != doc {
		place := int32(len(p.records))
		if c.last >= 0 {
			p.records[c.last].next = place
		}
		c.last = place
		c.docs++
		p.records = append(p.records, record{doc: doc})
	}
	if n := &p.records[c.last].counts[column]; *n < math.MaxUint8 {
		*n++
	}
}

// end ends the document at hand.
func (p *pending) end(id int64, length int) {
	if p.docs == 0 {
		p.first, p.last = id, id
	}
	p.list = appendDoc(p.list, id-p.last, length)
	p.last = id
	p.docs++
	p.tokens += length
}

// flush writes what is pending as a segment.
func (b *Batch) flush() error {
	p := b.pending
	if p.docs == 0 {
		return nil
	}
	p.postings = len(p.records)
	w, err := b.newSegment(p.segment)
	if err != nil {
		return err
	}
	slices.SortFunc(p.chains, func(a, b chain) int { return cmp.Compare(a.key, b.key) })
	for _, c := range p.chains {
		l := list{key: c.key, docs: int(c.docs)}
		l.rest = w.scratch[:0]
		last, at := int32(0), c.first
		for range c.docs {
			r := &p.records[at]
			l.rest = r.append(binary.AppendUvarint(l.rest, uint64(r.doc-last)))
			last, at = r.doc, r.next
		}
		w.scratch = l.rest
		if err := w.add(l); err != nil {
			return err
		}
	}
	clear(p.terms)
	*p = pending{terms: p.terms, chains: p.chains[:0], records: p.records[:0]}
	return w.end()
}

// segmentWriter writes the blocks of a segment. Lists come in the order of their keys.
type segmentWriter struct {
	batch *Batch
	segment
	at      int64 // row of the block at hand
	block   []byte
	scratch []byte
}

// newSegment makes a row of a segment, whose id is given to it.
func (b *Batch) newSegment(s segment) (*segmentWriter, error) {
	s.bits = bitsFor(s.postings)
	res, err := b.exec("INSERT INTO segments(first, last, docs, gone, tokens, postings, bits, list) VALUES(?,?,?,?,?,?,?,?)",
		s.first, s.last, s.docs, s.gone, s.tokens, s.postings, s.bits, seal(s.list))
	if err != nil {
		return nil, err
	}
	s.id, err = res.LastInsertId()
	return &segmentWriter{batch: b, segment: s}, err
}

func (w *segmentWriter) add(l list) error {
	if at := w.segment.block(l.key); at != w.at {
		if err := w.end(); err != nil {
			return err
		}
		w.at = at
	}
	w.block = l.append(w.block)
	return nil
}

// end writes the block at hand.
func (w *segmentWriter) end() error {
	if len(w.block) == 0 {
		return nil
	}
	w.block = seal(w.block)
	_, err := w.batch.exec("INSERT INTO blocks VALUES(?,?)", w.at, w.block)
	w.block = w.block[:0]
	return err
}

// A list is long, and only who reads postings needs it.
const (
	selectSegments = "SELECT id, first, last, docs, gone, tokens, postings, bits FROM segments ORDER BY first"
	selectList     = "SELECT list FROM segments WHERE id = ?"
)

func segments(ctx context.Context, tx *sql.Tx) (all []segment, err error) {
	rows, err := tx.QueryContext(ctx, selectSegments)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s segment
		if err := rows.Scan(&s.id, &s.first, &s.last, &s.docs, &s.gone, &s.tokens, &s.postings, &s.bits); err != nil {
			return nil, err
		}
		if s.bits < 0 || s.bits > maxBits {
			return nil, errDamagedWords
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// reader reads the lists and the blocks of segments.
type reader struct {
	ctx          context.Context
	lists, block *sql.Stmt
}

func newReader(ctx context.Context, tx *sql.Tx) (r reader, err error) {
	r.ctx = ctx
	if r.lists, err = tx.PrepareContext(ctx, selectList); err == nil {
		r.block, err = tx.PrepareContext(ctx, "SELECT data FROM blocks WHERE id = ?")
	}
	return r, err
}

// list reads the list of documents.
func (r reader) list(s *segment) (err error) {
	if err = r.lists.QueryRowContext(r.ctx, s.id).Scan(&s.list); err == nil {
		s.list, err = unseal(s.list)
	}
	if err == nil && (s.docs < 0 || s.docs > len(s.list)) {
		err = errDamagedWords
	}
	return err
}

// row reads a block; one that nothing is in has no row.
func (r reader) row(id int64) (block, error) {
	var data []byte
	err := r.block.QueryRowContext(r.ctx, id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return unseal(data)
}
