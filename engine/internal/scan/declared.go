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
	var l symbols.Linked
	if t.linked {
		l = symbols.FindLinked(lang, t.src)
		t.fileLinks = l.File
	} else {
		l.Symbols, l.Dull = symbols.Find(lang, t.src)
	}
	d := declared{text: t}
	if len(l.Symbols) == 0 {
		d.docs = windows(t, 1, t.lines())
	} else {
		for i, s := range l.Symbols {
			d.symbol(s)
			if t.linked {
				d.docs[i].Links = l.Links[i]
			}
		}
		for _, s := range l.Dull {
			d.cover(s.From, s.To)
		}
		d.docs = append(d.docs, d.rest(t, wordy)...)
		slices.SortStableFunc(d.docs, func(a, b Doc) int { return a.From - b.From })
	}
	d.loose(l.Loose)
	return d.docs
}

// loose gives the links outside of all symbols to the documents of their lines.
func (d *declared) loose(all []symbols.Loose) {
	n := 0
	for _, l := range all { // both are in order
		for n < len(d.docs) && d.offset(min(l.Line, d.lines())) >= d.docs[n].To {
			n++
		}
		if n == len(d.docs) {
			return
		}
		if d.offset(min(l.Line+1, d.lines()+1)) <= d.docs[n].From {
			continue // nobody would look for the line
		}
		for _, name := range l.Names {
			d.docs[n].AddName(name)
		}
		for _, ref := range l.Refs {
			d.docs[n].AddRef(ref)
		}
	}
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
