package store

import (
	"encoding/binary"
	"strings"

	"github.com/zeebo/xxh3"
)

// Bag is the terms of a document in their order, by field. It serves to rank
// the few documents that a search has found, for which the index itself can
// tell no neighbours. It holds marks, not words.
type Bag []byte

// Field is a column of Words that a Bag has; the path's terms are the same for
// all documents of a file and follow from it.
type Field int

// The fields.
const (
	FieldName Field = iota
	FieldSig
	FieldComments
	FieldBody
	Fields
)

const (
	markBytes = 3    // one of a million terms has the mark of another
	maxMarks  = 5000 // of one field; what is longer is data
)

// Mark stands for a term.
func Mark(term string) uint32 { return markOf(xxh3.HashString(term)) }

func markOf(hash uint64) uint32 { return uint32(hash) & (1<<(8*markBytes) - 1) }

// Marks are those of the fields, in the order of the text. A bag that is cut
// short gives what is there.
func (b Bag) Marks() (all [Fields][]uint32) {
	for f := range all {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			return all
		}
		b = b[size:]
		n = min(n, uint64(len(b)/markBytes))
		all[f] = make([]uint32, n)
		for i := range all[f] {
			all[f][i] = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
			b = b[markBytes:]
		}
	}
	return all
}

// take notes the words of a document, and gives its bag, which is good until the
// next is taken.
func (b *Batch) take(id int64, w Words) Bag {
	b.bag = b.bag[:0]
	length := 0
	for _, f := range [columns]struct {
		text   string
		column int
	}{{w.Name, 0}, {w.Sig, 2}, {w.Comments, 4}, {w.Body, 3}, {w.Path, 1}} {
		b.marks = b.marks[:0]
		for text := f.text; text != ""; {
			term, rest, _ := strings.Cut(text, " ")
			if text = rest; term == "" {
				continue
			}
			hash := xxh3.HashString(term)
			b.pending.add(keyOf(hash), f.column)
			length++
			if m := markOf(hash); len(b.marks) < maxMarks*markBytes {
				b.marks = append(b.marks, byte(m), byte(m>>8), byte(m>>16))
			}
		}
		if f.column != 1 { // no bag holds the path
			b.bag = append(binary.AppendUvarint(b.bag, uint64(len(b.marks)/markBytes)), b.marks...)
		}
	}
	b.pending.end(id, length)
	return b.bag
}
