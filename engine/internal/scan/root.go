// Package scan finds the text files of a working tree and cuts them into
// documents. It trusts nothing it finds there.
package scan

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MaxFile is the size above which a file is left out.
const MaxFile = 1 << 20

// ErrNotText marks what is no readable text file: a link, a device, a file
// that is binary or too large.
var ErrNotText = errors.New("not a text file")

const cannotOpen = "cannot be opened"

// Refused says why a directory is not served.
type Refused struct {
	Dir string
	Why string // without the path, for those who need not know it: "is not a directory"
	Err error  // the cause, if there is one
}

func (e *Refused) Error() string {
	text := e.Dir + " " + e.Why
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Refused) Unwrap() error { return e.Err }

// Resolve gives the one true path of a directory to serve. Its error is a *Refused.
func Resolve(dir string) (string, error) {
	if !filepath.IsAbs(dir) {
		return dir, &Refused{Dir: dir, Why: "is not an absolute path"}
	}
	dir = filepath.Clean(dir)
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return dir, &Refused{dir, cannotOpen, err}
	}
	info, err := os.Stat(resolved)
	switch {
	case err != nil:
		return resolved, &Refused{dir, cannotOpen, err}
	case !info.IsDir():
		return resolved, &Refused{Dir: dir, Why: "is not a directory"}
	case filepath.Dir(resolved) == resolved:
		return resolved, &Refused{Dir: dir, Why: "is the root of the file system, which is never indexed"}
	}
	if home, err := os.UserHomeDir(); err == nil {
		if target, err := filepath.EvalSymlinks(home); err == nil {
			home = target
		}
		if rel, err := filepath.Rel(resolved, home); err == nil && filepath.IsLocal(rel) {
			return resolved, &Refused{Dir: dir, Why: "is or contains the home directory, which is never indexed"}
		}
	}
	return resolved, nil
}

// Tree reads the files below one directory and nothing outside of it.
type Tree struct {
	dir  string
	root *os.Root
}

// OpenTree opens dir; the caller closes it.
func OpenTree(dir string) (*Tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Tree{dir, root}, nil
}

// ErrMoved says that another directory, or none, has come in the place of a
// tree while its files were listed: of some of both, perhaps.
var ErrMoved = errors.New("the directory was exchanged while it was looked through")

// moved is ErrMoved once the directory is no longer where it was opened. Git is
// asked about what is there, but files are read in what was opened.
func (t *Tree) moved() error {
	opened, err := t.root.Stat(".")
	if err != nil {
		return err
	}
	if now, err := os.Stat(t.dir); err != nil || !os.SameFile(opened, now) {
		return ErrMoved
	}
	return nil
}

// Close releases the directory.
func (t *Tree) Close() error { return t.root.Close() }

// Read returns the text of a regular file of at most MaxFile bytes, as UTF-8:
// UTF-16 is decoded, and a byte order mark left out. It never follows a link in
// the last place of the path, nor one that leads out of the tree, and never
// waits for a pipe.
func (t *Tree) Read(name string) ([]byte, fs.FileInfo, error) {
	data, info, err := read(t.root, filepath.FromSlash(name), nil)
	if err != nil {
		return nil, info, err
	}
	return decode(data), info, nil
}

// read uses the room of buf when that is enough.
func read(root *os.Root, name string, buf []byte) ([]byte, fs.FileInfo, error) {
	f, info, err := openFile(root, name)
	if err != nil {
		return nil, info, err
	}
	defer func() { _ = f.Close() }()
	if info.Size() > MaxFile {
		return nil, info, ErrNotText
	}
	in := bytes.NewBuffer(buf[:0])
	in.Grow(int(info.Size()) + bytes.MinRead)
	_, err = in.ReadFrom(io.LimitReader(f, MaxFile+1))
	if err == nil && in.Len() > MaxFile {
		err = ErrNotText
	}
	return in.Bytes(), info, err
}

// entry stats a file; ok only for a regular one that lies in real directories
// of the tree and may be read.
func (t *Tree) entry(name string, dirs map[string]bool) (Entry, bool) {
	base := name[strings.LastIndexByte(name, '/')+1:]
	if !filepath.IsLocal(filepath.FromSlash(name)) || Secret(base) || !t.realDir(name, dirs) {
		return Entry{}, false
	}
	stat, mode, err := lstat(filepath.Join(t.dir, filepath.FromSlash(name)))
	if err != nil || !mode.IsRegular() {
		return Entry{}, false
	}
	return Entry{Path: name, Size: stat.Size, MTime: stat.MTime}, true
}

// realDir reports whether no directory above name is a link, or one that is
// never read. dirs remembers.
func (t *Tree) realDir(name string, dirs map[string]bool) bool {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return true
	}
	dir := name[:i]
	ok, known := dirs[dir]
	if !known {
		if ok = !Skipped(dir+"/") && t.realDir(dir, dirs); ok {
			_, mode, err := lstat(filepath.Join(t.dir, filepath.FromSlash(dir)))
			ok = err == nil && mode.IsDir()
		}
		dirs[dir] = ok
	}
	return ok
}
