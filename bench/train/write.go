package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"strings"
)

// ofComments is the weight of a document's comments. It was learned where the
// rest of the comment was a field of an example.
const ofComments = 0.6

// write makes the file that engine/internal/embedding reads: the number of
// terms, that of dimensions, the weights of the fields, the terms, and each
// term's vector as numbers from -127 to 127 and what one of them is worth.
func (m *model) write(file string, terms []string) error {
	var b bytes.Buffer
	text := strings.Join(terms, "\n")
	w := m.weights.x
	head := []any{uint32(len(terms)), uint32(dim), uint32(len(text)), []float32{w[name], w[signature], ofComments, w[body], w[path]}}
	for _, x := range head {
		if err := binary.Write(&b, binary.LittleEndian, x); err != nil {
			return err
		}
	}
	b.WriteString(text)
	for t := range terms {
		v := m.vector(int32(t))
		largest := float32(1e-9)
		for _, x := range v {
			largest = max(largest, max(x, -x))
		}
		b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(largest/127)))
		for _, x := range v {
			b.WriteByte(byte(int8(math.Round(float64(x / largest * 127)))))
		}
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
