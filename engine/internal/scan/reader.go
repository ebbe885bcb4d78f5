package scan

import "path/filepath"

// Reader reads many files of a tree one after the other, by the rules of
// Tree.Read. It keeps the directory of the last one open and reuses its memory:
// with files in the order of their paths that is several times as fast. It is
// not for several goroutines.
type Reader struct {
	tree *Tree
	dir  string
	at   folder // of dir; nil while none is open
	buf  []byte
}

// Stat is what a file was when it was read.
type Stat struct {
	Size  int64 // bytes on disk
	MTime int64 // nanoseconds
}

// Reader makes a reader; the caller closes it.
func (t *Tree) Reader() *Reader { return &Reader{tree: t} }

// Read returns the text of a file. It is overwritten by the next call.
func (r *Reader) Read(name string) ([]byte, Stat, error) {
	dir, base := filepath.Split(filepath.FromSlash(name))
	if err := r.enter(filepath.Clean(dir)); err != nil {
		return nil, Stat{}, err
	}
	data, stat, err := r.at.read(base, r.buf)
	if cap(data) > cap(r.buf) {
		r.buf = data[:0]
	}
	if err != nil {
		return nil, stat, err
	}
	return decode(data), stat, nil
}

func (r *Reader) enter(dir string) error {
	if r.at != nil && r.dir == dir {
		return nil
	}
	r.Close()
	at, err := openFolder(r.tree.root, dir)
	if err == nil {
		r.at, r.dir = at, dir
	}
	return err
}

// Close releases the directory.
func (r *Reader) Close() {
	if r.at != nil {
		r.at.close()
		r.at = nil
	}
}

// folder is an open directory.
type folder interface {
	// read uses the room of buf when that is enough.
	read(base string, buf []byte) ([]byte, Stat, error)
	close()
}
