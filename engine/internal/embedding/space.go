// Package embedding tells how near questions and code come in meaning, as far
// as words do: a vector for each of 30,000 terms, learned by bench/train from
// what the comments of public packages say of their functions and types.
package embedding

import (
	_ "embed"
	"encoding/binary"
	"math"
	"strings"
	"sync"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

//go:embed terms.bin
var learned string

// mostOfField is how many terms of a field count, those at its beginning.
const mostOfField = 120

// Document is the marks of a document's terms by field.
type Document struct{ Name, Signature, Comments, Body, Path []uint32 }

const fields = 5

// Space holds the vectors. Terms without one mean nothing to it.
type Space struct {
	terms   []string
	weights [fields]float32 // of a Document's fields, in their order
	rows    map[uint32]int  // place of a term, by mark
	dim     int
	vectors string // for each term what one step is worth, as float32, and dim steps from -127 to 127
}

// Learned is the space that the program brings along.
var Learned = sync.OnceValue(func() *Space { return read(learned) })

// read opens what bench/train has written.
func read(file string) *Space {
	number := func() uint32 {
		n := binary.LittleEndian.Uint32([]byte(file[:4]))
		file = file[4:]
		return n
	}
	count, dim, text := number(), number(), number()
	s := &Space{dim: int(dim), rows: make(map[uint32]int, count)}
	for f := range s.weights {
		s.weights[f] = math.Float32frombits(number())
	}
	s.terms, s.vectors = strings.Split(file[:text], "\n"), file[text:]
	for i, t := range s.terms {
		s.rows[store.Mark(t)] = i
	}
	return s
}

// add adds w times the vector of term i to sum.
func (s *Space) add(sum []float32, i int, w float32) {
	row := s.vectors[i*(4+s.dim) : (i+1)*(4+s.dim)]
	w *= math.Float32frombits(binary.LittleEndian.Uint32([]byte(row[:4])))
	row = row[4:]
	sum = sum[:len(row)]
	for j := range sum {
		sum[j] += w * float32(int8(row[j]))
	}
}

// vector puts that of term i into v, at length 1.
func (s *Space) vector(i int, v []float32) []float32 {
	clear(v)
	s.add(v, i, 1)
	return unit(v)
}

// unit gives a vector length 1.
func unit(v []float32) []float32 {
	length := float32(math.Sqrt(float64(dot(v, v))))
	if length > 0 {
		for j := range v {
			v[j] /= length
		}
	}
	return v
}

func dot(a, b []float32) (sum float32) {
	b = b[:len(a)]
	for j, x := range a {
		sum += x * b[j]
	}
	return sum
}
