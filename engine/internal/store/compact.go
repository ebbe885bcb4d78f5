package store

import (
	"encoding/binary"
	"slices"
)

const (
	// mostAlike segments of one size are made one.
	mostAlike = 8
	// smallest is the size below which segments are alike; each size is
	// mostAlike times the one before.
	smallest = 64
)

// dropWords notes that the documents of a file are gone. Their words stay until
// their segment is written again: a search looks at the documents it finds.
func (b *Batch) dropWords(file int64) error {
	var first int64
	var n int
	s, err := b.stmt("SELECT coalesce(min(id), 0), count(*) FROM docs WHERE file = ?") //nolint:sqlclosecheck // closed with the transaction
	if err != nil {
		return err
	}
	if err := s.QueryRowContext(b.ctx, file).Scan(&first, &n); err != nil || n == 0 {
		return err
	}
	if b.pending.docs > 0 && first >= b.pending.first {
		b.pending.gone += n
		return nil
	}
	_, err = b.exec("UPDATE segments SET gone = gone + ? WHERE ? BETWEEN first AND last", n, first)
	return err
}

// compact keeps segments few, since a search reads each, and writes those again
// of which most is gone.
func (b *Batch) compact() error {
	all, err := segments(b.ctx, b.tx)
	if err != nil {
		return err
	}
	for i := 0; i < len(all); i++ {
		if s := all[i]; s.gone > s.docs/2 {
			if all, err = b.replace(all, i, i+1); err != nil {
				return err
			}
			i = -1
		}
	}
	for size := smallest; ; size *= mostAlike {
		from, docs := len(all), 0
		for from > 0 && all[from-1].docs < size {
			from--
			docs += all[from].docs
		}
		if len(all)-from >= mostAlike {
			if all, err = b.replace(all, from, len(all)); err != nil {
				return err
			}
		}
		if from == 0 {
			return nil
		}
	}
}

// replace puts one segment in the place of some next to each other.
func (b *Batch) replace(all []segment, from, to int) ([]segment, error) {
	merged, err := b.merge(all[from:to])
	if err != nil {
		return nil, err
	}
	for _, s := range all[from:to] {
		if _, err := b.exec("DELETE FROM blocks WHERE id BETWEEN ? AND ?", s.id<<maxBits, (s.id+1)<<maxBits-1); err != nil {
			return nil, err
		}
		if _, err := b.exec("DELETE FROM segments WHERE id = ?", s.id); err != nil {
			return nil, err
		}
	}
	return slices.Replace(all, from, to, merged...), nil
}

// merging is a segment that is read from its first list to its last.
type merging struct {
	segment
	number []int32 // that its documents get, -1 for those that are gone
	at     int64   // the block at hand
	block  block
	list   list
	more   bool
}

// merge writes what is left of segments as one, or as none.
func (b *Batch) merge(old []segment) ([]segment, error) {
	r, err := newReader(b.ctx, b.tx)
	if err != nil {
		return nil, err
	}
	var s segment
	var parts []*merging
	for _, o := range old {
		m := &merging{segment: o, at: -1}
		if err := r.list(&m.segment); err != nil {
			return nil, err
		}
		alive, err := b.alive(o)
		if err != nil {
			return nil, err
		}
		m.eachDoc(func(_ int, id int64, length int) {
			if !alive[id] {
				m.number = append(m.number, -1)
				return
			}
			if s.docs == 0 {
				s.first, s.last = id, id
			}
			m.number = append(m.number, int32(s.docs))
			s.list = appendDoc(s.list, id-s.last, length)
			s.last = id
			s.docs++
			s.tokens += length
		})
		s.postings += o.postings
		if err := m.next(r); err != nil {
			return nil, err
		}
		parts = append(parts, m)
	}
	if s.docs == 0 {
		return nil, nil
	}
	w, err := b.newSegment(s)
	if err != nil {
		return nil, err
	}
	for {
		key, some := uint64(0), false
		for _, m := range parts {
			if m.more && (!some || m.list.key < key) {
				key, some = m.list.key, true
			}
		}
		if !some {
			return []segment{w.segment}, w.end()
		}
		l, last := list{key: key}, 0
		l.rest = w.scratch[:0]
		for _, m := range parts {
			if !m.more || m.list.key != key {
				continue
			}
			for p := m.list.postings; p.next(); {
				if p.doc >= len(m.number) || m.number[p.doc] < 0 {
					continue
				}
				doc := int(m.number[p.doc])
				l.rest = append(binary.AppendUvarint(l.rest, uint64(doc-last)), p.counts...)
				last = doc
				l.docs++
			}
			if err := m.next(r); err != nil {
				return nil, err
			}
		}
		w.scratch = l.rest
		if l.docs == 0 {
			continue
		}
		if err := w.add(l); err != nil {
			return nil, err
		}
	}
}

// next goes to the next list.
func (m *merging) next(r reader) (err error) {
	for {
		if m.list, m.more = m.block.next(); m.more {
			return nil
		}
		if m.at++; m.at >= 1<<m.bits {
			return nil
		}
		if m.block, err = r.row(m.id<<maxBits | m.at); err != nil {
			return err
		}
	}
}

// alive are the documents of a segment that have not been dropped.
func (b *Batch) alive(s segment) (map[int64]bool, error) {
	rows, err := b.tx.QueryContext(b.ctx, "SELECT id FROM docs WHERE id BETWEEN ? AND ?", s.first, s.last)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	alive := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		alive[id] = true
	}
	return alive, rows.Err()
}
