package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

var (
	// ErrClosed is the error of a check after Close.
	ErrClosed = errors.New("the engine is closed")
	// ErrEmpty says that there is no index to search yet.
	ErrEmpty = errors.New("nothing is indexed yet")
	// ErrUnkept says that the cache directory does not take the index.
	ErrUnkept = errors.New("the index cannot be kept in the cache directory")
)

// Source is one working tree and its index.
type Source struct {
	Root string
	ID   string
	pool *Pool
	log  *slog.Logger

	mu        sync.Mutex
	cur, next *Check
	state     State

	// The index. Only the goroutine of the current check opens and closes it.
	dbMu    sync.RWMutex
	db      *store.DB
	damaged bool

	// What the current check's goroutine knows of the files table.
	known       map[string]store.File
	knownChange int
	// What the current check's goroutine has done about the index it found.
	verified, toldUnusable bool
}

// State is how far the index has come, as last seen.
type State struct {
	Done, Total    int  // files
	Complete       bool // every file has been indexed once
	Git            bool // the tree is a git checkout
	Branch, Commit string
	Languages      map[string]int // text files by language
	Left           int            // files left out because of the limits of a tree
	Large          int            // files left out because each is too large
	Err            error          // why the last check failed
	Looked         time.Time      // when a check last ended well
	Version        Version        // of what the index holds, as far as this process knows

	begun time.Time // when files began to be indexed; zero while none are
	from  int       // Done at that time
}

// Version tells states of an index apart: as long as it is the same, so is what
// the index holds.
type Version struct{ opened, change int }

// settle is how long a rate is not told: the first files say little.
const settle = 2 * time.Second

// Rate is how many files a second are being indexed, 0 when that is not known
// (yet).
func (st State) Rate(now time.Time) float64 {
	took := now.Sub(st.begun)
	if st.begun.IsZero() || took < settle || st.Done >= st.Total {
		return 0
	}
	return float64(max(0, st.Done-st.from)) / took.Seconds()
}

// begin starts the clock of the rate; end stops it.
func (s *Source) begin() {
	s.update(func(st *State) {
		if st.begun.IsZero() {
			st.begun, st.from = time.Now(), st.Done
		}
	})
}

func (s *Source) end() { s.update(func(st *State) { st.begun = time.Time{} }) }

// Check is one comparison of tree and index, with the indexing it led to.
type Check struct {
	done chan struct{}
	err  error
}

// Done is closed when the check has ended.
func (c *Check) Done() <-chan struct{} { return c.done }

// Err is why the check failed; it may be asked once Done is closed.
func (c *Check) Err() error { return c.err }

// Check has the tree compared with the index, in the background. The check
// returned starts after this call, so that it sees what the caller has just
// written; callers that come while one is running share the one after it.
func (s *Source) Check() *Check {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cur != nil {
		if s.next == nil {
			s.next = &Check{done: make(chan struct{})}
		}
		return s.next
	}
	c := &Check{done: make(chan struct{})}
	if !s.pool.start(func() { s.work(c) }) {
		c.err = ErrClosed
		close(c.done)
		return c
	}
	s.cur = c
	return c
}

func (s *Source) work(c *Check) {
	for c != nil {
		c.err = s.check(s.pool.ctx)
		if c.err != nil && s.pool.ctx.Err() == nil {
			s.log.Warn("the files could not be compared with the index", "root", s.Root, "error", c.err)
		}
		s.mu.Lock()
		if s.state.Err = c.err; c.err == nil {
			s.state.Looked = time.Now()
		}
		close(c.done)
		c, s.next = s.next, nil
		s.cur = c
		s.mu.Unlock()
	}
}

// unkept marks an error that is one of the cache directory.
func unkept(err error) error {
	if store.Refused(err) {
		return fmt.Errorf("%w: %w", ErrUnkept, err)
	}
	return err
}

// State is how far the index has come.
func (s *Source) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *Source) update(change func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.state)
}

// View lets f read the index. An index found damaged is built anew by the next check.
func (s *Source) View(f func(*store.DB) error) error {
	s.dbMu.RLock()
	defer s.dbMu.RUnlock()
	if s.db == nil {
		return ErrEmpty
	}
	err := f(s.db)
	if store.Damaged(err) {
		s.Rebuild(err)
	}
	return err
}

// Hold runs f while the indexes of sources, each named once, stay open and this
// process puts no other in their place. It says nothing of other processes: one
// can replace the file of an index, also before f opens it.
func Hold(sources []*Source, f func() error) error {
	// In one order, whoever asks: a waiting writer holds up new readers, so
	// that two in opposite orders could wait for each other for ever.
	for _, s := range slices.SortedFunc(slices.Values(sources), func(a, b *Source) int { return cmp.Compare(a.ID, b.ID) }) {
		s.dbMu.RLock()
		defer s.dbMu.RUnlock()
		if s.db == nil {
			return ErrEmpty
		}
	}
	return f()
}

// Rebuild has the next check build the index anew: err shows it damaged.
func (s *Source) Rebuild(err error) {
	s.mu.Lock()
	known := s.damaged
	s.damaged = true
	s.mu.Unlock()
	if !known {
		s.sayAnew(err)
	}
}

func (s *Source) sayAnew(err error) {
	s.log.Warn("the index cannot be used and is built anew", "root", s.Root, "error", err)
}

// use makes db the source's index, in place of another or none.
func (s *Source) use(db *store.DB) error {
	s.dbMu.Lock()
	defer s.dbMu.Unlock()
	var err error
	if s.db != nil && s.db != db {
		err = s.db.Close()
	}
	s.db, s.known = db, nil
	s.update(func(st *State) { st.Version = Version{st.Version.opened + 1, 0} })
	return err
}

func (s *Source) isDamaged() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.damaged
}

// existing opens the index that is there, or gives nil.
func (s *Source) existing(ctx context.Context, path string) (*store.DB, error) {
	if s.isDamaged() {
		return nil, nil
	}
	if s.db != nil && !s.db.Replaced() {
		return s.db, nil
	}
	db, err := store.Open(ctx, path)
	if store.Damaged(err) {
		if !s.toldUnusable && !errors.Is(err, store.ErrMissing) {
			s.sayAnew(err)
		}
		s.toldUnusable = true
		return nil, nil
	}
	if err == nil {
		touch(path)
		err = s.use(db)
	}
	return db, err
}

// fresh puts an empty index in the place of what is there. It needs the lock.
func (s *Source) fresh(ctx context.Context, path string) (*store.DB, error) {
	if err := s.use(nil); err != nil {
		s.log.Debug("close index", "error", err)
	}
	db, err := store.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	s.update(func(st *State) { s.damaged, st.Complete, st.Done = false, false, 0 })
	return db, s.use(db)
}

func (s *Source) close() error { return s.use(nil) }

// Path is where the index is kept.
func (s *Source) Path() (string, error) { return s.pool.cache.path(s.ID) }
