package symbols

import "strings"

var c = table{
	line: []string{"//"}, open: "/*", close: "*/",
	quotes:  map[byte]quoting{'"': inLine, '\'': letter},
	special: map[byte]func(*lexer) bool{'#': directive, 'R': rawCpp},

	walk:    func(f *file) { f.cItems(0, len(f.tokens), "", 0, false) },
	types:   kinds("struct struct union struct enum enum class class namespace module"),
	modify:  words("const volatile noexcept override final throw mutable requires try __attribute__ __attribute"),
	imports: words("using"),
}

// directive passes a line of the preprocessor. Where a text has two branches,
// brackets that the first one opens are not opened again by the second.
func directive(l *lexer) bool {
	if !l.first {
		return false
	}
	i := l.at + 1
	for i < len(l.src) && (l.src[i] == ' ' || l.src[i] == '\t') {
		i++
	}
	from := i
	for i < len(l.src) && l.wordBytes[l.src[i]] {
		i++
	}
	switch name := string(l.src[from:min(i, from+8)]); name {
	case "if", "ifdef", "ifndef":
		if len(l.branches) < 200 {
			l.branches = append(l.branches, len(l.opened))
		}
	case "else", "elif":
		if n := len(l.branches); n > 0 {
			l.cut(l.branches[n-1])
		}
	case "endif":
		if n := len(l.branches); n > 0 {
			l.branches = l.branches[:n-1]
		}
	}
	l.at = i
	for i < len(l.src) {
		end := l.lineEnd(i)
		line := strings.TrimRight(string(l.src[max(i, end-3):end]), "\r")
		if n := strings.Index(string(l.src[i:min(end, i+400)]), "/*"); n >= 0 {
			if closed := l.commentEnd(i + n + 2); closed > end {
				i = closed
				l.at = i
				continue
			}
		}
		l.at = end
		i = end + 1
		if !strings.HasSuffix(line, "\\") {
			break
		}
	}
	return true
}

// rawCpp takes R"x(…)x".
func rawCpp(l *lexer) bool {
	if !l.has(l.at, `R"`) {
		return false
	}
	open := strings.IndexByte(string(l.src[l.at:min(len(l.src), l.at+20)]), '(')
	if open < 0 {
		return false
	}
	closing := ")" + string(l.src[l.at+2:l.at+open]) + `"`
	for i := l.at + open; i < len(l.src); i++ {
		if l.src[i] == ')' && l.has(i, closing) {
			l.emit(str, i+len(closing))
			return true
		}
	}
	l.emit(str, len(l.src))
	return true
}
