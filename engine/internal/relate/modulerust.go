package relate

import (
	"path"
	"strings"
)

// crate is what a path of Rust means, as far as it leads through files; what
// is left of it are names in the last of them.
func (t *tree) crate(f *file, imported string) value {
	parts := strings.Split(imported, ".")
	at := ""
	switch parts[0] {
	case "crate":
		at = t.crateRoot(f.path)
	case "self":
		at = f.path
	case "super":
		at = t.superOf(f.path)
	default:
		if at = t.childOf(f.path, parts[0]); at == "" {
			at = t.otherCrate(parts[0])
		}
	}
	if at == "" {
		return value{kind: outside}
	}
	for i := 1; i < len(parts); i++ {
		next := ""
		if parts[i] == "super" {
			next = t.superOf(at)
		} else {
			next = t.childOf(at, parts[i])
		}
		if next == "" {
			v := value{kind: pack, dirs: []string{unit(f.family, at, "")}, from: f}
			for _, p := range parts[i:] {
				v = t.memberOf(v, p)
			}
			return v
		}
		at = next
	}
	return value{kind: pack, dirs: []string{unit(f.family, at, "")}, path: imported, from: f}
}

func (t *tree) crateRoot(name string) string {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if at := t.first(path.Join(dir, "lib.rs"), path.Join(dir, "main.rs")); at != "" {
			return at
		}
		if dir == "." || dir == "/" {
			return ""
		}
	}
}

// inner is the directory where the modules of a module lie.
func inner(name string) string {
	switch path.Base(name) {
	case "mod.rs", "lib.rs", "main.rs":
		return path.Dir(name)
	}
	return strings.TrimSuffix(name, ".rs")
}

func (t *tree) childOf(name, child string) string {
	at := path.Join(inner(name), child)
	return t.first(at+".rs", at+"/mod.rs")
}

func (t *tree) superOf(name string) string {
	dir := path.Dir(name)
	if path.Base(name) == "mod.rs" {
		dir = path.Dir(dir)
	}
	return t.first(path.Join(dir, "mod.rs"), dir+".rs", path.Join(dir, "lib.rs"), path.Join(dir, "main.rs"))
}

// otherCrate is the root of a crate of the same tree.
func (t *tree) otherCrate(name string) string {
	short := ""
	for _, at := range t.listed().stem["lib"] {
		dir := strings.ReplaceAll(path.Base(path.Dir(path.Dir(at))), "-", "_")
		if path.Base(path.Dir(at)) != "src" || path.Base(at) != "lib.rs" {
			continue
		}
		if dir == name {
			return at
		}
		if strings.HasSuffix(name, "_"+dir) {
			short = at
		}
	}
	return short
}
