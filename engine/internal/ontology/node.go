package ontology

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const maxScripts = 12 // of one package

// manifest is what counts here of a package.json.
type manifest struct {
	Name        string
	Description string
	Main        string
	Bin         json.RawMessage
	Scripts     map[string]string
}

// packageJSON takes of a manifest what can be understood.
func (s *source) packageJSON(file string) manifest {
	var m manifest
	_ = json.Unmarshal(s.read(file), &m)
	return m
}

func (s *source) nodePrograms() []Item {
	var found []Item
	for _, file := range s.called("package.json") {
		m := s.packageJSON(file)
		var one string
		var many map[string]string
		if json.Unmarshal(m.Bin, &one) == nil && one != "" {
			many = map[string]string{m.Name: one}
		} else {
			_ = json.Unmarshal(m.Bin, &many)
		}
		for _, name := range slices.Sorted(maps.Keys(many)) {
			found = append(found, item(file, 0, "Node program "+name, many[name]))
		}
		if m.Main != "" {
			found = append(found, item(file, 0, "Node package "+m.Name, "main: "+m.Main))
		}
	}
	return found
}

// nodeScripts are the scripts of packages; those to build and test come first
// where there are many.
func (s *source) nodeScripts() []Item {
	var found []Item
	for _, file := range s.called("package.json") {
		dir, _ := split(file)
		scripts := s.packageJSON(file).Scripts
		names := slices.Sorted(maps.Keys(scripts))
		slices.SortStableFunc(names, func(a, b string) int { return weight(a) - weight(b) })
		for _, name := range names[:min(len(names), maxScripts)] {
			found = append(found, item(file, 0, s.runner(dir)+" run "+name+in(dir), scripts[name]))
		}
		if len(names) > maxScripts {
			found = append(found, item(file, 0, safe.Line(strings.Join(names[maxScripts:], ", "), noteRunes), "more scripts"))
		}
	}
	return found
}

func weight(script string) int {
	if toBuild.MatchString(script) {
		return 0
	}
	return 1
}

// runner is the program that the lock file near a package belongs to.
func (s *source) runner(dir string) string {
	for {
		for _, lock := range []struct{ file, runner string }{
			{"pnpm-lock.yaml", "pnpm"}, {"yarn.lock", "yarn"}, {"bun.lock", "bun"}, {"bun.lockb", "bun"}, {"package-lock.json", "npm"},
		} {
			if s.locks[path.Join(dir, lock.file)] {
				return lock.runner
			}
		}
		if dir == "" {
			return "npm"
		}
		dir, _ = split(dir)
	}
}

// in says where a command is to be run.
func in(dir string) string {
	if dir == "" {
		return ""
	}
	return " (in " + safe.Name(dir) + ")"
}
