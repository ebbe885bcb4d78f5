package engine

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

func indexFile(t *testing.T, cache string) string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(cache, "engine", "*.db"))
	if len(files) != 1 {
		t.Fatalf("indexes %q", files)
	}
	return files[0]
}

func TestBrokenIndexIsBuiltAnew(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"garbage": func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("garbage "), 5000), 0o600) },
		"cut off": func(path string) error { return os.Truncate(path, 5000) },
		"zeros after the first pages": func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer func() { _ = f.Close() }()
			_, err = f.WriteAt(make([]byte, info.Size()-4096), 4096)
			return err
		},
		"empty": func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"other version": func(path string) error { // user_version lies at byte 60 of the header
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer func() { _ = f.Close() }()
			_, err = f.WriteAt([]byte{0, 0, 99, 99}, 60)
			return err
		},
		"a text": func(path string) error { return os.WriteFile(path, []byte("This is no index.\n"), 0o600) },
		"a wrong declaration": func(path string) error {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, bytes.Replace(data, []byte("contentless_delete=1"), []byte("contentless_delete=x"), 1), 0o600)
		},
		"gone": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir, cache := shop(t), t.TempDir()
			serveOnce(t, dir, cache)
			if err := spoil(indexFile(t, cache)); err != nil {
				t.Fatal(err)
			}
			var log record
			k := serve(t, []string{dir}, cacheIn(cache), logTo(&log))
			k.expect("cart", "web/cart.ts")
			write(t, dir, "new.txt", "zebra")
			k.expect("zebra", "new.txt")
			want := 1
			if name == "gone" || name == "empty" { // no index is nothing to report
				want = 0
			}
			if n := log.count(anew); n != want {
				t.Errorf("%d lines in the log, want %d: %s", n, want, log.text.String())
			}
		})
	}
}

// Comparing the files with the index does not read what names mean, so that
// only a question about it finds the damage.
func TestDamageInTheLinksIsRepairedByTheFirstQuestion(t *testing.T) {
	for name, asks := range map[string]func(k *kit) (found bool){
		"ontology": func(k *kit) bool {
			_, text := k.tool("get_repository_ontology", map[string]any{})
			return strings.Contains(text, "== most referenced\n") && !strings.Contains(text, "the index cannot be read")
		},
		"relationships": func(k *kit) bool {
			return k.relate(codealive.RelationshipsRequest{Identifier: "local/books::ledger/ledger.go::check(cents int)"}).Counts.IncomingCalls == 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, cache := books(t), t.TempDir()
			serveOnce(t, dir, cache)
			spoilTable(t, indexFile(t, cache), "links")
			if k := serve(t, []string{dir}, cacheIn(cache)); !asks(k) {
				t.Error("not found")
			}
		})
	}
}

// spoilTable makes the first page of a table unreadable.
func spoilTable(t *testing.T, path, table string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	err = db.QueryRow("SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = ?", table).Scan(&page, &size)
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, int(size)), (page-1)*size)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// serveOnce indexes a folder and stops.
func serveOnce(t *testing.T, dir, cache string) {
	t.Helper()
	t.Run("first", func(t *testing.T) { serve(t, []string{dir}, cacheIn(cache)).search("anything") })
}

func TestIndexReplacedWhileOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("open files cannot be removed")
	}
	dir, cache := shop(t), t.TempDir()
	k := serve(t, []string{dir}, cacheIn(cache))
	k.expect("cart", "web/cart.ts")
	if err := os.RemoveAll(filepath.Join(cache, "engine", filepath.Base(indexFile(t, cache)))); err != nil {
		t.Fatal(err)
	}
	k.expect("cart", "web/cart.ts")
	indexFile(t, cache)
}

func TestUnusableCacheDirectoryIsWorkedAround(t *testing.T) {
	file := filepath.Join(folder(t, "file", "x"), "file")
	for name, set := range map[string]option{
		"below a file": func(c *Config, _ *index.Options) { c.CacheDir = filepath.Join(file, "cache") },
		"no home":      func(c *Config, _ *index.Options) { c.CacheDir = "" },
	} {
		t.Run(name, func(t *testing.T) {
			tmp := t.TempDir()
			isolate(t)
			for _, v := range []string{"TMPDIR", "TMP", "TEMP"} {
				t.Setenv(v, tmp)
			}
			var log bytes.Buffer
			dir := shop(t)
			for _, v := range []string{"HOME", "USERPROFILE", "LocalAppData"} {
				t.Setenv(v, "")
			}
			k := serve(t, []string{dir}, set, func(c *Config, _ *index.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			k.expect("cart", "web/cart.ts")
			if left, _ := filepath.Glob(filepath.Join(tmp, "codealive-engine-*")); len(left) != 1 {
				t.Errorf("temporary directories %q", left)
			}
			if err := k.engine.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(tmp, "codealive-engine-*")); len(left) != 0 {
				t.Errorf("left behind: %q", left)
			}
			if !bytes.Contains(log.Bytes(), []byte("level=WARN")) {
				t.Errorf("no warning: %s", &log)
			}
		})
	}
}

func TestUnusedIndexesAreRemoved(t *testing.T) {
	dir, cache := shop(t), t.TempDir()
	serveOnce(t, folder(t, "a.txt", "alpha"), cache)
	stale := indexFile(t, cache)
	old := time.Now().Add(-40 * 24 * time.Hour)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	serve(t, []string{dir}, cacheIn(cache)).expect("cart", "web/cart.ts")
	if indexFile(t, cache) == stale {
		t.Error("the old index is still there")
	}
}

// Programs of two versions may share a cache directory.
func TestIndexOfAnotherVersionIsLeftAloneForAWeek(t *testing.T) {
	dir, cache := shop(t), t.TempDir()
	serveOnce(t, dir, cache)
	own := indexFile(t, cache)
	other := own[:strings.LastIndexByte(own, '-')] + "-1.db"
	for _, x := range []struct {
		unused time.Duration
		there  bool
	}{{6 * 24 * time.Hour, true}, {8 * 24 * time.Hour, false}} {
		if err := os.WriteFile(other, []byte("of another version"), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-x.unused)
		if err := os.Chtimes(other, then, then); err != nil {
			t.Fatal(err)
		}
		serve(t, []string{dir}, cacheIn(cache)).expect("cart", "web/cart.ts")
		if _, err := os.Stat(other); (err == nil) != x.there {
			t.Errorf("unused for %v: %v", x.unused, err)
		}
		if _, err := os.Stat(own); err != nil {
			t.Error(err)
		}
	}
}

func TestCacheIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	cache := t.TempDir()
	serve(t, []string{shop(t)}, cacheIn(cache)).search("cart")
	if info, err := os.Stat(filepath.Join(cache, "engine")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	files, _ := filepath.Glob(filepath.Join(cache, "engine", "*"))
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
}
