package symbols

import "strings"

// scriptMembers finds the methods of a class, also those kept in fields.
func (f *file) scriptMembers(i, end int, owner string) {
	for i < end {
		i = max(i+1, f.scriptMethod(i, end, owner))
	}
}

func (f *file) scriptMethod(start, end int, owner string) int {
	i := start
	for i < end && f.sign(i) == '@' {
		i = f.annotation(i, end)
	}
	for i+1 < end && (f.kind(i) == word && scriptMember[f.word(i)] && strings.IndexByte("(=;:<?!,}", f.sign(i+1)) < 0 || f.sign(i) == '*') {
		i++
		if f.sign(i) == '{' { // static { … }
			return f.close(i, end) + 1
		}
		for i < end && f.sign(i) == '@' {
			i = f.annotation(i, end)
		}
	}
	if i >= end {
		return end
	}
	name, at := f.scriptName(i, end)
	if at == i {
		return i + 1
	}
	after := at
	if c := f.sign(at); at < end && (c == '?' || c == '!') {
		at++
	}
	if open := f.angle(at, end); open < end && f.sign(open) == '(' {
		if name == "" {
			return f.exprEnd(open, end, false, true)
		}
		return f.scriptBody(Method, owner, name, i, start, at, end)
	}
	value := f.assigned(after, end)
	e := f.exprEnd(max(value, after), end, false, true)
	if value > 0 && name != "" {
		f.scriptValue(Method, owner, name, i, start, value, e)
	}
	return e
}

// scriptName reads the name of a member or a property. One that is no plain
// name is "".
func (f *file) scriptName(i, end int) (name string, next int) {
	switch c := f.sign(i); {
	case f.named(i) || f.kind(i) == number:
		return f.word(i), i + 1
	case f.kind(i) == str:
		name = strings.Trim(f.word(i), "\"'")
		if len(name) > maxName || strings.ContainsAny(name, " \t\\\n") {
			name = ""
		}
		return name, i + 1
	case c == '[' && f.pair(i) > 0 && f.pair(i) < end:
		if name = f.source(i, f.pair(i)); len(name) > maxName || strings.Contains(name, "\n") {
			name = ""
		}
		return name, f.pair(i) + 1
	}
	return "", i
}
