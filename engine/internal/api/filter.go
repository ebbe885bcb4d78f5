package api

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
)

func (p params) filter(sources []source) store.Filter {
	return store.Filter{Paths: prefixes(p.all("Paths"), sources), Exts: suffixes(p.all("Extensions"))}
}

// prefixes cleans path filters; one that names the whole tree drops the filter.
// A path on this machine is taken as one in the source it lies in.
func prefixes(paths []string, sources []source) []string {
	var clean []string
	for _, p := range paths {
		p = strings.ReplaceAll(p, `\`, "/")
		for _, s := range sources {
			if rest, ok := strings.CutPrefix(p, filepath.ToSlash(s.root)); ok && (rest == "" || rest[0] == '/') {
				p = rest
			}
		}
		p = strings.Trim(path.Clean("/"+p), "/")
		if p == "" {
			return nil
		}
		clean = append(clean, p)
	}
	return clean
}

func suffixes(exts []string) []string {
	var clean []string
	for _, e := range exts {
		if e = strings.ToLower(strings.TrimLeft(e, "*.")); e != "" {
			clean = append(clean, "."+e)
		}
	}
	return clean
}
