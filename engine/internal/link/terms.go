package link

import "strings"

// A file is found by terms; the first letter tells those of one kind from
// those of another.
const (
	declares = "d" // a name, fields apart
	owns     = "o" // members of a type
	embeds   = "e" // a type
	refers   = "r" // to a name
	within   = "p" // a package
)

// Declares is the term of files that declare a name, other than as a field.
// Here and below, the term can be that of another name too: what is found has
// to be looked at.
func Declares(name string) string { return term(declares, name) }

// Owns is the term of files that declare members of a type.
func Owns(typ string) string { return term(owns, typ) }

// Embeds is the term of files with types that embed one.
func Embeds(typ string) string { return term(embeds, typ) }

// Refers is the term of files that refer to a name.
func Refers(name string) string { return term(refers, name) }

// InPackage is the term of the files of packages with a name.
func InPackage(name string) string { return term(within, name) }

// term is one term for the ascii tokenizer of FTS5, whatever the name.
func term(kind, name string) string {
	return kind + strings.Map(func(r rune) rune {
		if r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return 'ǁ'
		}
		return r
	}, name)
}

// Terms are all that a file is found by, each once, blank-separated.
func Terms(own Links, docs []Links) string {
	var b strings.Builder
	type key struct{ kind, name string }
	seen := map[key]bool{}
	add := func(kind, name string) {
		if k := (key{kind, name}); name != "" && !seen[k] {
			seen[k] = true
			b.WriteString(term(kind, name) + " ")
		}
	}
	for _, n := range own.Names {
		if n.Kind == Package {
			add(within, n.Name)
		}
	}
	for _, l := range docs {
		for _, n := range l.Names {
			add(owns, n.Owner)
			switch n.Kind {
			case Field:
			case Embedded:
				add(embeds, n.Name)
			default:
				add(declares, n.Name)
			}
		}
		for _, r := range l.Refs {
			add(refers, r.Name)
		}
	}
	return b.String()
}
