package engine

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// aged is a repository whose files were last written an hour ago.
func aged(t *testing.T) string {
	t.Helper()
	dir := repository(t, "a.go", "package a\n\nfunc Refund() {}\n", "b.md", "# Refunds\n")
	for _, name := range []string{"a.go", "b.md"} {
		hourAgo := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(dir, name), hourAgo, hourAgo); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inspect fails the test if anything in the cache or the directory has changed.
func inspect(t *testing.T, cache, dir string) Inspection {
	t.Helper()
	before := snapshot(t, cache, dir)
	i, err := Inspect(t.Context(), cache, dir)
	if err != nil {
		t.Fatal(err)
	}
	if after := snapshot(t, cache, dir); after != before {
		t.Errorf("changed from\n%s to\n%s", before, after)
	}
	return i
}

func snapshot(t *testing.T, dirs ...string) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || strings.HasSuffix(path, "-shm") { // shared memory
				return err
			}
			info, err := d.Info()
			if err == nil {
				fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestInspectTellsTheStateOfAnIndexAndChangesNothing(t *testing.T) {
	dir, cache := aged(t), t.TempDir()
	if i := inspect(t, cache, dir); i.Bytes != 0 || i.Files != 2 || !i.Git || i.Version != 0 {
		t.Errorf("absent: %+v", i)
	}
	serveOnce(t, dir, cache)
	i := inspect(t, cache, dir)
	if i.Indexed != 2 || !i.Complete || i.Changed+i.Gone != 0 || i.Version != i.Format || i.Version == 0 || i.Bytes == 0 || i.Path != indexFile(t, cache) || time.Since(i.Used) > time.Minute {
		t.Errorf("fresh: %+v", i)
	}
	write(t, dir, "a.go", "package a\n")
	write(t, dir, "c.go", "package a\n")
	if err := os.Remove(filepath.Join(dir, "b.md")); err != nil {
		t.Fatal(err)
	}
	if i := inspect(t, cache, dir); i.Files != 2 || i.Indexed != 2 || i.Changed != 2 || i.Gone != 1 {
		t.Errorf("stale: %+v", i)
	}
}

func TestInspectReadsWhileTheEngineHasTheIndexOpen(t *testing.T) {
	dir, cache := aged(t), t.TempDir()
	k := serve(t, []string{dir}, cacheIn(cache))
	k.search("refund")
	if i := inspect(t, cache, dir); i.Indexed != 2 || !i.Complete || i.Changed != 0 {
		t.Errorf("%+v", i)
	}
}

func TestInspectTellsAnIndexThatCannotBeRead(t *testing.T) {
	dir, cache := aged(t), t.TempDir()
	serveOnce(t, dir, cache)
	f, err := os.OpenFile(indexFile(t, cache), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte{0, 0, 99, 99}, 60); err != nil || f.Close() != nil { // user_version
		t.Fatal(err)
	}
	if i := inspect(t, cache, dir); i.Version != 99<<8+99 || i.Version == i.Format || i.Damaged != nil || i.Changed != 0 {
		t.Errorf("other version: %+v", i)
	}
	if err := os.WriteFile(indexFile(t, cache), []byte(strings.Repeat("garbage ", 5000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if i := inspect(t, cache, dir); i.Damaged == nil || i.Bytes == 0 {
		t.Errorf("garbage: %+v", i)
	}
}

func TestInspectRefusesWhatIsNotServed(t *testing.T) {
	if _, err := Inspect(t.Context(), t.TempDir(), filepath.Join(t.TempDir(), "gone")); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Error(err)
	}
}

func TestModelsURL(t *testing.T) {
	for base, want := range map[string]string{
		"http://localhost:11434":                            "http://localhost:11434/v1/models",
		"https://m.example.com/openai/v1/chat/completions/": "https://m.example.com/openai/v1/models",
	} {
		if u, err := ModelsURL(base); err != nil || u.String() != want {
			t.Errorf("%s gives %v, %v", base, u, err)
		}
	}
	if _, err := ModelsURL("localhost"); err == nil {
		t.Error("a URL without scheme is accepted")
	}
}
