package api

import "strings"

const (
	owner         = "local/" // how every identifier of the engine begins
	maxIdentifier = 8 << 10  // bytes; paths and signatures are shorter
)

// identifier names a file, or with a part a document in it. It is blind to
// branches: all checkouts of a repository have the same.
func identifier(repo, path, part string) string {
	id := owner + repo + "::" + path
	if part != "" {
		id += "::" + part
	}
	return id
}

// place is what an identifier may mean.
type place struct{ path, part string }

// places are the readings of an identifier in a source. The alias is the name
// of the directory, which identifiers had before there was a remote.
func (s source) places(id string) []place {
	all := places(s.repo, id)
	if s.alias != "" {
		all = append(all, places(s.alias, id)...)
	}
	return all
}

// places are the readings of an identifier that begins with repo, the longest
// path first: names of sources, files and symbols may hold the separator too. A
// file's identifier may end in a bare one.
func places(repo, id string) []place {
	rest, ok := strings.CutPrefix(id, owner+repo+"::")
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
