package ontology

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	maxFolders = 40
	maxHolds   = 8
	noteRunes  = 160 // of what is said of a folder, an entry point or a command
)

// Folder is a directory near the top.
type Folder struct {
	Path     string   `json:"path"`
	Files    int      `json:"files"` // below it, without generated and vendored ones
	Language string   `json:"language,omitempty"`
	About    string   `json:"about,omitempty"`
	Source   string   `json:"source,omitempty"` // the file that says so
	Holds    []string `json:"holds,omitempty"`  // some of what is in it, when nothing is said of it
}

// dir is a directory with those below it.
type dir struct {
	path  string
	files int
	langs map[string]int
	subs  map[string]*dir
}

func (s *source) directories() *dir {
	top := &dir{langs: map[string]int{}, subs: map[string]*dir{}}
	for _, e := range s.own {
		at, lang := top, scan.Language(e.Path)
		at.files++
		for i, c := range e.Path {
			if c != '/' {
				continue
			}
			name := e.Path[:i]
			sub := at.subs[name]
			if sub == nil {
				sub = &dir{path: name, langs: map[string]int{}, subs: map[string]*dir{}}
				at.subs[name] = sub
			}
			at = sub
			at.files++
			at.langs[lang]++
		}
	}
	return top
}

// folders are those at the top, and those in one that says nothing of itself
// and holds little but folders, or half of all files.
func (s *source) folders() []Folder {
	top := s.directories()
	level := sorted(top)
	var shown []*dir
	about := map[string]Folder{}
	for len(level) > 0 && len(shown)+len(level) <= maxFolders {
		var next []*dir
		for _, d := range level {
			f := s.folder(d)
			about[d.path] = f
			shown = append(shown, d)
			if len(d.subs) > 0 && (f.About == "" && len(s.dirs[d.path]) <= len(d.subs) || 2*d.files > top.files) {
				next = append(next, sorted(d)...)
			}
		}
		if len(shown)+len(next) > maxFolders { // those of the largest only
			slices.SortStableFunc(next, func(a, b *dir) int { return cmp.Compare(b.files, a.files) })
			next = next[:max(0, maxFolders-len(shown))]
		}
		level = next
	}
	if len(shown) == 0 { // very many at the top
		slices.SortStableFunc(level, func(a, b *dir) int { return cmp.Compare(b.files, a.files) })
		for _, d := range level[:min(len(level), maxFolders)] {
			about[d.path] = s.folder(d)
			shown = append(shown, d)
		}
	}
	var all []Folder
	for _, p := range slices.Sorted(maps.Keys(about)) {
		all = append(all, about[p])
	}
	return all
}

// sorted are the directories in one. One that holds a single directory and no
// file stands for that.
func sorted(d *dir) []*dir {
	var all []*dir
	for _, p := range slices.Sorted(maps.Keys(d.subs)) {
		sub := d.subs[p]
		for len(sub.subs) == 1 {
			only := sub.subs[slices.Collect(maps.Keys(sub.subs))[0]]
			if only.files < sub.files {
				break
			}
			sub = only
		}
		all = append(all, sub)
	}
	return all
}

func (s *source) folder(d *dir) Folder {
	f := Folder{Path: d.path, Files: d.files, Language: most(d.langs)}
	if f.About, f.Source = s.about(d.path); f.About == "" {
		for _, sub := range sorted(d) {
			f.Holds = append(f.Holds, strings.TrimPrefix(sub.path, d.path+"/")+"/")
		}
		f.Holds = append(f.Holds, s.dirs[d.path]...)
		f.Holds = f.Holds[:min(len(f.Holds), maxHolds)]
	}
	return f
}

// about is what a directory says of itself: a package comment, a description,
// or a line in its manifest.
func (s *source) about(dir string) (text, from string) {
	if p := s.goPackage(dir); p != nil && p.about() != "" {
		return p.doc, p.docPath
	}
	if r := s.readme(dir); r != nil {
		return safe.Line(r.String(), noteRunes), r.Path
	}
	if s.has(dir, "package.json") {
		name := path.Join(dir, "package.json")
		if m := s.packageJSON(name); m.Description != "" {
			return safe.Line(m.Description, noteRunes), name
		}
	}
	return "", ""
}

// most is the language of most files, if any is known.
func most(langs map[string]int) string {
	best := ""
	for _, lang := range slices.Sorted(maps.Keys(langs)) {
		if lang != "Other" && (best == "" || langs[lang] > langs[best]) {
			best = lang
		}
	}
	return best
}
