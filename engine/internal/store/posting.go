package store

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/zeebo/xxh3"
)

// The index of words is made of segments, each of documents with ids next to
// each other. A segment has a list of its documents and, for each term, a list
// of postings: the documents that have it, and how often by column. Documents
// are numbered from 0 within a segment. Lists lie in blocks, ordered by key.

// columns are those of Words, in that order.
const columns = 5

// counts are occurrences by column. 255 stands for more.
type counts [columns]uint8

const keyBytes = 5

// keyOf stands for a term. One of a million millions has the key of another.
func keyOf(hash uint64) uint64 { return hash >> (64 - 8*keyBytes) }

// Most terms are in one column, few times: one byte holds both. Otherwise a
// byte that begins with several holds the columns, and their counts follow.
const (
	columnShift = 5
	several     = 7 << columnShift
	maxSingle   = 1<<columnShift - 1
)

func (c counts) append(b []byte) []byte {
	var mask, only uint8
	for i, n := range c {
		if n > 0 {
			mask |= 1 << i
			only = uint8(i)
		}
	}
	if mask == 1<<only && c[only] <= maxSingle {
		return append(b, only<<columnShift|c[only])
	}
	b = append(b, several|mask)
	for _, n := range c {
		if n > 0 {
			b = append(b, n)
		}
	}
	return b
}

// weigh adds up counts as append wrote them.
func weigh(written []byte, weights *[columns]float64) float64 {
	head := written[0]
	if head < several {
		return weights[head>>columnShift] * float64(head&maxSingle)
	}
	sum, at := 0.0, 1
	for i, w := range weights {
		if head&(1<<i) != 0 {
			sum += w * float64(written[at])
			at++
		}
	}
	return sum
}

// postings reads a list.
type postings struct {
	rest   []byte
	doc    int    // the document at hand
	counts []byte // as counts.append writes them
}

// next goes to the next document. It ends at what is no posting.
func (p *postings) next() bool {
	delta, n := binary.Uvarint(p.rest)
	if n <= 0 || n == len(p.rest) || delta > math.MaxInt32 {
		return false
	}
	p.rest = p.rest[n:]
	size, head := 1, p.rest[0]
	if head >= several {
		for mask := head & maxSingle; mask != 0; mask &= mask - 1 {
			size++
		}
	} else if head>>columnShift >= columns {
		return false
	}
	if size > len(p.rest) {
		return false
	}
	p.doc += int(delta)
	p.counts, p.rest = p.rest[:size], p.rest[size:]
	return true
}

// list is a term of a block.
type list struct {
	key  uint64
	docs int // that have the term
	postings
}

func (l list) append(b []byte) []byte {
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], l.key)
	b = append(b, key[8-keyBytes:]...)
	b = binary.AppendUvarint(b, uint64(l.docs))
	b = binary.AppendUvarint(b, uint64(len(l.rest)))
	return append(b, l.rest...)
}

// block is what is left to read of one.
type block []byte

// next takes the next list. It ends at what is none.
func (b *block) next() (l list, ok bool) {
	data := *b
	if len(data) < keyBytes {
		return l, false
	}
	for _, c := range data[:keyBytes] {
		l.key = l.key<<8 | uint64(c)
	}
	data = data[keyBytes:]
	docs, n := binary.Uvarint(data)
	if n <= 0 {
		return l, false
	}
	data = data[n:]
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return l, false
	}
	l.docs, l.rest = int(docs), data[n:n+int(size)]
	*b = data[n+int(size):]
	return l, true
}

// find gives the list of a key.
func (b block) find(key uint64) (list, bool) {
	for {
		l, ok := b.next()
		if !ok || l.key > key {
			return list{}, false
		}
		if l.key == key {
			return l, true
		}
	}
}

// seal ends data with its checksum, since SQLite has none: wrong words would
// merely not be found.
func seal(data []byte) []byte { return binary.LittleEndian.AppendUint64(data, xxh3.Hash(data)) }

var errDamagedWords = fmt.Errorf("%w: words are damaged", ErrUnusable)

func unseal(data []byte) ([]byte, error) {
	n := len(data) - 8
	if n < 0 || binary.LittleEndian.Uint64(data[n:]) != xxh3.Hash(data[:n]) {
		return nil, errDamagedWords
	}
	return data[:n], nil
}
