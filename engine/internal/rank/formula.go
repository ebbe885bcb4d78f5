package rank

import (
	"math"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/embedding"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

// The formula: BM25F over the fields of a document, as a share of what the
// question's terms are worth, and how near the document comes in meaning;
// raised by its file, by a name that is in the question and by neighbours of
// the question; lowered for types where the question is about a function or the
// other way round, for tests that nobody asked for and for code that nobody
// wrote by hand.
//
//	S    = (W + meaning·C + file·F) × (1 + name·share of the terms of its own name in the question, as they are, shortened or as terms alike + about·C)
//	       × (1 + pair·share of the question's neighbours that are neighbours in one field) × kind × test × made
//	W    = Σ worth·(k1+1)·tf/(k1+tf) / Σ worth, over the terms of the question
//	tf   = Σ field·occurrences/(1−norm+norm·length/usual), over the fields
//	worth = ln(1 + documents/(1+documents with the term)) ^ rare, × part for a part of an identifier that is there
//	C    = cosine of question and document, if above 0, × share of the question's worth that is of known meaning × prose for what declares nothing
//	F    = V1 + 0.3·V2 + 0.09·V3 of the best documents of the file, V = W + meaning·C

// fewDocs is how many documents an index counts as having at least: a handful
// tells little of how rare a word is.
const fewDocs = 100

// worth is how much a term tells that so many of all documents have.
func (w weights) worth(have, all int) float64 {
	return math.Pow(math.Log(1+float64(max(all, fewDocs))/float64(1+have)), w.rare)
}

// alike is the cosine from which a term of a name counts as one of the question.
const alike = 0.5

// asked is a question ready to be compared with documents.
type asked struct {
	Query
	terms   map[uint32]int    // place of a term in Query.Terms, by mark
	pairs   map[[2]uint32]int // numbers of the neighbours
	worth   []float64         // of each term
	total   float64           // of all terms
	meaning *embedding.Question
	known   float64 // share of the worth whose meaning is known
}

func (w weights) ask(q Query, have map[string]int, all int) *asked {
	a := &asked{
		Query: q, terms: map[uint32]int{}, pairs: map[[2]uint32]int{}, worth: make([]float64, len(q.Terms)),
	}
	for i, t := range q.Terms {
		a.terms[store.Mark(t)] = i
		a.worth[i] = w.worth(have[t], all)
		if have[q.whole[t]] > 0 {
			a.worth[i] *= w.part
		}
		a.total += a.worth[i]
	}
	a.meaning = embedding.Learned().Ask(q.Terms, a.worth)
	for i, t := range q.Terms {
		if a.meaning.Knows(store.Mark(t)) {
			a.known += a.worth[i] / a.total
		}
	}
	for _, p := range q.pairs {
		pair := [2]uint32{store.Mark(p[0]), store.Mark(p[1])}
		if _, ok := a.pairs[pair]; !ok {
			a.pairs[pair] = len(a.pairs)
		}
	}
	return a
}

// match is what of a question is in a document.
type match struct {
	count  [fields][]float64 // occurrences of each term
	size   [fields]float64   // terms in all
	cosine float64           // how near it comes in meaning, from 0
	name   float64           // share of its own name that is in the question
	pairs  float64           // share of the question's neighbours that are here
}

func (a *asked) match(h store.Hit, words *terms.Splitter) match {
	var m match
	found := map[int]bool{}
	field := func(f int, marks []uint32) {
		m.count[f], m.size[f] = make([]float64, len(a.Terms)), float64(len(marks))
		for i, mark := range marks {
			if t, ok := a.terms[mark]; ok {
				m.count[f][t]++
			}
			if i > 0 {
				if p, ok := a.pairs[[2]uint32{marks[i-1], mark}]; ok {
					found[p] = true
				}
			}
		}
	}
	bag := h.Bag.Marks()
	for f, marks := range bag {
		field(f, marks)
	}
	var path []uint32
	for _, t := range words.List(h.Path) {
		path = append(path, store.Mark(t))
	}
	field(fieldPath, path)
	m.cosine = a.known * max(0, a.meaning.Cosine(embedding.Document{
		Name: bag[store.FieldName], Signature: bag[store.FieldSig], Comments: bag[store.FieldComments], Body: bag[store.FieldBody], Path: path,
	}))
	m.name = a.named(h, words)
	m.pairs = float64(len(found)) / float64(max(1, len(a.pairs)))
	return m
}

// named is the share of the name's terms, without what it is declared in, that
// the question has as they are, shortened, lengthened or as terms alike.
func (a *asked) named(h store.Hit, words *terms.Splitter) float64 {
	name := scan.Doc{Kind: h.Kind, Name: h.Name}.Declared()
	list := words.List(name[strings.LastIndexByte(name, '.')+1:])
	if len(list) > 1 {
		list = list[:len(list)-1] // the last is all of them in one
	}
	known := 0.0
	for _, term := range list {
		mark := store.Mark(term)
		_, itself := a.terms[mark]
		if itself || a.meaning.Alike(mark) >= alike || slices.ContainsFunc(a.Terms, func(t string) bool { return shortened(t, term) }) {
			known++
		}
	}
	return known / float64(max(1, len(list)))
}

// shortened reports whether one term is the beginning of the other: dir of directory.
func shortened(a, b string) bool {
	return min(len(a), len(b)) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// Parts are what S is made of.
type Parts struct{ Words, Meaning, File, Name, Pairs, Kind, Sort float64 }

// S is the product.
func (p Parts) S() float64 {
	return (p.Words + p.Meaning + p.File) * p.Name * p.Pairs * p.Kind * p.Sort
}

// score is all but what the file adds.
func (w weights) score(a *asked, m match, kind string, flags scan.Flags) Parts {
	var one [fields]float64 // what one occurrence counts
	for f := range one {
		one[f] = w.field[f] / (1 - w.norm[f] + w.norm[f]*m.size[f]/w.usual[f])
	}
	if kind == scan.KindSection || kind == scan.KindFile || kind == scan.KindChunk {
		m.cosine *= w.prose
	}
	p := Parts{Meaning: w.meaning * m.cosine, Name: 1 + w.name*m.name + w.about*m.cosine, Pairs: 1 + w.pair*m.pairs, Kind: 1, Sort: 1}
	for t, worth := range a.worth {
		var tf float64
		for f := range one {
			tf += one[f] * m.count[f][t]
		}
		p.Words += worth * (w.k1 + 1) * tf / (w.k1 + tf) / a.total
	}
	if a.wants.other(kind) {
		p.Kind = w.kind
	}
	if flags&scan.Test != 0 && !a.WantsTest {
		p.Sort *= w.test
	}
	if flags&(scan.Generated|scan.Vendored) != 0 {
		p.Sort *= w.made
	}
	return p
}

// rank scores the documents that the index has found, in their order.
func (w weights) rank(a *asked, found []store.Hit, matches []match) []Hit {
	hits := make([]Hit, len(found))
	best := map[int64][3]float64{} // of each file
	for i, h := range found {
		hits[i] = Hit{Hit: h, Parts: w.score(a, matches[i], h.Kind, scan.Flags(h.Flags))}
		top, s := best[h.File.ID], hits[i].Parts.Words+hits[i].Parts.Meaning
		for j := range top {
			if s > top[j] {
				s, top[j] = top[j], s
			}
		}
		best[h.File.ID] = top
	}
	for i := range hits {
		top := best[hits[i].File.ID]
		hits[i].Parts.File = w.file * (top[0] + 0.3*top[1] + 0.09*top[2])
		hits[i].S = hits[i].Parts.S()
	}
	return hits
}
