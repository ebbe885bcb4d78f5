package symbols

import (
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/shape"
)

// scriptImport takes imports and exports of modules of either kind.
func scriptImport(r *refs, i, end int) int {
	switch {
	case r.is(i, "import") && r.starting(i) && r.sign(i+1) != '(' && r.sign(i+1) != '.':
		return r.importFrom(i, i+1, end)
	case r.is(i, "export") && r.starting(i):
		return r.exported(i, end)
	case r.is(i, "require") && r.sign(i+1) == '(' && r.kind(i+2) == str && r.sign(i+3) == ')':
		r.required(i)
	case r.is(i, "module") && r.sign(i+1) == '.' && r.is(i+2, "exports") && r.sign(i+3) == '=' && r.named(i+4) && r.sign(i+5) != '(':
		r.alias("default", r.word(i+4))
	}
	return 0
}

// alias notes that a module gives away a name of its own under another.
func (r *refs) alias(name, of string) {
	if name != of {
		r.linked.File.AddName(link.Name{Name: name, Kind: link.Alias, Shape: of})
	}
}

// importFrom takes what follows import, or export, up to the module.
func (r *refs) importFrom(i, at, end int) int {
	var names [][2]string // alias and name
	for n := 0; at < end && n < 60; n++ {
		switch {
		case r.kind(at) == str:
			path := strings.Trim(r.word(at), "\"'")
			for _, n := range names {
				r.bind(n[0], path, n[1], i)
			}
			return at + 1
		case r.is(at, "from") && r.kind(at+1) == str || r.sign(at) == ',':
			at++
		case r.is(at, "type") && (r.kind(at+1) == word && !r.is(at+1, "from") || r.sign(at+1) == '{'):
			at++
		case r.sign(at) == '*' && r.is(at+1, "as") && r.named(at+2):
			names = append(names, [2]string{r.word(at + 2), ""})
			at += 3
		case r.sign(at) == '*':
			names = append(names, [2]string{".", ""})
			at++
		case r.sign(at) == '{' && r.pair(at) > at && r.pair(at) < end:
			closed := r.pair(at)
			for at++; at < closed; at++ {
				if !r.named(at) || r.is(at, "type") && r.named(at+1) && !r.is(at+1, "as") {
					continue
				}
				n := [2]string{r.word(at), r.word(at)}
				if r.is(at+1, "as") && r.named(at+2) {
					n[0] = r.word(at + 2)
					at += 2
				}
				names = append(names, n)
			}
			at++
		case r.named(at) && r.sign(at+1) == '=' && r.is(at+2, "require"): // import a = require("b")
			return 0
		case r.named(at):
			names = append(names, [2]string{r.word(at), "default"})
			at++
		default:
			return 0
		}
	}
	return 0
}

func (r *refs) exported(i, end int) int {
	at := i + 1
	if r.is(at, "type") {
		at++
	}
	switch {
	case r.sign(at) == '*':
		return r.importFrom(i, at, end)
	case r.sign(at) == '{' && r.pair(at) > at && r.pair(at) < end:
		closed := r.pair(at)
		if r.is(closed+1, "from") && r.kind(closed+2) == str {
			return r.importFrom(i, at, end)
		}
		for n := at + 1; n < closed; n++ {
			if r.named(n) && r.is(n+1, "as") && r.named(n+2) {
				r.alias(r.word(n+2), r.word(n))
				n += 2
			}
		}
		return closed + 1
	case r.is(at, "default"):
		n := at + 1
		for r.is(n, "async") || r.is(n, "function") || r.is(n, "class") || r.is(n, "abstract") || r.sign(n) == '*' {
			n++
		}
		if r.named(n) && (n > at+1 || r.sign(n+1) == ';' || n+1 >= end || r.tokens[n+1].first) {
			r.alias("default", r.word(n))
		}
	}
	return 0
}

// required takes a = require("b") whose call is token i.
func (r *refs) required(i int) {
	path := strings.Trim(r.word(i+2), "\"'")
	at := i - 1
	member := ""
	if r.sign(i+4) == '.' && r.named(i+5) {
		member = r.word(i + 5)
	}
	if r.sign(at) != '=' {
		return
	}
	switch at--; {
	case r.named(at) && (r.is(at-1, "const") || r.is(at-1, "var") || r.is(at-1, "let") || r.is(at-1, "import") || r.sign(at-1) == ','):
		r.bind(r.word(at), path, member, i)
	case r.sign(at) == '}' && r.pair(at) >= 0:
		for n := r.pair(at) + 1; n < at; n++ {
			if !r.named(n) {
				continue
			}
			name := r.word(n)
			if r.sign(n+1) == ':' && r.named(n+2) {
				n += 2
			}
			r.bind(r.word(n), path, name, i)
		}
	}
}

// rustRoot is what the first name of a path stands for, where it is no import.
func (r *refs) rustRoot(i int, w string) *shape.Shape {
	if r.sign(i+1) != ':' || r.sign(i+2) != ':' {
		return nil
	}
	switch {
	case w == "crate" || w == "super" || w == "self":
		return shape.Named(r.module(w, i), "")
	case w[0] >= 'a' && w[0] <= 'z' && !r.outside[w] && r.imported[w] == nil && !r.tops[w] && w != "std" && w != "core" && w != "alloc":
		if _, ok := r.local(w); !ok {
			return shape.Named(r.module("self", i), w)
		}
	}
	return nil
}
