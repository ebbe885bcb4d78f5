package api

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/internal/remote"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const maxRepoName = 100 // runes

// origins knows which repository each root is a checkout of.
type origins struct {
	mu    sync.Mutex
	known map[string]origin
}

type origin struct {
	config string // the file that says so, and how it was when it was read
	size   int64
	mtime  time.Time
	key    string
}

// of gives the key of a checkout's origin remote: equal for checkouts of one
// repository, "" for what has none. Only the top of a checkout has one: paths
// below it begin elsewhere.
func (o *origins) of(root string) string {
	now := origin{config: remote.Config(root)}
	info, err := os.Stat(now.config)
	if err != nil {
		return ""
	}
	now.size, now.mtime = info.Size(), info.ModTime()
	o.mu.Lock()
	defer o.mu.Unlock()
	old := o.known[root]
	if now.key = old.key; now == old {
		return old.key
	}
	now.key = ""
	for _, r := range remote.Of(root) {
		if r.Name == "origin" {
			now.key = remote.Key(r.URL)
		}
	}
	if o.known == nil {
		o.known = map[string]origin{}
	}
	o.known[root] = now
	return now.key
}

// identify gives sources that are named after their directories names of their
// own, and what their identifiers begin with. Nothing depends on the order of
// the sources, and little on which others there are.
func identify(all []source) {
	name, root := func(s source) string { return s.name }, func(s source) string { return s.root }
	repo, own := func(s source) string { return s.repo }, func(s source) string { return cmp.Or(s.origin, s.root) }
	for i, src := range all {
		if src.refused == "" { // others have no identifiers that could be taken for these
			all[i].repo = cmp.Or(repoName(src.origin), src.name)
		}
	}
	for i, clash := range clashes(all, repo, own) {
		if clash {
			all[i].repo += "-" + digest(own(all[i]))
		}
	}
	// Of checkouts, people know where they put them.
	for i, clash := range clashes(all, name, root) {
		if parent := filepath.Dir(all[i].root); clash && all[i].origin != "" && filepath.Dir(parent) != parent {
			all[i].name = safe.OneLine(filepath.Base(parent)) + "/" + all[i].name
		}
	}
	for i, clash := range clashes(all, name, root) {
		if clash {
			all[i].name += "-" + digest(all[i].root)
		}
	}
	for i, src := range all {
		if !slices.ContainsFunc(all, func(s source) bool { return s.repo == src.name }) {
			all[i].alias = src.name
		}
	}
}

// clashes marks the sources whose text, without regard to case, another has
// that is not the same.
func clashes(all []source, text, same func(source) string) []bool {
	marks := make([]bool, len(all))
	for i, a := range all {
		marks[i] = text(a) != "" && slices.ContainsFunc(all, func(b source) bool {
			return strings.EqualFold(text(a), text(b)) && same(a) != same(b)
		})
	}
	return marks
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum[:4])
}

// repoName is the last part of a remote's key, fit for an identifier: what a
// checkout's configuration says is not to be trusted. It may be "".
func repoName(key string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.+", r) {
			return r
		}
		return '-'
	}, path.Base(key))
	if r := []rune(name); len(r) > maxRepoName {
		name = string(r[:maxRepoName])
	}
	return strings.Trim(name, "-.")
}
