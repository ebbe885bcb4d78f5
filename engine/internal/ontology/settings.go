package ontology

import "strings"

// setting is a line of a TOML or INI file.
type setting struct {
	line    int
	section string // without brackets
	key     string // "" for a line that goes on with the one before
	value   string // without quotes
}

// settings reads as much of TOML and INI as names of programs need: sections,
// keys and values of one line, and indented lines below a key.
func settings(lines []string) []setting {
	var all []setting
	section := ""
	for i, line := range lines {
		text := strings.TrimSpace(line)
		switch {
		case text == "" || text[0] == '#' || text[0] == ';':
			continue
		case text[0] == '[' && strings.HasSuffix(text, "]") && line[0] == '[':
			section = strings.Trim(text, "[] ")
			all = append(all, setting{line: i + 1, section: section})
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		if !ok || strings.ContainsAny(strings.TrimSpace(key), ` "'(`) && text[0] != '"' && text[0] != '\'' {
			key, value = "", text
		}
		all = append(all, setting{i + 1, section, strings.Trim(strings.TrimSpace(key), `"'`), unquote(strings.TrimSpace(value))})
	}
	return all
}

// unquote takes a text out of its quotes, and drops a comment after it.
func unquote(value string) string {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return value
	}
	if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
		return value[1 : end+1]
	}
	return value
}
