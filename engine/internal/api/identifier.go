package api

import "strings"

const (
	owner         = "local/" // how every identifier of the engine begins
	maxIdentifier = 8 << 10  // bytes; paths and signatures are shorter
)

// identifier names a file, or with a part a document in it.
func identifier(source, path, part string) string {
	id := owner + source + "::" + path
	if part != "" {
		id += "::" + part
	}
	return id
}

// place is what an identifier may mean.
type place struct{ path, part string }

// places are the readings of an identifier in a source, the longest path first:
// names of sources, files and symbols may hold the separator too. A file's
// identifier may end in a bare one.
func places(source, id string) []place {
	rest, ok := strings.CutPrefix(id, owner+source+"::")
	if !ok || len(id) > maxIdentifier {
		return nil
	}
	all := []place{{path: rest}}
	for i := len(rest) - 2; i > 0; i-- {
		if rest[i:i+2] == "::" {
			all = append(all, place{rest[:i], rest[i+2:]})
		}
	}
	return all
}
