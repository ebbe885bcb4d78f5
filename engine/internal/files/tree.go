package files

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// Limits of a tree, and what holds when a query gives none.
const (
	MaxDepth     = 8
	MaxNodes     = 300
	defaultDepth = 3
	defaultNodes = 150
)

// TreeQuery asks for a part of the tree; a zero stands for the default.
type TreeQuery struct {
	Path        string // of a folder; "" is the root
	MaxDepth    int    // levels, 1 to MaxDepth
	MaxNodes    int    // files and folders, 1 to MaxNodes
	OutputDepth int    // levels that Text draws; all when it is 0
}

// FileTree is what lies below a folder.
type FileTree struct {
	Path      string  `json:"path"`               // "" for the root
	Files     int     `json:"files"`              // below it, at any depth
	Nodes     int     `json:"nodes"`              // files and folders in Children, at any depth
	LeftOut   int     `json:"left_out,omitempty"` // entries of the folder itself for which max_nodes left no room
	Truncated bool    `json:"truncated"`          // max_nodes closed folders that max_depth would have opened
	Children  []*Node `json:"children"`           // folders, then files, each by name

	query TreeQuery
}

// Node is a file, or a folder. Folders that hold one folder and nothing else
// are one node with it.
type Node struct {
	Name     string  `json:"name"` // relative to the folder it stands in
	Path     string  `json:"path"`
	Type     string  `json:"type"` // file or folder
	Size     int64   `json:"size,omitempty"`
	Files    int     `json:"files,omitempty"`    // below a folder, at any depth
	Children []*Node `json:"children,omitempty"` // none when the folder is closed

	folder *folder
}

// Tree lists what lies below a folder of the tree at root. The level that
// does not fit in MaxNodes is shown as far as whole folders fit, and is the
// last, so that what is near the top is never missing.
func Tree(ctx context.Context, root string, q TreeQuery) (*FileTree, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	tree, err := scan.OpenTree(root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tree.Close() }()
	known, err := list(ctx, tree)
	if err != nil {
		return nil, err
	}
	name, err := known.folder(root, q.Path)
	if err != nil {
		return nil, err
	}
	top := known.below(name)
	t := &FileTree{Path: name, Files: top.files, query: q}
	t.open(top)
	return t, nil
}

func (q *TreeQuery) check() error {
	for _, arg := range []struct {
		name     string
		value    *int
		max, def int
	}{
		{"max_depth", &q.MaxDepth, MaxDepth, defaultDepth},
		{"max_nodes", &q.MaxNodes, MaxNodes, defaultNodes},
		{"output_depth", &q.OutputDepth, MaxDepth, MaxDepth},
	} {
		if *arg.value < 0 || *arg.value > arg.max {
			return refuse(fmt.Sprintf("Give %s from 1 to %d.", arg.name, arg.max), "%s is %d", arg.name, *arg.value)
		}
		*arg.value = cmp.Or(*arg.value, arg.def)
	}
	return nil
}

func (n names) folder(root, asked string) (string, error) {
	name := local(root, strings.TrimSpace(asked))
	if name == "." || name == "/" {
		name = ""
	}
	name = strings.TrimSuffix(name, "/")
	if n.folders[name] {
		return name, nil
	}
	if _, ok := n.files[name]; ok {
		return "", refuse(fmt.Sprintf("Call read_file with path %q.", name), "%s is a file, not a folder", shown(asked))
	}
	if twin, ok := composed(n.folders, name); ok {
		return twin, nil
	}
	return "", n.explain(asked, name)
}

// folder is a directory with all that lies in it.
type folder struct {
	path    string
	files   int // at any depth
	folders []*folder
	entries []scan.Entry
}

// below builds the folders under a path.
func (n names) below(name string) *folder {
	top := &folder{path: name}
	built := map[string]*folder{name: top}
	var get func(dir string) *folder
	get = func(dir string) *folder {
		f := built[dir]
		if f == nil {
			f = &folder{path: dir}
			built[dir] = f
			above := get(parent(dir))
			above.folders = append(above.folders, f)
		}
		return f
	}
	for _, e := range n.all {
		e.Path = spelling(e.Path)
		if name != "" && !strings.HasPrefix(e.Path, name+"/") {
			continue
		}
		dir := parent(e.Path)
		f := get(dir)
		f.entries = append(f.entries, e)
		for ; ; dir = parent(dir) {
			built[dir].files++
			if dir == name {
				break
			}
		}
	}
	return top
}

// parent is the folder something lies in, "" for the root.
func parent(name string) string { return name[:max(0, strings.LastIndexByte(name, '/'))] }

// open adds level after level.
func (t *FileTree) open(top *folder) {
	t.Children = top.nodes()
	if over := len(t.Children) - t.query.MaxNodes; over > 0 {
		t.LeftOut, t.Truncated, t.Children = over, true, t.Children[:t.query.MaxNodes]
	}
	t.Nodes = len(t.Children)
	level := t.Children
	for depth := 2; depth <= t.query.MaxDepth && !t.Truncated; depth++ {
		var next []*Node
		for _, n := range level {
			if n.folder == nil {
				continue
			}
			children := n.folder.nodes()
			if t.Nodes+len(children) > t.query.MaxNodes {
				t.Truncated = true
				continue
			}
			n.Children = children
			t.Nodes += len(children)
			next = append(next, children...)
		}
		level = next
	}
}

// nodes are the entries of a folder, closed.
func (f *folder) nodes() []*Node {
	var all []*Node
	for _, sub := range f.folders {
		for len(sub.entries) == 0 && len(sub.folders) == 1 {
			sub = sub.folders[0]
		}
		all = append(all, &Node{
			Name: strings.TrimPrefix(strings.TrimPrefix(sub.path, f.path), "/"), Path: sub.path, Type: "folder", Files: sub.files, folder: sub,
		})
	}
	slices.SortFunc(all, func(a, b *Node) int { return cmp.Compare(a.Name, b.Name) })
	for _, e := range f.entries {
		all = append(all, &Node{Name: path.Base(e.Path), Path: e.Path, Type: "file", Size: e.Size})
	}
	return all
}
