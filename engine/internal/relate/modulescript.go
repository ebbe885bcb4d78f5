package relate

import (
	"path"
	"strings"
)

// scriptFile finds the file of a module of TypeScript or JavaScript.
func (t *tree) scriptFile(f *file, imported string) string {
	if strings.HasPrefix(imported, ".") {
		return t.scriptAt(path.Join(path.Dir(f.path), imported))
	}
	rel := imported
	for _, prefix := range []string{"@/", "~/", "#/", "/"} {
		rel = strings.TrimPrefix(rel, prefix)
	}
	if rel != imported || strings.HasPrefix(rel, "src/") { // from the root of the sources
		for dir := path.Dir(f.path); ; dir = path.Dir(dir) {
			for _, root := range []string{dir, path.Join(dir, "src")} {
				if at := t.scriptAt(path.Join(root, rel)); at != "" {
					return at
				}
			}
			if dir == "." || dir == "/" {
				return ""
			}
		}
	}
	// A package of the same tree.
	name, sub := rel, ""
	parts := strings.SplitN(rel, "/", 3)
	if strings.HasPrefix(rel, "@") && len(parts) > 1 {
		name = parts[1]
		sub = strings.Join(parts[2:], "/")
	} else if len(parts) > 1 {
		name, sub = parts[0], strings.Join(parts[1:], "/")
	}
	for _, root := range t.packages(name) {
		for _, at := range []string{path.Join(root, "src", sub), path.Join(root, sub), path.Join(root, "lib", sub)} {
			if found := t.scriptAt(at); found != "" {
				return found
			}
		}
	}
	return ""
}

// packages are the directories that look like a package of this name.
func (t *tree) packages(name string) (dirs []string) {
	for _, parent := range []string{"packages", "libs", "apps", "modules"} {
		dir := path.Join(parent, name)
		if t.first(dir+"/src/index.ts", dir+"/src/index.tsx", dir+"/src/index.js", dir+"/index.ts", dir+"/index.js", dir+"/lib/index.js") != "" {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func (t *tree) scriptAt(at string) string {
	for _, ending := range []string{".js", ".jsx", ".mjs", ".cjs"} {
		if b, ok := strings.CutSuffix(at, ending); ok {
			if found := t.first(at, b+".ts", b+".tsx", b+".mts", b+".cts"); found != "" {
				return found
			}
		}
	}
	return t.first(at, at+".ts", at+".tsx", at+".d.ts", at+".js", at+".jsx", at+".mjs", at+".cjs", at+".mts",
		at+"/index.ts", at+"/index.tsx", at+"/index.d.ts", at+"/index.js", at+"/index.jsx", at+"/index.mjs")
}
