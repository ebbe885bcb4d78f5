package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// glob spells a pattern of git for the library, which knows alternatives in
// braces but no classes by name, and takes a/** to match a itself. The result
// is "" for a pattern that matches nothing.
func glob(pattern string) string {
	var b strings.Builder
	pattern = bytewise(pattern)
	for i := 0; i < len(pattern); {
		switch c := pattern[i]; c {
		case '\\':
			if i+1 == len(pattern) {
				return ""
			}
			b.WriteString(pattern[i : i+2])
			i += 2
		case '{', '}':
			b.WriteString(`\` + string(c))
			i++
		case '*':
			end := i
			for end < len(pattern) && pattern[end] == '*' {
				end++
			}
			whole := end-i > 1 && (i == 0 || pattern[i-1] == '/') && (end == len(pattern) || pattern[end] == '/')
			switch {
			case !whole:
				b.WriteByte('*')
			case end == len(pattern) && i > 0:
				b.WriteString("**/*")
			default:
				b.WriteString("**")
			}
			i = end
		case '[':
			class, n := bracket(pattern[i:])
			if class == "" {
				return ""
			}
			b.WriteString(class)
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	if !doublestar.ValidatePattern(b.String()) {
		return ""
	}
	return b.String()
}

// bytewise makes a character of each byte: git's question mark is one byte.
func bytewise(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	all := make([]rune, len(s))
	for i := range len(s) {
		all[i] = rune(s[i])
	}
	return string(all)
}

// named are the classes of characters that have a name.
var named = map[string]string{
	"alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": ` \t`, "cntrl": "\x01-\x1f\x7f", "digit": "0-9", "graph": `\!-.0-~`,
	"lower": "a-z", "print": " -.0-~", "punct": "\\!-.:-@\\[-`{-~", "space": " \t-\r", "upper": "A-Z", "xdigit": "0-9a-fA-F",
}

// bracket spells the class that s begins with, and tells its length. It is ""
// for one that matches nothing, as when it does not end.
func bracket(s string) (class string, length int) {
	i, open := 1, "["
	if i < len(s) && (s[i] == '!' || s[i] == '^') {
		i, open = i+1, "[!"
	}
	var b strings.Builder
	for first := true; i < len(s) && (first || s[i] != ']'); first = false {
		if name, rest, ok := strings.Cut(strings.TrimPrefix(s[i:], "[:"), ":]"); ok && strings.HasPrefix(s[i:], "[:") && !strings.Contains(name, "]") {
			set, known := named[name]
			if !known {
				return "", 0
			}
			b.WriteString(set)
			i = len(s) - len(rest)
			continue
		}
		from, n := literal(s[i:])
		to := from
		if i += n; i+1 < len(s) && s[i] == '-' && s[i+1] != ']' {
			to, n = literal(s[i+1:])
			i += 1 + n
		}
		switch {
		case n == 0:
			return "", 0
		case from >= to && from != "/": // one that goes down still has its first
			b.WriteString(`\` + from)
		case from < "/" && to >= "/":
			b.WriteString(`\` + from + `-.0-\` + max(to, "0"))
		case from < to:
			b.WriteString(`\` + from + `-\` + to)
		}
	}
	switch {
	case i >= len(s):
		return "", 0
	case open == "[!":
		return open + b.String() + "/]", i + 1
	case b.Len() == 0:
		return "", 0
	}
	return open + b.String() + "]", i + 1
}

// literal is a character, which may stand behind a backslash, and its length
// with that; 0 if there is none.
func literal(s string) (char string, length int) {
	text := strings.TrimPrefix(s, `\`)
	_, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return "", 0
	}
	return text[:n], len(s) - len(text) + n
}
