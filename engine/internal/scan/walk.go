package scan

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// walk names the files of a tree without git: everything but links, skipped
// directories and what .gitignore files exclude.
func (t *Tree) walk(ctx context.Context) ([]string, error) {
	var names []string
	var visit func(dir string, rules *ignores) error
	visit = func(dir string, rules *ignores) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := os.ReadDir(filepath.Join(t.dir, filepath.FromSlash(dir)))
		if err != nil {
			if dir == "" {
				return err
			}
			return nil // unreadable or gone: the rest is still worth having
		}
		for _, e := range entries {
			if e.Name() == ".gitignore" {
				rules = rules.enter(dir, t.ignoreFile(path.Join(dir, ".gitignore")))
			}
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			switch {
			case e.IsDir():
				if lower := strings.ToLower(e.Name()); skipDirs[lower] || secretDirs[lower] || rules.match(name, true) {
					continue
				}
				if err := visit(name, rules); err != nil {
					return err
				}
			case e.Type().IsRegular() && !rules.match(name, false):
				if names = append(names, name); len(names) > 2*MaxFiles {
					return errEnough
				}
			}
		}
		return nil
	}
	err := visit("", (*ignores)(nil).enter("", t.ignoreFile(".git/info/exclude")))
	if errors.Is(err, errEnough) {
		err = nil
	}
	return names, err
}

var errEnough = errors.New("enough files")

// ignoreFile reads a file of ignore rules; there may be none.
func (t *Tree) ignoreFile(name string) []byte {
	data, _, err := t.Read(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return data
}
