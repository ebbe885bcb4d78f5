package scan

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	windowLines = 60
	aboutRunes  = 160
)

// windows covers lines first to last with chunks of at most windowLines lines
// that end at a blank line when there is one in their second half.
func windows(t *text, first, last int) []Doc {
	var docs []Doc
	for first <= last {
		if t.blank(first) {
			first++
			continue
		}
		end := min(first+windowLines-1, last)
		if end < last {
			for n := end; n > first+windowLines/2; n-- {
				if t.blank(n) {
					end = n
					break
				}
			}
		}
		next := end + 1
		for t.blank(end) {
			end--
		}
		docs = append(docs, Doc{
			Kind: KindChunk, From: t.offset(first), To: t.offset(end + 1),
			About: firstWords(t, first, end),
		})
		first = next
	}
	return docs
}

// firstWords is the first line that says something, without comment signs.
func firstWords(t *text, first, last int) string {
	for n := first; n <= last; n++ {
		line := bytes.Trim(t.line(n), " \t#/*;-<>!\"'=~")
		if letters(line) < 4 || licence(line) {
			continue
		}
		return safe.Line(string(line), aboutRunes)
	}
	return ""
}

func letters(line []byte) int {
	n := 0
	for _, r := range string(line) {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func licence(text []byte) bool {
	s := strings.ToLower(string(text))
	return strings.Contains(s, "copyright") || strings.Contains(s, "spdx-license")
}

// sentence is the first sentence of a comment, as one line.
func sentence(comment string) string {
	comment, _, _ = strings.Cut(strings.TrimSpace(comment), "\n\n")
	line := strings.Join(strings.Fields(comment), " ")
	for i := 0; i+1 < len(line); i++ {
		if (line[i] == '.' || line[i] == '!' || line[i] == '?') && line[i+1] == ' ' && !abbreviation(line[:i]) {
			line = line[:i+1]
			break
		}
	}
	return safe.Line(line, aboutRunes)
}

func abbreviation(before string) bool {
	word := strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:])
	word = strings.TrimLeft(word, "(")
	return word == "e.g" || word == "i.e" || word == "etc" || word == "vs" || word == "cf"
}
