// Package measure shows benchmarks what an index is made of, so that they can
// rank the same documents by the same terms. The product does not use it.
package measure

import (
	"bytes"
	"context"
	"errors"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/terms"
)

// Document is one part of a file that a search can find.
type Document struct {
	Path        string
	First, Last int
	Terms       []string // of its path, comment and text, in that order
}

// Fields are the terms of a document as ranking knows them.
type Fields struct {
	First                           int // line
	Name, Signature, Comments, Body []string
}

// Split cuts one file as the index does.
func Split(path string, src []byte) (all []Fields) {
	words := terms.New()
	for _, d := range scan.Split(scan.Language(path), src) {
		all = append(all, Fields{d.Start, words.List(d.Declared()), words.List(d.Sig), words.List(d.Comment), words.List(d.Body(src))})
	}
	return all
}

// Documents cuts the files of a directory as the index does.
func Documents(ctx context.Context, dir string) (docs []Document, err error) {
	tree, err := scan.OpenTree(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tree.Close()) }()
	list, err := tree.List(ctx)
	if err != nil {
		return nil, err
	}
	words := terms.New()
	for _, f := range list.Files {
		src, _, err := tree.Read(f.Path)
		if errors.Is(err, scan.ErrNotText) || err == nil && scan.Binary(src) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, d := range scan.Split(scan.Language(f.Path), src) {
			docs = append(docs, Document{f.Path, d.Start, d.End, words.List(f.Path + "\n" + d.Comment + "\n" + d.Body(src))})
		}
	}
	return docs, nil
}

// Terms are the terms of a text.
func Terms(text string) []string { return terms.New().List(text) }

// Function is a function, method or type as the scanner of its language finds it.
type Function struct {
	Name, Comment string
	Line, Lines   int
	From, To      int // the comment above it, in bytes
}

// Functions lists those of a file that have a comment above them, or its types
// instead, for languages that have such a scanner.
func Functions(path string, src []byte, types bool) (all []Function) {
	found, _ := symbols.Find(scan.Language(path), src)
	line := func(at int) int { return 1 + bytes.Count(src[:at], []byte("\n")) }
	for _, s := range found {
		switch s.Kind {
		case symbols.Func, symbols.Method:
			if types {
				continue
			}
		case symbols.Class, symbols.Struct, symbols.Interface, symbols.Enum, symbols.Trait, symbols.Type:
			if !types {
				continue
			}
		default:
			continue
		}
		if s.Above < s.From {
			first := line(s.From)
			all = append(all, Function{s.Name, s.Doc, first, line(s.End) - first + 1, s.Above, s.From})
		}
	}
	return all
}
