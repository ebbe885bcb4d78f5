package symbols

import "strings"

var rust = table{
	line: []string{"//"}, open: "/*", close: "*/", nested: true,
	quotes:  map[byte]quoting{'"': overLine, '\'': letter},
	special: map[byte]func(*lexer) bool{'r': rawRust, 'b': rawRust, 'c': rawRust, '\'': lifetime},
	mends:   " fn pub struct enum union trait impl mod use const static unsafe async type macro_rules ",

	walk:    func(f *file) { f.items(0, len(f.tokens), "", 0, false) },
	types:   kinds("struct struct enum enum union struct trait trait mod module impl impl"),
	modify:  words("pub async unsafe default extern const safe auto"),
	imports: words("use"),
}

// rawRust takes r#"…"# and its kin, and names such as r#type.
func rawRust(l *lexer) bool {
	i := l.at
	if l.src[i] != 'r' {
		i++
	}
	if i >= len(l.src) || l.src[i] != 'r' {
		return false
	}
	i++
	hashes := 0
	for i < len(l.src) && l.src[i] == '#' {
		hashes++
		i++
	}
	switch {
	case i < len(l.src) && l.src[i] == '"':
		closing := `"` + strings.Repeat("#", min(hashes, 255))
		if n := strings.Index(string(l.src[i+1:min(len(l.src), i+1+1<<20)]), closing); n >= 0 {
			l.emit(str, i+1+n+len(closing))
		} else {
			l.emit(str, len(l.src))
		}
		return true
	case hashes == 1 && i < len(l.src) && l.wordBytes[l.src[i]]:
		for i < len(l.src) && l.wordBytes[l.src[i]] {
			i++
		}
		l.emit(word, i)
		return true
	}
	return false
}

// lifetime takes 'a where it is no character.
func lifetime(l *lexer) bool {
	i := l.at + 1
	for i < len(l.src) && l.wordBytes[l.src[i]] {
		i++
	}
	if i == l.at+1 || i < len(l.src) && (l.src[i] == '\'' || l.src[i] >= 0x80) {
		return false
	}
	l.emit(str, i)
	return true
}
