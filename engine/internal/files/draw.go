package files

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const maxText = 26_000 // bytes of what a model gets to read

// Text draws the tree by indenting. It takes levels off until it is short enough.
func (t *FileTree) Text() string {
	if t.Files == 0 {
		return "The repository holds no files that git tracks or does not ignore."
	}
	depth := t.query.OutputDepth
	text := t.draw(depth)
	for ; len(text) > maxText && depth > 1; depth-- {
		text = t.draw(depth - 1)
	}
	if len(text) <= maxText {
		return text
	}
	const note = "\n(cut here: the names are too long; name a folder in path)"
	return text[:strings.LastIndexByte(text[:maxText-len(note)], '\n')] + note
}

func (t *FileTree) draw(depth int) string {
	d := drawing{depth: depth}
	if t.Path == "" {
		d.WriteString("The root")
	} else {
		d.WriteString(safe.Name(t.Path) + "/")
	}
	d.WriteString(": " + render.Count(t.Files, "file", "files") + "\n")
	d.level(t.Children, 0)
	if t.LeftOut > 0 {
		fmt.Fprintf(&d, "(%s of this folder left out: %s)\n", render.Count(t.LeftOut, "more entry", "more entries"), t.more())
	}
	if d.closed {
		d.WriteString("(A folder with a number of files is not opened: call get_file_tree with its path")
		if t.Truncated && t.query.MaxNodes < MaxNodes {
			fmt.Fprintf(&d, ", or raise max_nodes from %d, at most %d", t.query.MaxNodes, MaxNodes)
		}
		d.WriteString(".)\n")
	}
	return strings.TrimSuffix(d.String(), "\n")
}

// more says how to get what did not fit in one folder.
func (t *FileTree) more() string {
	if t.query.MaxNodes < MaxNodes {
		return fmt.Sprintf("raise max_nodes, at most %d", MaxNodes)
	}
	return "look for them with grep_search and paths"
}

type drawing struct {
	strings.Builder
	depth  int
	closed bool // some folder is
}

func (d *drawing) level(nodes []*Node, indent int) {
	for _, n := range nodes {
		d.WriteString(strings.Repeat("  ", indent))
		switch {
		case n.Type == "file":
			d.WriteString(safe.Name(n.Name) + "\n")
		case n.Children == nil || indent+1 == d.depth:
			d.closed = true
			fmt.Fprintf(d, "%s/ (%s)\n", safe.Name(n.Name), render.Count(n.Files, "file", "files"))
		default:
			d.WriteString(safe.Name(n.Name) + "/\n")
			d.level(n.Children, indent+1)
		}
	}
}
