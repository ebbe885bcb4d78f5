package relate

import (
	"path"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// places are the files of the tree.
type places struct {
	all  map[string]bool
	stem map[string][]string // by name without an ending; by directory for the file that stands for it
}

func (t *tree) listed() *places {
	if t.places != nil {
		return t.places
	}
	p := &places{all: map[string]bool{}, stem: map[string][]string{}}
	t.places = p
	paths, err := t.db.Paths(t.ctx)
	if err != nil {
		t.fail(err)
		return p
	}
	for _, name := range paths {
		if t.over() {
			return p
		}
		if !modular[familyOf(name)] {
			continue
		}
		p.all[name] = true
		s := stem(name)
		p.stem[s] = append(p.stem[s], name)
	}
	return p
}

// bare is a path without the ending of its file, and without the name of a
// file that stands for its directory.
func bare(name string) string {
	dir, base := path.Split(name)
	base, _, _ = strings.Cut(base, ".")
	if base == "__init__" || base == "index" || base == "mod" && strings.HasSuffix(name, ".rs") {
		return strings.TrimSuffix(dir, "/")
	}
	return dir + base
}

func stem(name string) string { return path.Base(bare(name)) }

// at is the file with this path, nil if there is none.
func (t *tree) at(name string) *file {
	if !t.listed().all[name] {
		return nil
	}
	for _, f := range t.open(t.db.LinkedAt(t.ctx, name)) {
		return f
	}
	return nil
}

// module is what an import path means in a file.
func (t *tree) module(f *file, imported string) value {
	v := value{kind: pack, path: imported, from: f}
	switch f.family {
	case "Python":
		v.dirs = t.units(f, t.pythonFile(f, imported))
	case "TypeScript":
		v.dirs = t.units(f, t.scriptFile(f, imported))
	case "Rust":
		return t.crate(f, imported)
	case "Java":
		return t.javaPackage(f, imported)
	default:
		v.dirs = []string{f.dir}
	}
	if len(v.dirs) == 0 {
		return value{kind: outside}
	}
	return v
}

func (t *tree) units(f *file, name string) []string {
	if name == "" {
		return nil
	}
	return []string{unit(f.family, name, "")}
}

// first is the first of these files that is there.
func (t *tree) first(names ...string) string {
	for _, n := range names {
		if t.listed().all[n] {
			return n
		}
	}
	return ""
}

// pythonFile finds the file of a module, which may be relative.
func (t *tree) pythonFile(f *file, imported string) string {
	rest := strings.TrimLeft(imported, ".")
	rel := strings.ReplaceAll(rest, ".", "/")
	if dots := len(imported) - len(rest); dots > 0 {
		dir := path.Dir(f.path)
		for range dots - 1 {
			dir = path.Dir(dir)
		}
		return t.pythonAt(path.Join(dir, rel))
	}
	best, score := "", -1
	for _, name := range t.listed().stem[path.Base(rel)] {
		b := bare(name)
		if !strings.HasSuffix("/"+b, "/"+rel) || familyOf(name) != f.family {
			continue
		}
		root := strings.TrimSuffix(strings.TrimSuffix(b, rel), "/")
		if !t.rootFor(root, f, strings.Contains(rel, "/")) {
			continue
		}
		if n := common(name, f.path); n > score || n == score && len(name) < len(best) {
			best, score = name, n
		}
	}
	if best == "" && strings.Contains(rel, "/") { // a namespace without a file
		return ""
	}
	return best
}

func (t *tree) pythonAt(at string) string {
	return t.first(at+".py", at+"/__init__.py", at+".pyi", at+"/__init__.pyi", at+".pyx")
}

// rootFor reports whether imports of a file may begin at a directory: one above
// the file that is no package itself, or one of sources beside it.
func (t *tree) rootFor(root string, f *file, long bool) bool {
	if root != "" && t.pythonAt(root) != "" {
		return false
	}
	if lies(root, f.path) {
		return true
	}
	switch path.Base(root) {
	case "src", "lib", "python":
		return true
	}
	return long && lies(path.Dir(root), f.path)
}

// lies reports whether a file lies in a directory.
func lies(dir, name string) bool {
	return dir == "" || dir == "." || strings.HasPrefix(name, dir+"/")
}

// common is how many directories two paths have in common.
func common(a, b string) (n int) {
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			n++
		}
	}
	return n
}

// javaPackage is a package, or a type whose members are imported.
func (t *tree) javaPackage(f *file, imported string) value {
	dot := strings.LastIndexByte(imported, '.')
	if dot > 0 {
		if types := t.inPackage(unit(f.family, "", imported[:dot]), "", imported[dot+1:]); len(types) > 0 && types[0].Kind != link.Function {
			return value{kind: named, decl: types[0]}
		}
	}
	return value{kind: pack, dirs: []string{unit(f.family, "", imported)}, path: imported, from: f}
}
