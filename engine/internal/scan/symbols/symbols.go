// Package symbols finds what the text of a program declares, without a parser
// for its language: one lexer and a few structural rules, told by a table per
// language what is a comment, a string, a declaration. It accepts any bytes and
// takes time in proportion to them.
package symbols

import (
	"bytes"
	"sort"
)

// Kinds of symbols.
const (
	Func      = "function"
	Method    = "method"
	Class     = "class"
	Struct    = "struct"
	Interface = "interface"
	Enum      = "enum"
	Trait     = "trait"
	Type      = "type"
	Module    = "module"
	Macro     = "macro"
	Const     = "const"
	Var       = "var"
)

// Symbol is one declaration. What is declared in a function belongs to it and
// is none.
type Symbol struct {
	Kind   string
	Name   string // with what it is declared in: Ledger.post
	Params string // as written, with parentheses; "" if it has none
	Result string // what stands between parameters and body, as written
	Doc    string // its comment, without the signs that mark it
	NameAt int    // offset of the name

	Above    int // where its comment begins, From if there is none above
	From, To int // the declaration; one with members ends where the first begins
	End      int // where all of it ends
	DocFrom  int // a comment inside, as in Python; both 0 if there is none
	DocTo    int
}

// Span is a range of bytes.
type Span struct{ From, To int }

const (
	maxFile  = 1 << 28
	maxDepth = 40  // types in types
	maxName  = 200 // bytes of one name
	maxHead  = 999 // tokens between the name of a type and its body
)

// Known reports whether the symbols of a language are found.
func Known(lang string) bool { return tableOf(lang) != nil }

// Find lists the symbols of a text in their order, and ranges beside them that
// nobody would look for, such as imports.
func Find(lang string, src []byte) ([]Symbol, []Span) {
	t := tableOf(lang)
	if t == nil || len(src) > maxFile {
		return nil, nil
	}
	f := &file{table: t, text: lex(t, src)}
	t.walk(f)
	f.trim()
	return f.found, f.dull
}

// file is a text being searched.
type file struct {
	*text
	table *table
	found []Symbol
	dull  []Span
}

// add notes a declaration of the tokens from to last. The name is a token too.
func (f *file) add(kind, owner, name string, nameAt, from, last int) *Symbol {
	start := f.from(from)
	s := Symbol{Kind: kind, Name: name, NameAt: f.from(nameAt), From: start, Above: start, To: f.to(last), End: f.to(last)}
	if owner != "" {
		s.Name = owner + "." + name
	}
	s.Above, s.Doc = f.commentAbove(start)
	f.found = append(f.found, s)
	return &f.found[len(f.found)-1]
}

// skip notes that the tokens from to last are of no interest.
func (f *file) skip(from, last int) {
	f.dull = append(f.dull, Span{f.from(from), f.to(last)})
}

// trim ends what has members where the first of them begins. In broken text
// one declaration may be met twice, of which the second is dropped, or its name
// or comment lie in another.
func (f *file) trim() {
	kept := f.found[:0]
	for _, next := range f.found {
		if next.NameAt < next.From || next.NameAt >= next.End {
			continue
		}
		if n := len(kept) - 1; n >= 0 && next.Above < kept[n].To {
			s := &kept[n]
			if next.From <= s.From {
				continue
			}
			if next.Above <= s.From { // several in one line share what is above
				next.Above = next.From
			}
			s.To = s.From + max(1, len(bytes.TrimRight(f.src[s.From:next.Above], " \t\r\n")))
		}
		kept = append(kept, next)
	}
	f.found = kept
	for i := range kept {
		if s := &kept[i]; s.DocTo > s.To {
			s.Doc, s.DocFrom, s.DocTo = "", 0, 0
		}
	}
}

// lineStart reports whether only blanks stand before an offset in its line.
func (f *file) lineStart(at int) bool {
	i := at
	for i > 0 && (f.src[i-1] == ' ' || f.src[i-1] == '\t') {
		i--
	}
	return i == 0 || f.src[i-1] == '\n'
}

// lastComment is the index of the last comment that ends at or before an offset, or -1.
func (f *file) lastComment(at int) int {
	return sort.Search(len(f.comments), func(i int) bool { return f.comments[i].From >= at }) - 1
}
