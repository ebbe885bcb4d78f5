package files

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const maxPath = 4096 // bytes

// explain says why a path is not one of the tree. That is settled already: the
// special cases only choose the words, and none looks at a file, so that
// nothing is said of what exists but is not part of the tree.
func (n names) explain(asked, name string) error {
	const useList = "Give a path as get_file_tree shows it."
	said := shown(asked)
	meant := decode(name)
	parts := strings.Split(meant, "/")
	switch {
	case len(asked) > maxPath:
		return refuse(useList, "the path is longer than %d bytes", maxPath)
	case slices.Contains(parts, ".."):
		return refuse("Give the path from the root of the repository, without ..", "%s leaves the repository or goes up in it", said)
	case scan.Skipped(meant+"/x") || scan.Skipped(meant):
		return refuse("Read another file.", "%s is never served: its name is that of credentials or of a tool's own folder", said)
	}
	// What it may have been meant to be.
	if near := n.near(strings.Trim(strings.TrimPrefix(meant, "./"), "/")); len(near) > 0 {
		return refuse("Use path "+either(near)+".", "%s is no path of this repository", said)
	}
	switch {
	case strings.Contains(name, "://") || strings.HasPrefix(strings.ToLower(name), "file:"):
		return refuse(useList, "%s is an address, not a path in the repository", said)
	case strings.HasPrefix(meant, "/") || len(meant) > 1 && meant[1] == ':':
		return refuse("Give the path from the root of the repository, without a slash or drive before it.", "%s is outside of the repository", said)
	case strings.HasPrefix(meant, "~"):
		return refuse("Give the path from the root of the repository.", "%s is no path in the repository: ~ stands for nothing here", said)
	case strings.ContainsFunc(name, safe.Hidden):
		return refuse(useList, "%s holds invisible characters", said)
	case meant != name:
		return refuse(useList, "%s is not a path of this repository; paths are taken literally, with forward slashes and without escapes", said)
	}
	const rule = "only files that git tracks or does not ignore, no links, no credentials"
	dir := name
	for dir != "" && !n.folders[dir] {
		dir = strings.Trim(path.Dir("/"+dir), "/")
	}
	if dir == "" {
		return refuse("Call get_file_tree to see what there is.", "%s is not part of this repository (%s)", said, rule)
	}
	return refuse(fmt.Sprintf("Call get_file_tree with path %q.", dir), "%s is not part of this repository (%s); the folder %s is", said, rule, safe.Name(dir))
}

func either(paths []string) string {
	var quoted []string
	for _, p := range paths {
		quoted = append(quoted, fmt.Sprintf("%q", p))
	}
	return strings.Join(quoted, " or ")
}

// separators look like a slash, or are taken for one somewhere.
var separators = strings.NewReplacer(`\`, "/", "\u2044", "/", "\u2215", "/", "\u29f8", "/", "\u2216", "/", "\u29f5", "/")

// overlong are encodings of dot and slash that a lenient decoder accepts.
var overlong = strings.NewReplacer("\xc0\xae", ".", "\xc0\xaf", "/", "\xe0\x80\xae", ".", "\xe0\x80\xaf", "/", "\xc1\x9c", "/")

// decode is what a path would be to something that decodes and folds more
// than it should.
func decode(name string) string {
	for range 4 {
		name = overlong.Replace(name)
		plain, err := url.PathUnescape(name)
		if err != nil || plain == name {
			break
		}
		name = plain
	}
	name = strings.Map(func(r rune) rune {
		if safe.Hidden(r) {
			return -1
		}
		return r
	}, spelling(name))
	name = separators.Replace(norm.NFKC.String(name))
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if stream := strings.IndexByte(p, ':'); stream > 1 {
			p = p[:stream]
		}
		if cut := strings.TrimRight(p, ". "); cut != "" {
			p = cut
		} else if strings.Count(p, ".") > 1 {
			p = ".." // "...", ".. ": some systems go up
		}
		parts[i] = p
	}
	return strings.Join(parts, "/")
}
