package scan

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Kinds of documents. A file that fits in one document is a KindFile.
const (
	KindFunc      = symbols.Func
	KindMethod    = symbols.Method
	KindStruct    = symbols.Struct
	KindInterface = symbols.Interface
	KindType      = symbols.Type
	KindConst     = symbols.Const
	KindVar       = symbols.Var
	KindClass     = symbols.Class
	KindEnum      = symbols.Enum
	KindTrait     = symbols.Trait
	KindModule    = symbols.Module
	KindMacro     = symbols.Macro
	KindSection   = "section" // of a text with headings
	KindChunk     = "chunk"   // lines that nothing better covers
	KindFile      = "file"
)

// Doc is a part of a file that can be found on its own.
type Doc struct {
	Kind string
	Name string // as declared, methods with their type: Ledger.Post; or a heading
	Part string // last part of the identifier: a signature or a chunk number; "" for a whole file

	Sig     string // further text to search: parameters, results, parent headings
	Comment string // doc comment
	About   string // one line for a person: first sentence of the comment, heading or first line

	link.Links // only when asked for

	comment [2]int // byte range of a comment that lies within

	From, To         int // byte range in the file
	Start, End       int // lines, 1-based, inclusive
	StartCol, EndCol int // characters, 0-based
}

// Declared is the name, if it is one that a program declares. A heading is
// prose: it would match questions far too well as a name.
func (d Doc) Declared() string {
	switch d.Kind {
	case KindSection, KindChunk, KindFile:
		return ""
	}
	return d.Name
}

// Body is the text of the document in src, the text it was split from, without
// the doc comment.
func (d Doc) Body(src []byte) string {
	if c := d.comment; c[0] > 0 {
		return string(src[d.From:c[0]]) + string(src[c[1]:d.To])
	}
	return string(src[d.From:d.To])
}

// Split cuts a text file into documents. It accepts any bytes.
func Split(lang string, src []byte) []Doc {
	return split(lang, newText(src))
}

// SplitLinked also finds the links of the documents, and those that belong to
// the file and none of its documents.
func SplitLinked(lang string, src []byte) ([]Doc, link.Links) {
	t := newText(src)
	t.linked = true
	docs := split(lang, t)
	return docs, t.fileLinks
}

func split(lang string, t *text) []Doc {
	if len(bytes.TrimSpace(t.src)) == 0 {
		return nil
	}
	var docs []Doc
	switch lang {
	case "Go":
		docs = splitGo(t)
	case "Markdown":
		docs = splitMarkdown(t)
	case GoModule:
		t.fileLinks = moduleLinks(t.src)
		docs = windows(t, 1, t.lines())
	default:
		if symbols.Known(lang) {
			docs = splitDeclared(t, lang)
			break
		}
		docs = windows(t, 1, t.lines())
	}
	return finish(t, docs)
}

// parameters is a list in parentheses as one line.
func parameters(source string) string {
	params := strings.Replace(safe.Line(source, 400), "( ", "(", 1)
	if cut, ok := strings.CutSuffix(params, " )"); ok {
		return strings.TrimSuffix(cut, ",") + ")" // was written over several lines
	}
	return params
}

// finish fills what all splitters have in common and makes parts unique.
func finish(t *text, docs []Doc) []Doc {
	if len(docs) == 1 && (docs[0].Kind == KindChunk || docs[0].Kind == KindSection) {
		docs[0].Kind, docs[0].Part = KindFile, ""
	}
	seen := map[string]int{}
	chunk := 0
	for i := range docs {
		d := &docs[i]
		d.Start, d.StartCol = t.position(d.From)
		d.End, d.EndCol = t.position(d.From + len(bytes.TrimRight(t.src[d.From:d.To], "\r\n")))
		if d.Kind == KindChunk || d.Kind == KindSection {
			chunk++
			d.Part = fmt.Sprintf("%04d", chunk)
			continue
		}
		if d.Part == "" {
			continue
		}
		seen[d.Part]++
		if n := seen[d.Part]; n > 1 {
			d.Part += "#" + strconv.Itoa(n)
		}
	}
	return docs
}

// text knows where the lines of a file begin.
type text struct {
	src    []byte
	starts []int // offset of each line

	linked    bool // links are wanted
	fileLinks link.Links
}

func newText(src []byte) *text {
	t := &text{src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' && i+1 < len(src) {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

func (t *text) lines() int { return len(t.starts) }

// offset is where line n begins; n may be one past the last line.
func (t *text) offset(n int) int {
	if n > len(t.starts) {
		return len(t.src)
	}
	return t.starts[n-1]
}

// line n without its end.
func (t *text) line(n int) []byte {
	return bytes.TrimRight(t.src[t.offset(n):t.offset(n+1)], "\r\n")
}

func (t *text) blank(n int) bool { return len(bytes.TrimSpace(t.line(n))) == 0 }

// position turns an offset into a 1-based line and a 0-based character.
func (t *text) position(offset int) (line, char int) {
	lo, hi := 0, len(t.starts)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; t.starts[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + 1, utf8.RuneCount(t.src[t.starts[lo]:offset])
}
