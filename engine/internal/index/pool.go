// Package index keeps the index of each working tree in step with its files.
package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"
)

// Options say how indexes are built.
type Options struct {
	CacheDir string // "" = the user's
	Log      *slog.Logger
	Batch    int         // files of one commit
	Commit   func(State) // called after each commit; tests use it to hold the writer
}

// Pool holds the sources of one engine.
type Pool struct {
	opts  Options
	cache *cache
	ctx   context.Context // ends when the pool is closed
	stop  context.CancelFunc
	wg    sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	sources map[string]*Source
}

// NewPool makes an empty pool.
func NewPool(opts Options) *Pool {
	if opts.Batch == 0 {
		opts.Batch = 2000
	}
	p := &Pool{opts: opts, cache: &cache{want: opts.CacheDir, log: opts.Log}, sources: map[string]*Source{}}
	p.ctx, p.stop = context.WithCancel(context.Background())
	return p
}

// ID is the id of a root: 24 hexadecimal characters.
func ID(root string) string {
	sum := sha256.Sum256([]byte(root))
	return hex.EncodeToString(sum[:12])
}

// Source is the source of a root, a true path as scan.Resolve gives it.
func (p *Pool) Source(root string) *Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sources[root]
	if s == nil {
		s = &Source{Root: root, ID: ID(root), pool: p, log: p.opts.Log}
		p.sources[root] = s
	}
	return s
}

// start runs f in the background; Close waits for it. It reports false when the
// pool is closed.
func (p *Pool) start(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.wg.Go(f)
	return true
}

// Err is ErrClosed once the pool is closed.
func (p *Pool) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	return nil
}

// Close stops indexing and closes all indexes.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.stop()
	p.wg.Wait()
	var errs []error
	for _, s := range p.sources {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, p.cache.close())...)
}
