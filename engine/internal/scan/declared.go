package scan

import (
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// splitDeclared makes a document of each function and type that the scanner
// finds, and windows of other lines worth keeping. A type ends where the first
// function in it begins, so that no text is in two documents.
func splitDeclared(t *text, lang string) []Doc {
	found, dull := symbols.Find(lang, t.src)
	if len(found) == 0 {
		return windows(t, 1, t.lines())
	}
	d := declared{text: t}
	for _, s := range found {
		d.symbol(s)
	}
	for _, s := range dull {
		d.cover(s.From, s.To)
	}
	d.docs = append(d.docs, d.rest(t, wordy)...)
	slices.SortStableFunc(d.docs, func(a, b Doc) int { return a.From - b.From })
	return d.docs
}

type declared struct {
	*text
	docs []Doc
	covered
}

func (d *declared) symbol(s symbols.Symbol) {
	name := safe.Line(s.Name, 400)
	params := parameters(s.Params)
	doc := Doc{
		Kind: s.Kind, Name: name, Part: name + params, Sig: strings.TrimSpace(params + " " + safe.Line(s.Result, 400)),
		Comment: plain(s.Doc), About: sentence(untagged(s.Doc)), From: s.From, To: s.To,
	}
	if s.DocFrom > s.From && s.DocTo <= s.To {
		doc.comment = [2]int{s.DocFrom, s.DocTo}
	}
	d.docs = append(d.docs, doc)
	d.cover(s.Above, s.To)
}

func (d *declared) cover(from, to int) {
	first, _ := d.position(from)
	last, _ := d.position(max(from, to-1))
	d.add(first, last)
}

// wordy reports whether a text holds more than the end of a block.
func wordy(body []byte) bool { return letters(body) > 3 && !licence(body) }
