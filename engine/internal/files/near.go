package files

import (
	"path"
	"strings"
	"unicode/utf8"
)

const maxNear = 3

// near finds the names that a wrong path most likely stands for: the same in
// another spelling, the end or the beginning of it, the same name elsewhere,
// and one with a typing mistake. Only the best kind is given.
func (n names) near(name string) []string {
	if name == "" {
		return nil
	}
	const kinds = 5
	var found [kinds][]string
	base, dir := path.Base(name), path.Dir(name)
	for _, known := range n.paths {
		kind := kinds
		switch {
		case strings.EqualFold(known, name):
			kind = 0
		case strings.HasSuffix(known, "/"+name):
			kind = 1
		case strings.HasSuffix(name, "/"+known) && strings.Contains(known, "/"):
			kind = 2
		case strings.EqualFold(path.Base(known), base):
			kind = 3
		case path.Dir(known) == dir && similar(path.Base(known), base):
			kind = 4
		}
		if kind < kinds && len(found[kind]) < maxNear {
			found[kind] = append(found[kind], known)
		}
	}
	for _, f := range found {
		if len(f) > 0 {
			return f
		}
	}
	return nil
}

// similar allows one mistake in four characters, two at most.
func similar(a, b string) bool {
	allowed := min(2, utf8.RuneCountInString(b)/4)
	return allowed > 0 && distance([]rune(strings.ToLower(a)), []rune(strings.ToLower(b)), allowed) <= allowed
}

// distance is the number of characters to insert, drop or change; above most
// it is not exact.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		corner := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := corner
			if x != y {
				cost = 1 + min(corner, row[j], row[j+1])
			}
			corner, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
