//go:build !unix

package scan

import (
	"io/fs"
	"os"
)

type rootFolder struct{ *os.Root }

func openFolder(root *os.Root, dir string) (folder, error) {
	at, err := root.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return rootFolder{at}, nil
}

func (f rootFolder) read(base string, buf []byte) ([]byte, Stat, error) {
	data, info, err := read(f.Root, base, buf)
	if info == nil {
		return data, Stat{}, err
	}
	return data, Stat{info.Size(), info.ModTime().UnixNano()}, err
}

func (f rootFolder) close() { _ = f.Root.Close() }

func lstat(path string) (Stat, fs.FileMode, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return Stat{}, 0, err
	}
	return Stat{info.Size(), info.ModTime().UnixNano()}, info.Mode(), nil
}
