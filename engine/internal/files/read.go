package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// MaxLines is how many lines one Read gives.
const MaxLines = 1000

// ReadQuery asks for lines of a file, 1-based and inclusive. Without EndLine
// the answer goes on for MaxLines; without StartLine it begins with the first.
// Either way it ends after about a megabyte.
type ReadQuery struct {
	Path      string
	StartLine int // 0: not given
	EndLine   int // 0: not given
}

// Lines are some or all lines of a file.
type Lines struct {
	Path       string   `json:"path"`
	StartLine  int      `json:"start_line"`            // 0 in an empty file
	EndLine    int      `json:"end_line"`              // of Content
	TotalLines int      `json:"total_lines,omitempty"` // 0 when the file is empty, or so large that they were not counted
	More       bool     `json:"more"`                  // there are lines after EndLine
	Content    string   `json:"content"`               // UTF-8; lines end with LF, the last one with nothing
	Notes      []string `json:"notes,omitempty"`       // how Content differs from the file

	endless bool // no end was asked for
}

// Read reads lines of a text file of the tree at root, however large it is.
func Read(ctx context.Context, root string, q ReadQuery) (*Lines, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	tree, err := scan.OpenTree(root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tree.Close() }()
	entry, err := find(ctx, tree, root, q.Path)
	if err != nil {
		return nil, err
	}
	return read(ctx, tree, entry, q)
}

func (q ReadQuery) check() error {
	switch {
	case strings.TrimSpace(q.Path) == "":
		return refuse("Give a path as get_file_tree shows it.", "path is missing")
	case q.StartLine < 0 || q.EndLine < 0:
		return refuse("Count lines from 1.", "lines %d to %d were asked for", q.StartLine, q.EndLine)
	case q.EndLine > 0 && q.EndLine < q.StartLine:
		return refuse("Give an end_line that is not before start_line.", "end_line %d is before start_line %d", q.EndLine, q.StartLine)
	}
	return nil
}

// find is the file of the tree that a path names.
func find(ctx context.Context, tree *scan.Tree, root, asked string) (scan.Entry, error) {
	name := local(root, asked)
	exact, err := tree.Known(ctx, map[string]bool{name: true})
	if e, ok := exact[name]; ok || err != nil {
		return e, err
	}
	known, err := list(ctx, tree)
	if err != nil {
		return scan.Entry{}, err
	}
	if dir := strings.TrimSuffix(name, "/"); known.folders[dir] {
		return scan.Entry{}, refuse(fmt.Sprintf("Call get_file_tree with path %q.", dir), "%s is a folder", shown(asked))
	}
	if twin, ok := composed(known.files, name); ok {
		return known.files[twin], nil
	}
	return scan.Entry{}, known.explain(asked, name)
}

// read takes an entry that may have changed since it was listed.
func read(ctx context.Context, tree *scan.Tree, entry scan.Entry, q ReadQuery) (*Lines, error) {
	name := safe.Name(spelling(entry.Path))
	f, info, err := tree.Open(entry.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, scan.ErrNotText):
		return nil, refuse("Call get_file_tree to see what there is now.", "%s has just been moved or exchanged", name)
	case errors.Is(err, fs.ErrPermission):
		return nil, refuse("Read another file.", "%s may not be read by the engine", name)
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	text, err := decoded(ctx, f, info.Size())
	if errors.Is(err, errBinary) {
		return nil, refuse("Read a text file.", "%s is not text (%s)", name, render.Count(int(info.Size()), "byte", "bytes"))
	}
	start := max(1, q.StartLine)
	last := start + MaxLines - 1
	if q.EndLine > 0 {
		last = min(last, q.EndLine)
	}
	var got passage
	if err == nil {
		got, err = text.lines(start, last)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	l := &Lines{Path: spelling(entry.Path), TotalLines: got.total, More: got.more, Content: strings.Join(got.lines, "\n"), Notes: got.notes, endless: q.EndLine == 0}
	switch {
	case len(got.lines) > 0:
		l.StartLine, l.EndLine = start, start+len(got.lines)-1
	case got.total > 0:
		return nil, refuse(fmt.Sprintf("Give a start_line of at most %d.", got.total), "%s has %s, start_line is %d", name, render.Count(got.total, "line", "lines"), start)
	case start > 1:
		return nil, refuse("Leave start_line out.", "%s is empty", name)
	}
	if q.EndLine > last && l.More {
		return nil, refuse(fmt.Sprintf("Read lines %d to %d first, then go on with start_line %d.", start, last, last+1),
			"lines %d to %d are more than %d", start, cmp.Or(min(q.EndLine, got.total), q.EndLine), MaxLines)
	}
	return l, nil
}

// Text shows the lines, each behind its number, so that no code can pose as
// anything else.
func (l *Lines) Text() string {
	name := safe.Name(l.Path)
	if l.EndLine == 0 {
		return name + " is empty."
	}
	lines := strings.Split(l.Content, "\n")
	var b strings.Builder
	end := l.StartLine - 1
	for _, line := range lines {
		text := "\n" + safe.Numbered(end+1, line)
		if b.Len()+len(text) > maxText-len(name)-500 && end >= l.StartLine {
			break
		}
		b.WriteString(text)
		end++
	}
	head := fmt.Sprintf("%s lines %d-%d", name, l.StartLine, end)
	if l.TotalLines > 0 {
		head += fmt.Sprintf(" of %d", l.TotalLines)
	}
	if len(l.Notes) > 0 {
		head += " (" + strings.Join(l.Notes, ", ") + ")"
	}
	if end < l.EndLine || l.More && l.endless {
		fmt.Fprintf(&b, "\n(more lines follow: call read_file with start_line %d)", end+1)
	}
	return head + b.String()
}
