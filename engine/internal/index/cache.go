package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

const (
	unusedFor = 30 * 24 * time.Hour
	// otherUnusedFor is for indexes of other versions of the format.
	otherUnusedFor = 7 * 24 * time.Hour
)

// version ends the names of indexes: programs of two versions that share a
// directory would otherwise rebuild one index in turn.
var version = fmt.Sprintf("-%d.db", store.Schema)

// FileName is that of the index of a root with this id.
func FileName(id string) string { return id + version }

// cache is the directory where indexes are kept. It is looked for when first
// needed, so that a start costs nothing.
type cache struct {
	want string // "" = the user's
	log  *slog.Logger

	mu   sync.Mutex
	dir  string
	temp bool
}

// path is where the index of a root with this id is kept.
func (c *cache) path(id string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := os.Stat(c.dir); c.dir == "" || errors.Is(err, fs.ErrNotExist) { // or cleaned away
		if err := c.find(); err != nil {
			return "", err
		}
	}
	return filepath.Join(c.dir, FileName(id)), nil
}

func (c *cache) find() error {
	dir, err := Dir(c.want)
	if err == nil {
		err = usable(dir)
	}
	if err == nil {
		c.dir, c.temp = dir, false
		evict(dir, time.Now())
		return nil
	}
	c.log.Warn("the index cannot be kept in the cache directory; using a temporary one", "error", err)
	if dir, err = os.MkdirTemp("", "codealive-engine-"); err != nil {
		return err
	}
	c.dir, c.temp = dir, true
	return nil
}

// Dir is where indexes are kept if that can be written to; "" = in the user's
// cache directory.
func Dir(want string) (string, error) {
	if want == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		want = filepath.Join(dir, "codealive-mcp")
	}
	return filepath.Join(want, "engine"), nil
}

// usable makes the directory and tries what the index needs: private files and locks.
func usable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "probe-*.tmp")
	if err != nil {
		return err
	}
	name := f.Name()
	lock := flock.New(name)
	_, err = lock.TryLock()
	return errors.Join(err, lock.Close(), f.Close(), os.Remove(name))
}

// evict removes indexes that nobody has opened for long. Lock files stay:
// removing one that another process has just opened would let two hold it.
func evict(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		limit := unusedFor
		if !strings.HasSuffix(e.Name(), version) {
			limit = otherUnusedFor
		}
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < limit {
			continue
		}
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasSuffix(path, ".tmp"):
			_ = os.Remove(path)
		case strings.HasSuffix(path, ".db"):
			if unlock, ok, _ := tryLock(path); ok {
				for _, suffix := range []string{"-wal", "-shm", ""} {
					_ = os.Remove(path + suffix)
				}
				unlock()
			}
		}
	}
}

// tryLock takes the writer's lock of an index, if no one has it.
func tryLock(db string) (unlock func(), ok bool, err error) {
	l := flock.New(db+".lock", flock.SetPermissions(0o600))
	if ok, err = l.TryLock(); !ok {
		_ = l.Close()
		return nil, false, err
	}
	return func() { _ = l.Close() }, true, nil
}

// touch marks an index as used.
func touch(db string) {
	now := time.Now()
	_ = os.Chtimes(db, now, now)
}

func (c *cache) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.temp {
		return nil
	}
	dir := c.dir
	c.dir, c.temp = "", false
	return os.RemoveAll(dir)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
