package ontology

import (
	"cmp"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	maxGoFiles = 30  // that are read for the comment of one package
	maxGoDirs  = 400 // that are looked at for programs
)

// goPackage is a directory of Go files.
type goPackage struct {
	s       *source
	files   []string // paths, the likeliest to have the package comment first
	name    string
	path    string // the file that says so
	doc     string // first sentence of the package comment
	docPath string
}

// goPackage looks at the first Go file of a directory; nil when there is none.
func (s *source) goPackage(dir string) *goPackage {
	p, known := s.pkgs[dir]
	if known {
		return p
	}
	p = &goPackage{s: s}
	first := []string{"main.go", "doc.go", path.Base(dir) + ".go"}
	for _, base := range s.dirs[dir] {
		if strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go") && !slices.Contains(first, base) {
			p.files = append(p.files, path.Join(dir, base))
		}
	}
	for _, base := range slices.Backward(first) {
		if name := path.Join(dir, base); s.has(dir, base) && !slices.Contains(p.files, name) {
			p.files = slices.Insert(p.files, 0, name)
		}
	}
	p.files = p.files[:min(len(p.files), maxGoFiles)]
	for p.name == "" && len(p.files) > 0 {
		p.next()
	}
	if p.name == "" {
		p = nil
	}
	s.pkgs[dir] = p
	return p
}

// next reads one more file. One that no build takes says nothing of the package.
func (p *goPackage) next() {
	name := p.files[0]
	p.files = p.files[1:]
	file, _ := parser.ParseFile(token.NewFileSet(), "", p.s.read(name), parser.PackageClauseOnly|parser.ParseComments)
	if file == nil || file.Name == nil || !file.Package.IsValid() {
		return
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && strings.HasPrefix(c.Text, "//go:build ignore") {
				return
			}
		}
	}
	if p.name == "" {
		p.name, p.path = file.Name.Name, name
	}
	if file.Name.Name == p.name && p.doc == "" {
		p.doc, p.docPath = safe.Line(new(doc.Package).Synopsis(file.Doc.Text()), noteRunes), name
	}
}

// about is the first sentence of the package comment.
func (p *goPackage) about() string {
	for p.doc == "" && len(p.files) > 0 {
		p.next()
	}
	return p.doc
}

// goPrograms are the main packages. Directories that likely are one come first,
// should there be too many to look at.
func (s *source) goPrograms() []Item {
	var dirs [3][]string
	for _, e := range s.own {
		dir, base := split(e.Path)
		if path.Ext(base) != ".go" || scan.FlagsOf(e.Path, nil)&scan.Test != 0 {
			continue
		}
		kind := 2
		switch {
		case base == "main.go":
			kind = 0
		case dir == "" || strings.Contains("/"+dir, "/cmd/"):
			kind = 1
		}
		if n := len(dirs[kind]); n == 0 || dirs[kind][n-1] != dir {
			dirs[kind] = append(dirs[kind], dir)
		}
	}
	var programs []string
	seen := map[string]bool{}
	for _, dir := range slices.Concat(dirs[0], dirs[1], dirs[2]) {
		if seen[dir] {
			continue
		}
		if seen[dir] = true; len(seen) > maxGoDirs {
			s.cut = true
			break
		}
		if p := s.goPackage(dir); p != nil && p.name == "main" {
			programs = append(programs, dir)
		}
	}
	slices.SortFunc(programs, func(a, b string) int {
		return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), cmp.Compare(a, b))
	})
	var found []Item
	for _, dir := range programs[:min(len(programs), maxItems)] {
		found = append(found, Item{What: "Go program " + folderName(dir), About: s.pkgs[dir].about(), Path: s.pkgs[dir].path})
	}
	return found
}

// folderName is a directory as it is shown, the root as a dot.
func folderName(dir string) string {
	if dir == "" {
		return "."
	}
	return safe.Name(dir)
}
