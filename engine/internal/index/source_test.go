package index

import (
	"runtime"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// In the caller's order two callers could wait for each other for ever, each
// behind the other's writer.
func TestIndexesAreHeldInOneOrder(t *testing.T) {
	pool := NewPool(Options{})
	first, last := pool.Source("a"), pool.Source("b")
	if first.ID > last.ID {
		first, last = last, first
	}
	first.db, last.db = new(store.DB), new(store.DB)
	last.dbMu.Lock()
	held := make(chan error)
	go func() { held <- Hold([]*Source{last, first}, func() error { return nil }) }()
	for start := time.Now(); first.dbMu.TryLock(); runtime.Gosched() {
		first.dbMu.Unlock()
		if time.Since(start) > 10*time.Second {
			t.Fatal("the last index is waited for before the first is held")
		}
	}
	last.dbMu.Unlock()
	if err := <-held; err != nil {
		t.Error(err)
	}
	if !first.dbMu.TryLock() || !last.dbMu.TryLock() {
		t.Error("still held")
	}
}

func TestHoldNeedsEveryIndex(t *testing.T) {
	pool := NewPool(Options{})
	there, missing := pool.Source("a"), pool.Source("b")
	there.db = new(store.DB)
	err := Hold([]*Source{there, missing}, func() error { t.Error("run"); return nil })
	if err != ErrEmpty || !there.dbMu.TryLock() || !missing.dbMu.TryLock() { //nolint:errorlint // as it is
		t.Error(err)
	}
}
