package relate

import (
	"unicode"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// candidate is what a reference may mean, and how likely, 0 to 1.
type candidate struct {
	decl
	confidence float64
}

// target is a reference in a file, wherever it stands there.
type target struct {
	file *file
	ref  link.Ref
}

// How sure an answer is that does not follow from the text.
const (
	shadowed   = 0.8 // something outside of the tree may have a member of the name as well
	guessed    = 0.4 // by name alone, the only method of this name
	dispatched = 0.4 // an interface's method was called; this implements it
)

// maxImplementers is above how many a call through an interface is not said to
// reach any of them.
const maxImplementers = 5

// resolve finds what a reference means.
func (t *tree) resolve(f *file, r link.Ref) []candidate {
	if t.over() {
		return nil
	}
	r.Line = 0
	key := target{f, r}
	found, ok := t.meant[key]
	if !ok {
		found = t.means(f, r)
		t.meant[key] = found
	}
	return found
}

func (t *tree) means(f *file, r link.Ref) []candidate {
	if f.family != golang {
		return t.meansIn(f, r)
	}
	if r.Qual == "" {
		return sure(t.visible(f, r.Name))
	}
	switch v := t.eval(at{t.parse(r.Qual), f, nil}); v.kind {
	case pack:
		for _, dir := range v.dirs {
			if decls := t.inPackage(dir, "", r.Name); len(decls) > 0 {
				return sure(decls)
			}
		}
	case named:
		found, _, hidden := t.lookUp(v, r.Name)
		all := sure(found)
		for i := range all {
			if hidden {
				all[i].confidence *= shadowed
			}
		}
		return all
	case unknown:
		return t.guess(f, r)
	}
	return nil
}

// sure gives declarations that a reference certainly means one of: files that
// exclude each other may declare the same.
func sure(decls []decl) []candidate {
	var all []candidate
	for _, d := range decls {
		all = append(all, candidate{d, 1 / float64(len(decls))})
	}
	return all
}

// guess goes by the name of a method alone, when there is one only.
func (t *tree) guess(f *file, r link.Ref) []candidate {
	if r.Kind != link.Call {
		return nil
	}
	var all []candidate
	for _, d := range t.names(r.Name) {
		if (d.Kind == link.Method || d.Kind == link.Abstract) && d.family == golang && (exported(r.Name) || d.dir == f.dir && d.pkg == f.pkg) {
			all = append(all, candidate{d, guessed})
		}
	}
	if len(all) != 1 {
		return nil
	}
	return all
}

func exported(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
}
