package scan

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	maxSubmodules = 100
	maxDepth      = 5 // submodules in submodules
)

// gitTree lists the files of a checkout and of the submodules that are checked
// out in it. Other repositories that lie in it are not part of it.
func gitTree(ctx context.Context, dir string) ([]string, error) {
	left := maxSubmodules
	return gitTreeAt(ctx, dir, &left, maxDepth)
}

func gitTreeAt(ctx context.Context, dir string, left *int, depth int) ([]string, error) {
	files, err := gitFiles(ctx, dir)
	if err != nil || depth == 0 || !slices.Contains(files, ".gitmodules") {
		return files, err
	}
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range gitLinks(ctx, dir) {
		sub := filepath.Join(resolved, filepath.FromSlash(name))
		if at, err := filepath.EvalSymlinks(sub); err != nil || at != sub || *left == 0 {
			continue // not there, or a link in its place
		}
		if _, err := os.Lstat(filepath.Join(sub, ".git")); err != nil {
			continue // not checked out
		}
		*left--
		below, err := gitTreeAt(ctx, sub, left, depth-1)
		if err != nil {
			continue // damaged, or not this user's: the rest is still worth having
		}
		for _, f := range below {
			if !strings.HasPrefix(f, "../") { // its settings name another directory
				files = append(files, path.Join(name, f))
			}
		}
	}
	return files, nil
}

// gitLinks are the places of submodules that the index of a checkout names.
func gitLinks(ctx context.Context, dir string) (names []string) {
	out, err := git(ctx, dir, "ls-files", "-s", "-z")
	if err != nil {
		return nil
	}
	for line := range bytes.SplitSeq(out, []byte{0}) {
		about, name, _ := bytes.Cut(line, []byte{'\t'})
		if bytes.HasPrefix(about, []byte("160000 ")) && filepath.IsLocal(filepath.FromSlash(string(name))) {
			names = append(names, string(name))
		}
	}
	return names
}
