package scan

import (
	"os"
	"path/filepath"
)

// Reader reads many files of a tree one after the other, by the rules of
// Tree.Read. It keeps the directory of the last one open and reuses its memory:
// with files in the order of their paths that is three times as fast. It is not
// for several goroutines.
type Reader struct {
	tree *Tree
	dir  string
	root *os.Root // of dir; nil for the tree's own
	buf  []byte
}

// Reader makes a reader; the caller closes it.
func (t *Tree) Reader() *Reader { return &Reader{tree: t} }

// Read returns the content of a file. It is overwritten by the next call.
func (r *Reader) Read(name string) ([]byte, error) {
	dir, base := filepath.Split(filepath.FromSlash(name))
	root := r.tree.root
	if dir != "" {
		if err := r.enter(filepath.Clean(dir)); err != nil {
			return nil, err
		}
		root = r.root
	}
	data, _, err := read(root, base, r.buf)
	if cap(data) > cap(r.buf) {
		r.buf = data
	}
	return data, err
}

func (r *Reader) enter(dir string) error {
	if r.root != nil && r.dir == dir {
		return nil
	}
	r.Close()
	root, err := r.tree.root.OpenRoot(dir)
	if err == nil {
		r.root, r.dir = root, dir
	}
	return err
}

// Close releases the directory.
func (r *Reader) Close() {
	if r.root != nil {
		_ = r.root.Close()
		r.root = nil
	}
}
