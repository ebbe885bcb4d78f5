package api

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// source is one directory as a data source.
type source struct {
	*index.Source // nil when refused
	name, id      string
	root          string
	origin        string // key of the repository it is a checkout of, or ""
	repo          string // identifiers begin with it; one for all checkouts of a repository
	alias         string // what they may begin with as well: nobody else's repo
	refused       string // why it is not served, without its path: "is not a directory"
}

// sources are the directories to serve, in the order they were given.
func (s *Server) sources() []source {
	var all []source
	seen := map[string]bool{}
	for _, dir := range s.Roots() {
		root, err := scan.Resolve(dir)
		if seen[root] {
			continue
		}
		seen[root] = true
		src := source{id: index.ID(root), root: root}
		src.name = cmp.Or(safe.OneLine(filepath.Base(root)), src.id)
		if err == nil {
			src.Source = s.Pool.Source(root)
			src.origin = s.origins.of(root)
		} else {
			src.refused = s.why(err)
		}
		all = append(all, src)
	}
	identify(all)
	return all
}

// why says why a directory is not served: the log all of it, once, and the
// caller what is no news of this machine.
func (s *Server) why(err error) string {
	if _, told := s.told.LoadOrStore(err.Error(), true); !told {
		s.Log.Warn("a directory is not served", "error", err)
	}
	var refused *scan.Refused
	if errors.As(err, &refused) {
		return refused.Why
	}
	return "cannot be served"
}

// missing is the answer for sources that cannot be found.
type missing struct{ detail string }

func (m missing) Error() string { return m.detail }

// choose finds the sources that were asked for by name or id. Without any, the
// only one there is stands in.
func (s *Server) choose(wanted []string) ([]source, error) {
	all := s.sources()
	var usable []source
	for _, src := range all {
		if src.refused == "" {
			usable = append(usable, src)
		}
	}
	if len(wanted) == 0 {
		switch {
		case len(usable) == 1:
			return usable, nil
		case len(usable) > 1:
			return nil, missing{"Several data sources are there; name one of them: " + names(usable) + "."}
		case len(all) > 0:
			return nil, missing{fmt.Sprintf("No data source can be searched: %q %s.", all[0].name, all[0].refused)}
		}
		return nil, missing{"There is no data source. Name a directory with --local DIR or CODEALIVE_LOCAL, or start in a git checkout."}
	}
	var chosen []source
	for _, name := range wanted {
		i := find(all, name)
		if rest, ok := cutPrefixFold(name, "workspace:"); i < 0 && ok {
			i = find(all, rest)
		}
		switch {
		case i < 0 && len(usable) == 0:
			return nil, missing{fmt.Sprintf("No data source is called %q, and none is there. Name a directory with --local DIR or CODEALIVE_LOCAL.", name)}
		case i < 0:
			return nil, missing{fmt.Sprintf("No data source is called %q. There are: %s.", name, names(usable))}
		case all[i].refused != "":
			return nil, missing{fmt.Sprintf("%q cannot be searched: it %s.", name, all[i].refused)}
		case !slices.ContainsFunc(chosen, func(c source) bool { return c.root == all[i].root }):
			chosen = append(chosen, all[i])
		}
	}
	return chosen, nil
}

func find(all []source, name string) int {
	return slices.IndexFunc(all, func(s source) bool {
		return strings.EqualFold(s.name, name) || strings.EqualFold(s.id, name)
	})
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return strings.TrimSpace(s[len(prefix):]), true
}

func names(all []source) string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = s.name
	}
	return strings.Join(list, ", ")
}
