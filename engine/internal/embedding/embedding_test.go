package embedding

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

func marks(terms ...string) (all []uint32) {
	for _, t := range terms {
		all = append(all, store.Mark(t))
	}
	return all
}

func TestWordsOfOneMeaningComeNear(t *testing.T) {
	for term, c := range map[string]struct{ like, unlike string }{
		"remov":     {"delet", "width"},
		"directori": {"dir", "encrypt"},
		"error":     {"err", "column"},
		"pars":      {"parser", "weight"},
	} {
		q := Learned().Ask([]string{term}, []float64{1})
		like, unlike := q.Alike(store.Mark(c.like)), q.Alike(store.Mark(c.unlike))
		if like < 0.5 || unlike > 0.3 {
			t.Errorf("%s: %s %.2f, %s %.2f", term, c.like, like, c.unlike, unlike)
		}
		if !slices.Contains(q.Others(8, 0.4), c.like) {
			t.Errorf("%s: %v lack %s", term, q.Others(8, 0.4), c.like)
		}
	}
}

func TestADocumentComesNearWithoutASharedWord(t *testing.T) {
	q := Learned().Ask([]string{"remov", "file", "from", "directori"}, []float64{1, 1, 1, 1})
	right := q.Cosine(Document{Name: marks("rm", "dir"), Signature: marks("path"), Body: marks("os", "unlink")})
	wrong := q.Cosine(Document{Name: marks("encrypt", "block"), Signature: marks("key"), Body: marks("xor")})
	if right < wrong+0.2 {
		t.Errorf("right %.2f, wrong %.2f", right, wrong)
	}
}

// small has three terms of two dimensions.
func small() *Space {
	var b bytes.Buffer
	text := "open\nshut\ndoor"
	for _, x := range []any{uint32(3), uint32(2), uint32(len(text)), [fields]float32{1, 1, 1, 0.5, 1}} {
		_ = binary.Write(&b, binary.LittleEndian, x)
	}
	b.WriteString(text)
	for _, v := range [][2]int8{{127, 0}, {64, 64}, {0, -127}} {
		_ = binary.Write(&b, binary.LittleEndian, float32(0.01))
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return read(b.String())
}

func TestCosines(t *testing.T) {
	for name, c := range map[string]struct {
		doc  Document
		want float64
	}{
		"the same":          {Document{Name: marks("open")}, 1},
		"between":           {Document{Body: marks("shut")}, math.Sqrt(0.5)},
		"each term once":    {Document{Body: marks("shut", "shut", "shut", "unknown")}, math.Sqrt(0.5)},
		"fields weigh":      {Document{Name: marks("open"), Body: marks("door")}, 1 / math.Sqrt(1.25)},
		"at right angles":   {Document{Name: marks("door")}, 0},
		"nothing known":     {Document{Name: marks("unknown")}, 0},
		"nothing":           {Document{}, 0},
		"long fields count": {Document{Name: slices.Repeat(marks("unknown"), mostOfField), Path: marks("open")}, 1},
		"only at the start": {Document{Name: append(slices.Repeat(marks("unknown"), mostOfField), marks("open")...)}, 0},
	} {
		if got := small().Ask([]string{"open", "unknown"}, []float64{1, 1}).Cosine(c.doc); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := small().Ask([]string{"unknown"}, []float64{1}).Cosine(Document{Name: marks("open")}); got != 0 {
		t.Errorf("a question without a known term: %v", got)
	}
}

func TestTermsOfMoreWorthCountMore(t *testing.T) {
	door := Document{Name: marks("door")}
	if got := small().Ask([]string{"open", "door"}, []float64{1, 2}).Cosine(door); math.Abs(got-2/math.Sqrt(5)) > 1e-6 {
		t.Errorf("got %v", got)
	}
	if q := small().Ask([]string{"open"}, []float64{1}); !q.Knows(store.Mark("door")) || q.Knows(store.Mark("unknown")) {
		t.Error("what is known is not told")
	}
}

func TestOthersAreTheNearestFirst(t *testing.T) {
	q := small().Ask([]string{"open"}, []float64{1})
	if got := fmt.Sprint(q.Others(2, 0.5), q.Others(2, -1), q.Others(1, -1)); got != "[shut] [shut door] [shut]" {
		t.Errorf("got %s", got)
	}
	if got := q.Alike(store.Mark("shut")); math.Abs(got-math.Sqrt(0.5)) > 1e-6 || q.Alike(store.Mark("shut")) != got {
		t.Errorf("got %v", got)
	}
}

func BenchmarkCosine(b *testing.B) {
	q := Learned().Ask([]string{"remov", "file", "from", "directori"}, []float64{1, 1, 1, 1})
	body := marks(strings.Fields("open read writ close path file err return nil buf len byte string append copi lock unlock defer go func")...)
	for b.Loop() {
		q.Cosine(Document{Name: marks("remov", "all"), Signature: body[:4], Body: body})
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		read(learned)
	}
}

func BenchmarkOthers(b *testing.B) {
	q := Learned().Ask([]string{"remov", "file", "from", "directori"}, []float64{1, 1, 1, 1})
	for b.Loop() {
		q.Others(4, 0.5)
	}
}
