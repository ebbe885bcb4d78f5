package scan

import (
	"cmp"
	"context"
	"slices"
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
	Left  int     // files left out because of a limit
}

// List names the files of the tree as git sees them, or, where git cannot be
// asked, by walking with the .gitignore files.
func (t *Tree) List(ctx context.Context) (Listing, error) {
	var l Listing
	dirs := map[string]bool{}
	names, err := gitFiles(ctx, t.dir)
	if err := ctx.Err(); err != nil {
		return l, err
	}
	// An empty list is what a folder gives that an outer repository ignores.
	if l.Git = err == nil && len(names) > 0; !l.Git {
		if names, err = t.walk(ctx); err != nil {
			return l, err
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var bytes int64
	for i, name := range names {
		if i%1024 == 0 && ctx.Err() != nil {
			return l, ctx.Err()
		}
		e, ok := t.entry(name, dirs)
		switch {
		case !ok:
		case len(l.Files) >= MaxFiles || bytes+e.Size > MaxBytes:
			l.Left++
		default:
			bytes += e.Size
			l.Files = append(l.Files, e)
		}
	}
	return l, nil
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
