package scan

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

const maxRules = 10_000 // of one file

// classes are the negated ones, such as [!a], which the library knows as [^a].
var classes = regexp.MustCompile(`((?:^|[^\\])(?:\\\\)*)\[!`)

// ignores are the ignore rules of one directory, on top of those above it.
type ignores struct {
	above *ignores
	depth int // path elements of the directory
	rules []rule
}

type rule struct {
	gitignore.Pattern
	anchored bool // has a slash before its end: matches from the directory of its file
	deep     bool // ends in /**: matches at any depth below
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
		p := strings.TrimRight(string(line), "\r\n")
		if p == "" || p[0] == '#' || strings.TrimSpace(p) == "" || strings.IndexByte(p, 0) >= 0 || len(rules) >= maxRules {
			continue
		}
		trimmed := strings.TrimSuffix(strings.TrimRight(strings.TrimPrefix(p, "!"), " "), "/")
		if trimmed == "" {
			continue
		}
		rules = append(rules, rule{
			Pattern:  gitignore.ParsePattern(classes.ReplaceAllString(p, "$1[^"), nil),
			anchored: strings.Contains(trimmed, "/"),
			deep:     strings.HasSuffix(trimmed, "/**"),
		})
	}
	return rules
}

// match reports whether a path is ignored. Directories above it must have been
// found not to be: a walk does not enter those.
func (g *ignores) match(name string, dir bool) bool {
	parts := strings.Split(name, "/")
	for ; g != nil; g = g.above {
		if g.depth >= len(parts) {
			continue
		}
		below := parts[g.depth:]
		for i := len(g.rules) - 1; i >= 0; i-- {
			switch g.rules[i].judge(below, dir) {
			case gitignore.Exclude:
				return true
			case gitignore.Include:
				return false
			}
		}
	}
	return false
}

// judge asks the library about the path itself only. Left alone, it (v5.19)
// also applies a rule to what lies below a directory that matches, so that
// "!*/" would bring back every file of a subdirectory.
func (r rule) judge(below []string, dir bool) gitignore.MatchResult {
	if !r.anchored {
		return r.Match(below[len(below)-1:], dir)
	}
	m := r.Match(below, dir)
	if m == gitignore.Include && !r.deep && len(below) > 1 && r.Match(below[:len(below)-1], true) == m {
		return gitignore.NoMatch
	}
	return m
}
