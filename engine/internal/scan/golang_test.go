package scan

import (
	"fmt"
	"strings"
	"testing"
)

const ledger = `// Copyright 2020 Somebody. All rights reserved.

// Package ledger books entries of all kinds.
package ledger

import "context"

// Limits of one entry.
const (
	maxLines = 10 // lines
	maxCents = 5
)

var _ Store = (*Ledger)(nil)

// Ledger keeps entries, e.g. refunds. It is not safe for concurrent use.
type Ledger[T any] struct {
	entries []T
}

type (
	// Store keeps.
	Store interface{ Append() }
	id    int
)

// Post appends e.
func (l *Ledger[T]) Post(
	ctx context.Context,
	e T,
) (err error) {
	return nil
}

func init() {}
func init() {}

func (Other) Value() {}
`

func TestSplitsGoIntoDeclarations(t *testing.T) {
	want := `chunk 0001 3-3 Package ledger books entries of all kinds.
const maxLines 9-12 Limits of one entry.
struct Ledger 17-19 Ledger keeps entries, e.g. refunds.
interface Store 23-23 Store keeps.
type id 24-24 
method Ledger.Post(ctx context.Context, e T) 28-33 Post appends e.
function init() 35-35 
function init()#2 36-36 
method Other.Value() 38-38 
`
	for name, src := range map[string]string{"LF": ledger, "CRLF": strings.ReplaceAll(ledger, "\n", "\r\n")} {
		if got := show(Split("Go", []byte(src))); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func show(docs []Doc) string {
	var b strings.Builder
	for _, d := range docs {
		fmt.Fprintf(&b, "%s %s %d-%d %s\n", d.Kind, d.Part, d.Start, d.End, d.About)
	}
	return b.String()
}

func TestGoWithErrorsKeepsWhatCanBeParsed(t *testing.T) {
	docs := Split("Go", []byte("package x\n\nfunc good() int { return 1 }\n\nfunc bad( {\n\tneedle haystack another word\n}\n"))
	found := show(docs)
	if !strings.Contains(found, "function good()") {
		t.Errorf("the good function is missing:\n%s", found)
	}
	all := ""
	for _, d := range docs {
		all += d.Body([]byte("package x\n\nfunc good() int { return 1 }\n\nfunc bad( {\n\tneedle haystack another word\n}\n"))
	}
	if !strings.Contains(all, "needle") {
		t.Errorf("the broken part is covered by nothing:\n%s", found)
	}
}

func TestGoLineDirectivesDoNotMoveLines(t *testing.T) {
	docs := Split("Go", []byte("package x\n\n//line other.y:700\nfunc f() {\n}\n"))
	last := docs[len(docs)-1]
	if last.Start != 4 || last.End != 5 {
		t.Errorf("lines %d-%d, want 4-5", last.Start, last.End)
	}
}

func TestGoRangesAreExact(t *testing.T) {
	src := "package x\n\n// é is before.\nfunc f() { _ = \"é\" }\n"
	d := Split("Go", []byte(src))[0]
	if d.StartCol != 0 || d.EndCol != 20 || d.Body([]byte(src)) != "func f() { _ = \"é\" }" {
		t.Errorf("got %d-%d %q", d.StartCol, d.EndCol, d.Body([]byte(src)))
	}
}
