package answer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	// citation matches [1], [1, 2], [1-3] and the brackets some models prefer.
	citation = regexp.MustCompile(`\[\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*\]|【\d{1,3}(?:[^\d】\n][^】\n]{0,40})?】`)
	number   = regexp.MustCompile(`\d+`)
	span     = regexp.MustCompile("`+[^`\n]+`+")
)

// IntroModel opens the answer of a model.
func IntroModel(model, host, sources string) string {
	return fmt.Sprintf("The model `%s` at %s answers from what the embedded engine found in `%s`.\n\n", plain(model), plain(host), plain(sources))
}

// Sources closes the answer of a model: where the evidence it cites is, and
// what it cites that is not there.
func Sources(text string, items []Evidence, several bool) string {
	var used, made []int
	for _, n := range cited(text) {
		if n >= 1 && n <= len(items) {
			used = append(used, n)
		} else {
			made = append(made, n)
		}
	}
	end := "\n\nSources:" + places(used, items, several)
	if len(used) == 0 {
		end = "\n\nThe answer cites none of its evidence; check it there:" + List(items, several)
	}
	if len(made) > 0 {
		end += fmt.Sprintf("\n\nCited, but not backed by any evidence: %v", made)
	}
	return end
}

// List is where all of the items are, a line for each.
func List(items []Evidence, several bool) string {
	all := make([]int, len(items))
	for i := range all {
		all[i] = i + 1
	}
	return places(all, items, several)
}

func places(numbers []int, items []Evidence, several bool) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString("\n- " + place(n, items[n-1], several))
	}
	return b.String()
}

// cited are the numbers in citations, in order and each once. What stands in
// code is an index, not a citation.
func cited(text string) []int {
	seen := map[int]bool{}
	fenced := ""
	for line := range strings.Lines(text) {
		mark := fenceMark(line)
		switch {
		case fenced == "" && mark != "":
			fenced = mark
			continue
		case fenced != "":
			if strings.HasPrefix(mark, fenced) && strings.Trim(line, mark[:1]+" \t\r\n") == "" {
				fenced = ""
			}
			continue
		}
		line = span.ReplaceAllStringFunc(line, func(code string) string {
			if inner := strings.Trim(code, "`"); citation.FindString(inner) == inner {
				return inner
			}
			return ""
		})
		for _, c := range citation.FindAllString(line, -1) {
			numbers(c, seen)
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// numbers adds those of one citation to seen.
func numbers(citation string, seen map[int]bool) {
	last, at := 0, 0
	for _, m := range number.FindAllStringIndex(citation, -1) {
		n, _ := strconv.Atoi(citation[m[0]:m[1]]) // has three digits at most
		if strings.ContainsAny(citation[at:m[0]], "-–") {
			for i := last; i < n; i++ {
				seen[i] = true
			}
		}
		seen[n] = true
		last, at = n, m[1]
		if strings.HasPrefix(citation, "【") {
			return // what follows is the model's own way to count
		}
	}
}

// fenceMark is the run of signs that begins or ends a block of code.
func fenceMark(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, sign := range []string{"`", "~"} {
		if run := len(line) - len(strings.TrimLeft(line, sign)); run >= 3 {
			return line[:run]
		}
	}
	return ""
}
