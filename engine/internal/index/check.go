package index

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// otherWriter is how often the progress of another process is looked at.
const otherWriter = 200 * time.Millisecond

// check brings the index in step with the tree. While another process writes,
// it follows that one's progress, and takes over should it end too early.
func (s *Source) check(ctx context.Context) error {
	s.toldUnusable = false
	rebuilt := false
	for {
		busy, err := s.pass(ctx)
		if store.Damaged(err) && !rebuilt {
			s.Rebuild(err)
			rebuilt = true
			continue
		}
		if err != nil || !busy {
			return err
		}
		if err := s.follow(ctx); err != nil {
			return err
		}
	}
}

// follow waits until nobody else writes, and publishes how a first index grows.
func (s *Source) follow(ctx context.Context) error {
	s.begin()
	defer s.end()
	path, err := s.pool.cache.path(s.ID)
	for err == nil {
		if err = sleep(ctx, otherWriter); err != nil {
			break
		}
		unlock, ok, lockErr := tryLock(path)
		if ok {
			unlock()
		}
		if ok || lockErr != nil {
			return unkept(lockErr)
		}
		var db *store.DB
		if db, err = s.existing(ctx, path); err != nil || db == nil || s.State().Complete {
			continue
		}
		var n int
		if n, err = db.Count(ctx); err == nil {
			s.update(func(st *State) { st.Done = min(n, st.Total) })
		}
	}
	return unkept(err)
}

// pass looks once, and indexes what has changed. busy means that something has
// to be written and another process holds the lock.
func (s *Source) pass(ctx context.Context) (busy bool, err error) {
	path, err := s.pool.cache.path(s.ID)
	if err != nil {
		return false, unkept(err)
	}
	tree, err := scan.OpenTree(s.Root)
	if err != nil {
		return false, err
	}
	defer func() { _ = tree.Close() }()

	verified := s.verify(path)
	var branch, commit string
	var head sync.WaitGroup
	head.Go(func() { branch, commit = scan.Head(ctx, s.Root) })
	list, err := tree.List(ctx)
	head.Wait()
	if err != nil {
		return false, err
	}
	if !list.Git { // a folder that the repository around it ignores
		branch, commit = "", ""
	}
	s.update(func(st *State) { st.Git, st.Branch, st.Commit, st.Large = list.Git, branch, commit, list.Large })

	await(ctx, verified)
	db, err := s.existing(ctx, path)
	if err != nil {
		return false, unkept(err)
	}
	if db == nil {
		s.update(func(st *State) { st.Done, st.Total, st.Complete, st.Left = 0, len(list.Files), false, list.Left })
	} else {
		work, err := s.compare(ctx, db, list)
		if err != nil || work.none() {
			return false, err
		}
	}
	unlock, locked, err := tryLock(path)
	if err != nil {
		return false, unkept(err)
	}
	if !locked {
		return true, nil
	}
	defer unlock()
	return false, s.catchUp(ctx, path, tree, list)
}

// catchUp indexes what has changed. It needs the lock.
func (s *Source) catchUp(ctx context.Context, path string, tree *scan.Tree, list scan.Listing) error {
	before := s.knownChange
	db, err := s.existing(ctx, path)
	if err == nil && db == nil {
		db, err = s.fresh(ctx, path)
	}
	if err != nil {
		return unkept(err)
	}
	work, err := s.compare(ctx, db, list)
	if err == nil && s.knownChange != before {
		// Another process has written since the files were listed, and may
		// know files that this list lacks.
		if list, err = tree.List(ctx); err == nil {
			work, err = s.compare(ctx, db, list)
		}
	}
	if err != nil || work.none() {
		return err
	}
	s.begin()
	defer s.end()
	start := time.Now()
	if err := s.write(ctx, db, tree, work); err != nil {
		return unkept(err)
	}
	level := slog.LevelDebug
	if !work.complete {
		level = slog.LevelInfo
	}
	s.log.Log(ctx, level, "indexed", "root", s.Root, "changed", len(work.changed), "gone", len(work.gone), "took", time.Since(start))
	langs := languages(s.known)
	s.update(func(st *State) {
		st.Done, st.Complete, st.Languages = st.Total, true, langs
		st.Version.change = s.knownChange
	})
	return nil
}

// learn reads the files table. The change is read first: should another process
// write in between, the table is read once more.
func (s *Source) learn(ctx context.Context, db *store.DB) error {
	p, err := db.Progress(ctx)
	if err == nil {
		s.known, err = db.Files(ctx)
		s.knownChange = p.Change
	}
	return err
}

// languages counts the text files of each language.
func languages(files map[string]store.File) map[string]int {
	langs := map[string]int{}
	for _, f := range files {
		if f.Lines > 0 {
			langs[f.Lang]++
		}
	}
	return langs
}

// work is what an index lacks.
type work struct {
	total    int
	complete bool // nothing was lacking once before
	settled  bool // the index knows total and that it is complete
	changed  []scan.Entry
	gone     []store.File
	known    map[string]store.File
}

func (w work) none() bool { return w.settled && len(w.changed) == 0 && len(w.gone) == 0 }

// compare finds out what the index lacks, and publishes how far it has come.
func (s *Source) compare(ctx context.Context, db *store.DB, list scan.Listing) (work, error) {
	p, err := db.Progress(ctx)
	if err != nil {
		return work{}, err
	}
	if s.known == nil || s.knownChange != p.Change {
		if err := s.learn(ctx, db); err != nil {
			return work{}, err
		}
		langs := languages(s.known)
		s.update(func(st *State) { st.Languages = langs })
	}
	w := work{total: len(list.Files), complete: p.Complete, known: s.known}
	seen := 0
	for _, e := range list.Files {
		k, ok := s.known[e.Path]
		if ok {
			seen++
		}
		if !ok || k.Size != e.Size || k.MTime != e.MTime {
			w.changed = append(w.changed, e)
		}
	}
	if seen < len(s.known) {
		listed := make(map[string]bool, len(list.Files))
		for _, e := range list.Files {
			listed[e.Path] = true
		}
		for path, f := range s.known {
			if !listed[path] {
				w.gone = append(w.gone, f)
			}
		}
	}
	w.settled = p.Complete && p.Total == w.total
	s.update(func(st *State) {
		st.Done, st.Total, st.Complete, st.Left = w.total-len(w.changed), w.total, p.Complete, list.Left
		st.Version.change = s.knownChange
	})
	return w, nil
}
