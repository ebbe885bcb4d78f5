package files

import (
	"context"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// Guess says what a path stands for.
type Guess struct {
	Known bool     // a file or folder of the tree
	Large bool     // a file that is not indexed for its size
	Near  []string // what it may have been meant to be, if it is not known
}

// Guesses looks paths up in the tree at root.
func Guesses(ctx context.Context, root string, paths []string) ([]Guess, error) {
	tree, err := scan.OpenTree(root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tree.Close() }()
	known, err := list(ctx, tree)
	if err != nil {
		return nil, err
	}
	all := make([]Guess, len(paths))
	for i, p := range paths {
		if file, ok := known.files[p]; ok || known.folders[p] {
			all[i] = Guess{Known: true, Large: file.Size > scan.MaxFile}
		} else {
			all[i].Near = known.near(p)
		}
	}
	return all, nil
}
