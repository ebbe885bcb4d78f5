package store

import (
	"encoding/binary"
	"strings"

	"github.com/zeebo/xxh3"
)

// Bag is the terms of a document in their order, by field. It serves to rank
// the few documents that a search has found, for which the index itself can
// tell neither counts by field nor neighbours. It holds marks, not words.
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
func Mark(term string) uint32 { return uint32(xxh3.HashString(term)) & (1<<(8*markBytes) - 1) }

func (w Words) bag() Bag {
	var b, marks Bag
	for _, text := range [Fields]string{w.Name, w.Sig, w.Comments, w.Body} {
		marks = marks[:0]
		for t := range strings.FieldsSeq(text) {
			if len(marks) == maxMarks*markBytes {
				break
			}
			m := Mark(t)
			marks = append(marks, byte(m), byte(m>>8), byte(m>>16))
		}
		b = binary.AppendUvarint(b, uint64(len(marks)/markBytes))
		b = append(b, marks...)
	}
	return b
}

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
