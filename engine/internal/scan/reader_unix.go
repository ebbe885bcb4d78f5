//go:build unix

package scan

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// openedFolder reads by system calls of its own: package os makes twice as many
// for each file, and they are most of what reading a source tree costs.
type openedFolder struct{ dir *os.File }

func openFolder(root *os.Root, dir string) (folder, error) {
	f, err := root.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	return openedFolder{f}, nil
}

func (o openedFolder) close() { _ = o.dir.Close() }

func (o openedFolder) read(base string, buf []byte) ([]byte, Stat, error) {
	refused := func(err error) error { return &fs.PathError{Op: "read", Path: base, Err: err} }
	fd, err := again(func() (int, error) {
		return unix.Openat(int(o.dir.Fd()), base, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	})
	switch {
	case errors.Is(err, unix.ELOOP), errors.Is(err, unix.EMLINK), errors.Is(err, unix.ENXIO): // a link, or a socket
		return nil, Stat{}, ErrNotText
	case err != nil:
		return nil, Stat{}, refused(err)
	}
	defer func() { _ = unix.Close(fd) }()
	var st unix.Stat_t
	if _, err := again(func() (int, error) { return 0, unix.Fstat(fd, &st) }); err != nil {
		return nil, Stat{}, refused(err)
	}
	stat := Stat{st.Size, st.Mtim.Nano()}
	if st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size > MaxFile {
		return nil, stat, ErrNotText
	}
	// What is written to it from now on is not read.
	data := slices.Grow(buf[:0], int(st.Size))
	for len(data) < int(st.Size) {
		n, err := again(func() (int, error) { return unix.Read(fd, data[len(data):st.Size]) })
		if err != nil {
			return data, stat, refused(err)
		}
		if n == 0 {
			break
		}
		data = data[:len(data)+n]
	}
	return data, stat, nil
}

// again repeats a system call that a signal has interrupted.
func again(call func() (int, error)) (n int, err error) {
	for {
		if n, err = call(); !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// lstat is os.Lstat for what is needed here, without its allocations: it is
// asked for every file with every question.
func lstat(path string) (Stat, fs.FileMode, error) {
	var st unix.Stat_t
	if _, err := again(func() (int, error) { return 0, unix.Lstat(path, &st) }); err != nil {
		return Stat{}, 0, err
	}
	mode := fs.ModeIrregular
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		mode = 0
	case unix.S_IFDIR:
		mode = fs.ModeDir
	}
	return Stat{st.Size, st.Mtim.Nano()}, mode, nil
}
