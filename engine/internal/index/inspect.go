package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

// Inspection is what can be told of a tree and its index.
type Inspection struct {
	Git   bool // git named the files; otherwise they were walked
	Files int  // of the tree, that the index should hold
	Left  int  // files left out because of the limits

	Path    string    // of the index
	Bytes   int64     // its size, with what is not yet merged into it; 0 = there is none
	Used    time.Time // when it was last opened or written
	Version int       // of its format; 0 if not known
	Format  int       // the version that this program reads
	Damaged error     // why it cannot be read, if so

	// What follows is known of an index of this format.
	Indexed  int  // files in it
	Complete bool // the first pass over all files has ended
	Changed  int  // files of the tree that it lacks, or knows in another size or of another time
	Gone     int  // files that the tree has no more
}

// Inspect compares a root, a true path as scan.Resolve gives it, with its index
// and changes neither. The directory is that of Dir.
func Inspect(ctx context.Context, dir, root string) (Inspection, error) {
	i := Inspection{Path: filepath.Join(dir, FileName(ID(root))), Format: store.Schema}
	tree, err := scan.OpenTree(root)
	if err != nil {
		return i, err
	}
	defer func() { _ = tree.Close() }()
	list, err := tree.List(ctx)
	if err != nil {
		return i, fmt.Errorf("list the files: %w", err)
	}
	i.Git, i.Files, i.Left = list.Git, len(list.Files), list.Left
	info, err := os.Stat(i.Path)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && info.Size() == 0:
		return i, nil
	case err != nil:
		return i, err
	}
	i.Bytes, i.Used = info.Size(), info.ModTime()
	if wal, err := os.Stat(i.Path + "-wal"); err == nil {
		i.Bytes += wal.Size()
	}
	s, err := store.Look(ctx, i.Path)
	i.Version = s.Version
	if err != nil {
		if !store.Damaged(err) {
			return i, err
		}
		i.Damaged = err
		return i, nil
	}
	i.Indexed, i.Complete = len(s.Files), s.Progress.Complete
	if i.Version == i.Format {
		i.compare(list, s.Files)
	}
	return i, nil
}

func (i *Inspection) compare(list scan.Listing, known map[string]store.File) {
	seen := 0
	for _, e := range list.Files {
		k, ok := known[e.Path]
		if ok {
			seen++
		}
		if !ok || k.Size != e.Size || k.MTime != e.MTime {
			i.Changed++
		}
	}
	i.Gone = len(known) - seen
}
