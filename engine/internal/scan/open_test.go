package scan

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func openAll(tree *Tree, name string) (string, error) {
	f, _, err := tree.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(f)
	return string(text), err
}

func TestOpenFollowsNoLink(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "x.txt", "secret")
	put(t, dir, ".git/config", "secret")
	put(t, dir, "a/b/x.txt", "fine")
	put(t, dir, "large.txt", strings.Repeat("x", MaxFile+1))
	for name, target := range map[string]string{
		"link.txt": "a/b/x.txt", "out": outside, "in": "a", "innards": ".git", "a/up": "..", "out.txt": filepath.Join(outside, "x.txt"),
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	pipe(t, filepath.Join(dir, "pipe"))
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	for name, size := range map[string]int{"a/b/x.txt": 4, "large.txt": MaxFile + 1} {
		if text, err := openAll(tree, name); err != nil || len(text) != size {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
	for _, name := range []string{
		"link.txt", "out/x.txt", "in/b/x.txt", "innards/config", "a/up/a/b/x.txt", "out.txt", "../x", "a/../large.txt", "a/b", "a", ".", "", "a//b/x.txt", "gone/x",
	} {
		if text, err := openAll(tree, name); err == nil {
			t.Errorf("%s was opened: %q", name, text)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	done := make(chan error, 1)
	go func() {
		_, err := openAll(tree, "pipe")
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil {
			t.Error("a pipe was opened")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("opening a pipe hangs")
	}
}

// A directory and a file are exchanged for links all the time; no open may
// ever get at what the links show.
func TestOpenWinsNoRaceAgainstLinks(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	put(t, outside, "x.txt", "secret")
	put(t, dir, "d/x.txt", "fine")
	put(t, dir, ".git/x.txt", "secret")
	d, spare := filepath.Join(dir, "d"), filepath.Join(dir, "spare")
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tree.Close() }()
	if err := os.Symlink(".git", filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(filepath.Join(outside, "x.txt"), filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		move := func(from, to string) { _ = os.Rename(from, to) }
		file, text, link := filepath.Join(d, "x.txt"), filepath.Join(dir, "text"), filepath.Join(dir, "link.txt")
		for {
			select {
			case <-stop:
				return
			default:
			}
			move(d, spare)
			move(filepath.Join(dir, "link"), d)
			move(d, filepath.Join(dir, "link"))
			move(spare, d)
			move(file, text)
			move(link, file)
			move(file, link)
			move(text, file)
		}
	}()
	fine := 0
	for try := 0; try < 5000 || fine == 0 && try < 5_000_000; try++ {
		text, err := openAll(tree, "d/x.txt")
		if strings.Contains(text, "secret") {
			t.Errorf("read %q", text)
			break
		}
		if err == nil {
			fine++
		}
	}
	close(stop)
	<-stopped
	if fine == 0 {
		t.Error("the file was never read")
	}
}
