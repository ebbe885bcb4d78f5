package symbols

import (
	"slices"
	"strings"
)

// scriptAssign takes an expression that may give a function to a name.
func (f *file) scriptAssign(start, i, end int, owner string) int {
	e := f.exprEnd(i, end, false, false)
	for at := i; ; {
		last := at
		for f.sign(last+1) == '.' && f.named(last+2) && last+2 < e {
			last += 2
		}
		if last+2 >= e || f.sign(last+1) != '=' || f.sign(last+2) == '=' {
			return e
		}
		value := last + 2
		name := exportedName(f.source(at, last))
		if f.kind(value) == word && !f.is(value, "function") && !f.is(value, "async") && !f.is(value, "class") && !f.adjoin(value+1, '=', '>') {
			at = value // a = b = …
			continue
		}
		kind := Func
		if strings.Contains(name, ".") {
			kind = Method
		}
		switch {
		case f.sign(value) == '{' && f.pair(value) > 0 && f.pair(value) < e:
			if name == "exports" {
				name = ""
			}
			if name != "" {
				break
			}
			f.scriptProperties(value, f.pair(value), owner)
		case f.is(value, "class"):
			if own := value + 1; name == "exports" && f.named(own) && !f.is(own, "extends") {
				name = f.word(own)
			}
			if body, _ := f.scriptHeader(value+1, e); body > 0 {
				s := f.add(Class, owner, name, last, start, f.close(body, e))
				f.scriptMembers(body+1, f.close(body, e), s.Name)
			}
		default:
			if own := value + 1; name == "exports" && f.is(value, "function") && f.named(own) {
				name = f.word(own)
			}
			f.scriptValue(kind, owner, name, last, start, value, e)
		}
		return e
	}
}

// exportedName is what a left side names: exports.a is a, A.prototype.b is A.b.
func exportedName(left string) string {
	parts := strings.Split(strings.Join(strings.Fields(left), ""), ".")
	if parts[0] == "module" && len(parts) > 1 {
		parts = parts[1:]
	}
	if parts[0] == "exports" && len(parts) > 1 {
		parts = parts[1:]
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "prototype" })
	if name := strings.Join(parts, "."); name != "" && len(name) < 2*maxName {
		return name
	}
	return "exports"
}

// scriptObject takes the object of export default.
func (f *file) scriptObject(i, end int, owner string) int {
	e := f.close(i, end)
	f.scriptProperties(i, e, owner)
	return e + 1
}

// scriptProperties finds functions among the properties of an object.
func (f *file) scriptProperties(open, end int, owner string) {
	kind := Method
	if owner == "" {
		kind = Func
	}
	for i := open + 1; i < end; {
		start := i
		for i+1 < end && (f.kind(i) == word && scriptMember[f.word(i)] && strings.IndexByte("(=;:<,}", f.sign(i+1)) < 0 || f.sign(i) == '*') {
			i++
		}
		name, at := f.scriptName(i, end)
		if at < end && at > i && name != "" {
			if f.sign(at) == ':' && at+1 < end {
				f.scriptValue(kind, owner, name, i, start, at+1, f.exprEnd(at+1, end, true, false))
			} else if o := f.angle(at, end); o < end && f.sign(o) == '(' {
				f.scriptBody(kind, owner, name, i, start, at, end)
			}
		}
		for i = max(at, start+1); i < end && f.sign(i) != ','; {
			i = f.next(i)
		}
		i++
	}
}

// scriptWrapped looks into a function that is called where it stands, which
// older modules are, and gives the token behind its body, or 0.
func (f *file) scriptWrapped(i, end int, owner string, depth int) int {
	for ; i < end && depth < maxDepth && (f.sign(i) == '(' || f.sign(i) == '!' || f.sign(i) == '{'); i++ {
		body := i
		if f.sign(i) != '{' {
			_, _, body = f.function(i+1, end)
		}
		if body > 0 && body < end && f.sign(body) == '{' {
			e := f.close(body, end)
			f.scriptItems(body+1, e, owner, depth+1)
			return e + 1
		}
	}
	return 0
}
