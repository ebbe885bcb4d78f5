package api

import (
	"bytes"
	"errors"
	"io/fs"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// file is a file of a tree, read and cut once.
type file struct {
	scan.Entry
	src  []byte
	text bool // otherwise it is not shown: binary, too large, unreadable
	gone bool
	docs []scan.Doc
	cut  bool // docs are there
}

func read(tree *scan.Tree, e scan.Entry) *file {
	src, _, err := tree.Read(e.Path)
	return &file{Entry: e, src: src, text: err == nil && !scan.Binary(src), gone: errors.Is(err, fs.ErrNotExist)}
}

// part fills in a document of the file, or with "" all of it. A file that
// cannot be shown is found, without content.
func (f *file) part(name string, a *codealive.Artifact) bool {
	found := true
	switch {
	case f.gone || !f.text && name != "":
		return false
	case !f.text:
		a.Found, a.ContentByteSize = &found, f.Size
		return true
	}
	text, start := f.src, 1
	if name != "" {
		var ok bool
		if text, start, ok = f.doc(name); !ok {
			return false
		}
	}
	content := string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
	a.Found, a.Content, a.ContentByteSize, a.StartLine = &found, &content, int64(len(content)), start
	return true
}

// doc gives the whole lines of a document.
func (f *file) doc(part string) (text []byte, start int, ok bool) {
	if !f.cut {
		f.cut, f.docs = true, cut(f.Path, f.src)
	}
	for _, d := range f.docs {
		if d.Part == part {
			return lines(f.src, d.Start, d.End), d.Start, true
		}
	}
	return nil, 0, false
}

// cut cuts a file as indexing does, which takes a panic for no documents.
func cut(path string, src []byte) (docs []scan.Doc) {
	defer func() {
		if p := recover(); p != nil {
			docs = nil
		}
	}()
	return scan.Split(scan.Language(path), src)
}

// lines are those from first to last, without the end of the last.
func lines(src []byte, first, last int) []byte {
	from, n := 0, 1
	for i, c := range src {
		if c != '\n' {
			continue
		}
		if n == last {
			return bytes.TrimSuffix(src[from:i], []byte("\r"))
		}
		if n++; n == first {
			from = i + 1
		}
	}
	return bytes.TrimSuffix(src[from:], []byte("\r"))
}
