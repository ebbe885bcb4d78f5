package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// token is a word of a statement: a keyword, name, text, number or sign.
type token struct {
	kind kind
	text string // names and texts without their quotes
	at   int    // offset of its first byte
	end  int
}

type kind byte

const (
	word      kind = iota // keyword or bare name
	name                  // quoted name
	value                 // 'text', which SQLite also takes for a name of a table
	number                // begins with a digit
	parameter             // ?1 :x @x $x
	sign                  // one byte of anything else
)

func (t token) is(keyword string) bool { return t.kind == word && strings.EqualFold(t.text, keyword) }

func (t token) sign(s string) bool { return t.kind == sign && t.text == s }

// lex cuts a statement into tokens as SQLite does, comments left out.
func lex(s string) ([]token, error) {
	var all []token
	for i := 0; i < len(s); {
		start, c := i, s[i]
		t := token{kind: sign, at: start}
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			i++
			continue
		case strings.HasPrefix(s[i:], "\ufeff"): // within a name it is a letter
			i += len("\ufeff")
			continue
		case strings.HasPrefix(s[i:], "--"):
			if i = index(s, i, "\n"); i < 0 {
				return all, nil
			}
			continue
		case strings.HasPrefix(s[i:], "/*"):
			if i = index(s, i+2, "*/"); i < 0 {
				return nil, unfinished(s, start, "comment", "*/")
			}
			i += 2
			continue
		case c == '\'' || c == '"' || c == '`' || c == '[':
			what, end := "name", string(c)
			t.kind = name
			switch c {
			case '\'':
				t.kind, what = value, "text"
			case '[':
				end = "]"
			}
			for i++; ; i++ {
				n := index(s, i, end)
				if n < 0 {
					return nil, unfinished(s, start, what, end)
				}
				t.text += s[i:n]
				i = n + 1
				if c == '[' || !strings.HasPrefix(s[i:], end) {
					break
				}
				t.text += end
			}
		case '0' <= c && c <= '9':
			t.kind = number
			for i < len(s) && (letter(s[i]) || s[i] == '.') {
				i++
			}
		case letter(c):
			t.kind = word
			for i < len(s) && letter(s[i]) {
				i++
			}
		case c == '?' || (c == ':' || c == '@' || c == '#') && i+1 < len(s) && letter(s[i+1]):
			t.kind = parameter
			for i++; i < len(s) && letter(s[i]); i++ {
			}
		default:
			i++
		}
		if t.end = i; t.kind != name && t.kind != value {
			t.text = s[start:i]
		}
		if t.kind == word && t.text[0] == '$' {
			t.kind = parameter
		}
		all = append(all, t)
	}
	return all, nil
}

// letter is what may stand in a name. All beyond ASCII may.
func letter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= utf8.RuneSelf
}

func index(s string, from int, what string) int {
	if i := strings.Index(s[from:], what); i >= 0 {
		return from + i
	}
	return -1
}

func unfinished(s string, at int, what, end string) error {
	return mistake{fmt.Sprintf("the %s that begins at %s does not end", what, place(s, at)), "end it with " + end}
}

// place names an offset for a reader.
func place(s string, at int) string {
	line := strings.Count(s[:at], "\n") + 1
	column := utf8.RuneCountInString(s[strings.LastIndexByte(s[:at], '\n')+1:at]) + 1
	if line == 1 {
		return fmt.Sprintf("character %d", column)
	}
	return fmt.Sprintf("line %d, character %d", line, column)
}
