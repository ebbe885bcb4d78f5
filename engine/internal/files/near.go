package files

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/internal/nearest"
)

const maxNear = 3

// near finds the names that a wrong path most likely stands for: the same in
// another spelling, the end or the beginning of it, the same name elsewhere,
// and one with a typing mistake. Only the best kind is given.
func (n names) near(name string) []string {
	if name == "" {
		return nil
	}
	const kinds = 5
	var found [kinds][]string
	base, dir := path.Base(name), path.Dir(name)
	for _, known := range n.paths {
		kind := kinds
		switch {
		case strings.EqualFold(known, name):
			kind = 0
		case strings.HasSuffix(known, "/"+name):
			kind = 1
		case strings.HasSuffix(name, "/"+known) && strings.Contains(known, "/"):
			kind = 2
		case strings.EqualFold(path.Base(known), base):
			kind = 3
		case path.Dir(known) == dir && similar(path.Base(known), base):
			kind = 4
		}
		if kind < kinds && len(found[kind]) < maxNear {
			found[kind] = append(found[kind], known)
		}
	}
	for _, f := range found {
		if len(f) > 0 {
			return f
		}
	}
	return nil
}

// similar allows one mistake in four characters, two at most: a folder may hold
// many names that differ in little.
func similar(a, b string) bool {
	allowed := min(2, utf8.RuneCountInString(b)/4)
	return allowed > 0 && nearest.Distance(strings.ToLower(a), strings.ToLower(b), allowed) <= allowed
}
