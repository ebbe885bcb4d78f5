package scan

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Limits on one tree; what is above them is left out.
const (
	MaxFiles = 200_000
	MaxBytes = 2 << 30
)

// Entry is a file that may be indexed. Whether it is text shows when it is read.
type Entry struct {
	Path  string // relative, with forward slashes
	Size  int64
	MTime int64 // nanoseconds
}

// Listing is what a tree holds.
type Listing struct {
	Files []Entry // by path
	Git   bool    // git named the files; otherwise they were walked
	Left  int     // files left out because of a limit of the tree
	Large int     // files left out because they are above MaxFile
}

// List names the files that may be indexed: those of All that are not too
// large, up to the limits.
func (t *Tree) List(ctx context.Context) (Listing, error) {
	all, git, err := t.All(ctx)
	l := Listing{Git: git}
	var bytes int64
	for _, e := range all {
		switch {
		case e.Size > MaxFile:
			l.Large++
		case len(l.Files) >= MaxFiles || bytes+e.Size > MaxBytes:
			l.Left++
		default:
			bytes += e.Size
			l.Files = append(l.Files, e)
		}
	}
	return l, err
}

// All names every file of the tree, whatever its size, as git sees them, or,
// where git cannot be asked, by walking with the .gitignore files.
func (t *Tree) All(ctx context.Context) (files []Entry, git bool, err error) {
	names, git, err := t.names(ctx)
	if err != nil {
		return nil, false, err
	}
	files = t.entries(ctx, names)
	if ctx.Err() != nil {
		return nil, git, ctx.Err()
	}
	return files, git, t.moved()
}

// entries stats files, several at a time. Their order stays.
func (t *Tree) entries(ctx context.Context, names []string) []Entry {
	const share = 1000
	shares := make([][]Entry, (len(names)+share-1)/share)
	var next atomic.Int64
	var stats sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(shares), 4) {
		stats.Go(func() {
			dirs := map[string]bool{}
			for i := int(next.Add(1)) - 1; i < len(shares) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				for _, name := range names[i*share : min((i+1)*share, len(names))] {
					if e, ok := t.entry(name, dirs); ok {
						shares[i] = append(shares[i], e)
					}
				}
			}
		})
	}
	stats.Wait()
	return slices.Concat(shares...)
}

// Known picks the files of the tree out of paths, whatever their size; git says
// what is a file of the tree, as for List. The answer is by the path asked for,
// which need not be the file's: JSON cannot hold all the bytes of some names.
func (t *Tree) Known(ctx context.Context, paths map[string]bool) (map[string]Entry, error) {
	names, _, err := t.names(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]Entry{}
	dirs := map[string]bool{}
	for _, name := range names {
		path := name
		if !utf8.ValidString(name) {
			path = string([]rune(name))
		}
		if _, twice := known[path]; twice || !paths[path] {
			continue
		}
		if e, ok := t.entry(name, dirs); ok {
			known[path] = e
		}
	}
	return known, t.moved()
}

// names are the paths that git, or the walk without it, gives for the tree,
// sorted. Not all of them must be read.
func (t *Tree) names(ctx context.Context) (names []string, git bool, err error) {
	names, err = gitTree(ctx, t.dir)
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	// An empty list is what a folder gives that an outer repository ignores.
	if git = err == nil && len(names) > 0; !git {
		if names, err = t.walk(ctx); err != nil {
			return nil, false, err
		}
	}
	slices.Sort(names)
	return slices.Compact(names), git, nil
}

// ByInterest sorts files so that a half-built index holds what most questions
// are about: first the code itself, then tests, then what others wrote.
func ByInterest(files []Entry) {
	flags := make(map[string]Flags, len(files))
	for _, f := range files {
		flags[f.Path] = FlagsOf(f.Path, nil)
	}
	slices.SortStableFunc(files, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(flags[a.Path], flags[b.Path]), cmp.Compare(a.Path, b.Path))
	})
}
