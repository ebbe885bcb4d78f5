package grep

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

const maxWorkers = 8

// File is a file to look into.
type File struct {
	Tree int // which of the trees
	scan.Entry
}

// Hit is a file that has matches, or only a name that does.
type Hit struct {
	File
	Found
}

// Search looks into files of several trees.
type Search struct {
	Pattern *Pattern
	Trees   []*scan.Tree
	Files   []File            // hits come in this order
	Limit   int               // hits
	Seen    func(path string) // called after each file, by several goroutines at once; may be nil

	mu      sync.Mutex
	done    int
	missed  []int       // files not looked into, by tree
	content map[int]Hit // by place in Files
	names   map[int]Hit
}

// Done is how many files have been looked into so far.
func (s *Search) Done() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// Run gives the first hits: those with matches, then those whose name holds the
// literal, the file's own name before that of a directory above it. When ctx
// ends too early the hits are only some of them, and missed counts the files
// of each tree that were not looked into.
func (s *Search) Run(ctx context.Context) (hits []Hit, missed []int, err error) {
	s.content, s.names, s.missed = map[int]Hit{}, map[int]Hit{}, make([]int, len(s.Trees))
	for _, f := range s.Files {
		s.missed[f.Tree]++
	}
	var next atomic.Int64
	var g errgroup.Group
	for range min(runtime.GOMAXPROCS(0), maxWorkers) {
		g.Go(func() (err error) {
			defer func() { // a panic here would end the process, not just the request
				if p := recover(); p != nil {
					err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				}
			}()
			w := worker{Search: s, readers: make([]*scan.Reader, len(s.Trees))}
			defer w.close()
			// Files are taken in order and finished once taken. With enough
			// hits among them, none of the others can come before those.
			for !s.enough() && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(s.Files) {
					break
				}
				if err := w.look(ctx, i); err != nil {
					break // the context has ended
				}
			}
			return nil
		})
	}
	err = g.Wait()
	if s.enough() { // the others would not have changed the answer
		clear(s.missed)
	}
	return s.best(), s.missed, err
}

func (s *Search) enough() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.content) >= s.Limit
}

func (s *Search) best() []Hit {
	var hits []Hit
	take := func(from map[int]Hit, fits func(Hit) bool) {
		var places []int
		for i, h := range from {
			if fits(h) {
				places = append(places, i)
			}
		}
		slices.Sort(places)
		for _, i := range places[:min(len(places), s.Limit-len(hits))] {
			hits = append(hits, from[i])
		}
	}
	own := func(h Hit) bool { return s.Pattern.inName(path.Base(h.Path)) }
	take(s.content, func(Hit) bool { return true })
	take(s.names, own)
	take(s.names, func(h Hit) bool { return !own(h) })
	return hits
}

func (p *Pattern) inName(name string) bool {
	return p.re == nil && strings.Contains(name, string(p.literal))
}

type worker struct {
	*Search
	readers []*scan.Reader // by tree
	lower   []byte
}

func (w *worker) close() {
	for _, r := range w.readers {
		if r != nil {
			r.Close()
		}
	}
}

// look looks into one file. Only the end of the context is an error: a file
// that cannot be read has nothing to find.
func (w *worker) look(ctx context.Context, i int) error {
	f := w.Files[i]
	if w.readers[f.Tree] == nil {
		w.readers[f.Tree] = w.Trees[f.Tree].Reader()
	}
	hit := Hit{File: f}
	src, _, err := w.readers[f.Tree].Read(f.Path)
	if err == nil && !scan.Binary(src) {
		if hit.Found, err = w.Pattern.text(ctx, src, &w.lower); err != nil {
			return err
		}
	}
	w.mu.Lock()
	switch {
	case hit.Count > 0:
		w.content[i] = hit
	case w.Pattern.inName(f.Path):
		w.names[i] = hit
	}
	w.done++
	w.missed[f.Tree]--
	w.mu.Unlock()
	if w.Seen != nil {
		w.Seen(f.Path)
	}
	return nil
}
