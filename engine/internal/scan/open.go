package scan

import (
	"io/fs"
	"os"
	"strings"
)

// Open opens a regular file of any size; the caller closes it. It goes down one
// directory at a time and takes no link for one, so that nothing put in the
// place of a directory since the files were listed leads elsewhere, not even
// within the tree.
func (t *Tree) Open(name string) (*os.File, fs.FileInfo, error) {
	dirs := strings.Split(name, "/")
	base := dirs[len(dirs)-1]
	at := t.root
	defer func() {
		if at != t.root {
			_ = at.Close()
		}
	}()
	for _, dir := range dirs[:len(dirs)-1] {
		next, err := enter(at, dir)
		if err != nil {
			return nil, nil, err
		}
		if at != t.root {
			_ = at.Close()
		}
		at = next
	}
	return openFile(at, base)
}

// openFile never waits for a pipe, and never follows a link in the last place of
// the path.
func openFile(root *os.Root, name string) (*os.File, fs.FileInfo, error) {
	before, err := root.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, before, ErrNotText
	}
	f, err := root.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, before, err
	}
	info, err := f.Stat()
	if err == nil && (!info.Mode().IsRegular() || !os.SameFile(before, info)) {
		err = ErrNotText
	}
	if err != nil {
		_ = f.Close()
		return nil, before, err
	}
	return f, info, nil
}

func enter(root *os.Root, name string) (*os.Root, error) {
	before, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !before.IsDir() {
		return nil, ErrNotText
	}
	next, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	info, err := next.Stat(".")
	if err == nil && !os.SameFile(before, info) {
		err = ErrNotText
	}
	if err != nil {
		_ = next.Close()
		return nil, err
	}
	return next, nil
}
