// Package files shows what lies in a working tree: its folders, and the lines
// of its files. Only files that are part of the tree by the rules of indexing
// exist here, and a path is one of theirs or it is nothing.
package files

import (
	"context"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

// names are the files of a tree and the folders they lie in. They are called
// as an answer spells them, which for a name that is no UTF-8 is not the name.
type names struct {
	all     []scan.Entry
	paths   []string // of files, each folder before the first of its files
	files   map[string]scan.Entry
	folders map[string]bool // "" is the tree's root
}

func list(ctx context.Context, tree *scan.Tree) (names, error) {
	all, _, err := tree.All(ctx)
	n := names{all: all, files: map[string]scan.Entry{}, folders: map[string]bool{"": true}}
	for _, e := range all {
		spelt := spelling(e.Path)
		if _, twice := n.files[spelt]; !twice {
			n.files[spelt] = e
		}
		for dir := path.Dir(spelt); dir != "." && !n.folders[dir]; dir = path.Dir(dir) {
			n.folders[dir] = true
			n.paths = append(n.paths, dir)
		}
		n.paths = append(n.paths, spelt)
	}
	return n, err
}

// spelling is a name as JSON can hold it.
func spelling(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	return string([]rune(name))
}

// local takes from a path what a caller may put before it: the place of the
// tree on this machine, or "./". Nothing is resolved or decoded.
func local(root, asked string) string {
	if filepath.IsAbs(asked) {
		given, dir := filepath.ToSlash(asked), strings.TrimSuffix(filepath.ToSlash(root), "/")
		if len(given) >= len(dir) && same(given[:len(dir)], dir) {
			if rest := given[len(dir):]; rest == "" || rest[0] == '/' {
				return strings.TrimPrefix(rest, "/")
			}
		}
	}
	return strings.TrimPrefix(asked, "./")
}

func same(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}

// composed finds the one name that differs from the path in the way accented
// letters are encoded, which nobody can see or tell a model.
func composed[V any](known map[string]V, name string) (string, bool) {
	want, found := norm.NFC.String(name), ""
	if isASCII(name) {
		return "", false
	}
	for k := range known {
		if norm.NFC.String(k) != want {
			continue
		}
		if found != "" {
			return "", false
		}
		found = k
	}
	return found, found != ""
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
