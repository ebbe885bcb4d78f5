package relate

import (
	"path"
	"slices"
	"strings"
)

// maxSame is how many declarations of one name a reference can mean, where a
// name is looked for in the whole tree.
const maxSame = 3

// nearest are the declarations that a file means where a name is looked for in
// the whole tree: its own, else those of a file called like it where a type may
// be declared again, else those of its directory, else all if few.
func (t *tree) nearest(f *file, all []decl) []decl {
	if modular[f.family] || f.family == "Java" || len(all) < 2 {
		return all
	}
	dir := path.Dir(f.path)
	for _, near := range []func(decl) bool{
		func(d decl) bool { return d.file == f },
		func(d decl) bool { return spaced[f.family] != nil && namesake(d.path, d.Name.Name) },
		func(d decl) bool { return path.Dir(d.path) == dir },
	} {
		if some := slices.DeleteFunc(slices.Clone(all), func(d decl) bool { return !near(d) }); len(some) > 0 {
			all = some
			break
		}
	}
	if len(all) > maxSame {
		return nil
	}
	return all
}

// namesake reports whether a file is called like a name.
func namesake(file, name string) bool {
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	return strings.EqualFold(strings.ReplaceAll(base, "_", ""), strings.ReplaceAll(name, "_", ""))
}
