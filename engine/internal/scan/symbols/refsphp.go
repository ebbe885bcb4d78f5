package symbols

import "strings"

// maxUsed is the tokens of one import of PHP.
const maxUsed = 200

// phpImport takes namespaces and imports.
func phpImport(r *refs, i, end int) int {
	switch {
	case r.table.types[r.word(i)] != "" && r.sign(i-1) != ':':
		r.enclose(i, end)
		return 0
	case !r.starting(i):
		return 0
	case r.is(i, "namespace") && r.sign(i+1) != '\\':
		name, next := r.slashed(i+1, end)
		r.addSpace(r.from(i), len(r.src), name)
		return next
	case !r.is(i, "use") || r.sign(i+1) == '(' || i < r.enclosed:
		return 0
	}
	group := ""
	for at, n := i+1, 0; at < end && n < maxUsed; n++ {
		switch c := r.sign(at); {
		case c == ';':
			return at
		case c == ',' || c == '\\':
			at++
		case c == '}':
			group = ""
			at++
		case (r.is(at, "function") || r.is(at, "const")) && r.kind(at+1) == word:
			at++
		case r.kind(at) == word:
			name, next := r.slashed(at, end)
			if at = next; r.sign(at) == '{' && group == "" {
				group = name
				at++
				continue
			}
			alias := name[strings.LastIndexByte(name, '.')+1:]
			if r.is(at, "as") && r.named(at+1) {
				alias = r.word(at + 1)
				at += 2
			}
			if name = joined(group, name); len(r.imported) < maxImports && len(name) <= maxPath {
				r.imported[alias] = spaced(name)
			}
		default:
			return 0
		}
	}
	return 0
}

// enclose notes where the type ends whose keyword is token i: what is used in
// it are traits.
func (r *refs) enclose(i, end int) {
	for n := i + 1; n < end && n < i+maxHead && r.sign(n) != ';' && r.table.types[r.word(n)] == ""; n = r.next(n) {
		if r.sign(n) == '{' {
			r.enclosed = max(r.enclosed, r.pair(n))
			return
		}
	}
}

// slashed reads A\B\C at token i, and gives the token behind it, or behind the
// last of the signs.
func (r *refs) slashed(i, end int) (name string, next int) {
	for ; i < end && (r.named(i) || r.sign(i) == '\\') && len(name) <= maxPath; i++ {
		if r.named(i) {
			if name != "" && r.sign(i-1) != '\\' {
				break
			}
			name = joined(name, r.word(i))
		}
	}
	return name, i
}

// traits takes those that a type of PHP uses, at token i.
func (r *refs) traits(i, end int) int {
	for {
		next := r.base(r.owner, i+1, end)
		if next == i+1 || r.sign(next) != ',' {
			return max(next, i+1)
		}
		i = next
	}
}

// promoted reports whether a parameter of a constructor of PHP is a field too.
func (r *refs) promoted(i int) bool {
	return r.family == "PHP" && (r.is(i, "public") || r.is(i, "private") || r.is(i, "protected") || r.is(i, "readonly"))
}

// fieldNamed is the name of a field, which PHP declares with a dollar.
func fieldNamed(name string) string { return strings.TrimPrefix(name, "$") }
