package scan

import (
	"bytes"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

const (
	maxRules = 10_000 // of one file
	maxRule  = 4096   // bytes, as much as a path can have
)

// ignores are the ignore rules of one directory, on top of those above it.
type ignores struct {
	above *ignores
	depth int // path elements of the directory
	rules []rule
}

// rule is a line of a .gitignore, see gitignore(5).
type rule struct {
	prefix  string // of the path; git looks for wildcards behind it only
	glob    string // of the rest, in the library's spelling
	include bool   // began with !
	dirs    bool   // ended in a slash: is of directories only
	base    bool   // without another slash: is of the last element, at any depth
}

// enter adds the rules of a file in dir.
func (g *ignores) enter(dir string, file []byte) *ignores {
	rules := parseRules(file)
	if len(rules) == 0 {
		return g
	}
	depth := 0
	if dir != "" {
		depth = strings.Count(dir, "/") + 1
	}
	return &ignores{above: g, depth: depth, rules: rules}
}

func parseRules(file []byte) []rule {
	var rules []rule
	for line := range bytes.Lines(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))) {
		text := strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r")
		if strings.HasPrefix(text, "#") || strings.IndexByte(text, 0) >= 0 || len(text) > maxRule || len(rules) >= maxRules {
			continue
		}
		var r rule
		text, r.include = strings.CutPrefix(trimBlanks(text), "!")
		text, r.dirs = strings.CutSuffix(text, "/")
		r.base = !strings.Contains(text, "/")
		text = strings.TrimPrefix(text, "/")
		if text == "" {
			continue
		}
		if i := strings.IndexAny(text, `*?[\`); i >= 0 && !r.base {
			r.prefix, text = text[:i], text[i:]
		}
		if r.glob = glob(text); r.glob != "" {
			rules = append(rules, r)
		}
	}
	return rules
}

// trimBlanks drops the blanks at the end that no backslash stands before.
func trimBlanks(s string) string {
	end := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == ' ' {
			continue
		}
		end = min(i+1, len(s))
	}
	return s[:end]
}

// match reports whether a path is ignored. Directories above it must have been
// found not to be: a walk does not enter those.
func (g *ignores) match(name string, dir bool) bool {
	parts := strings.Split(name, "/")
	for ; g != nil; g = g.above {
		if g.depth >= len(parts) {
			continue
		}
		below := path.Join(parts[g.depth:]...)
		for i := len(g.rules) - 1; i >= 0; i-- {
			if r := g.rules[i]; r.match(below, parts[len(parts)-1], dir) {
				return !r.include
			}
		}
	}
	return false
}

func (r rule) match(below, base string, dir bool) bool {
	if r.dirs && !dir {
		return false
	}
	if r.base {
		below = base
	}
	rest, ok := strings.CutPrefix(below, r.prefix)
	return ok && doublestar.MatchUnvalidated(r.glob, bytewise(rest))
}
