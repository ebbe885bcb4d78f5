package symbols

import (
	"bytes"
	"strings"
)

var php = table{
	open: "/*", close: "*/",
	quotes:  map[byte]quoting{'"': template, '\'': overLine, '`': template},
	hole:    "{$",
	letters: "$",
	start:   phpOutside,
	special: map[byte]func(*lexer) bool{'#': phpComment, '/': phpComment, '?': phpClose, '<': nowdoc},
	mends:   " function class interface trait enum public private protected abstract final ",

	walk:    func(f *file) { f.phpItems(0, len(f.tokens), "", 0) },
	types:   kinds("class class interface interface trait trait enum enum"),
	modify:  words("abstract final public protected private static readonly var"),
	imports: words("use"),
}

// phpOutside passes text that is no program.
func phpOutside(l *lexer) {
	for {
		n := bytes.Index(l.src[l.at:], []byte("<?"))
		if n < 0 {
			l.at = len(l.src)
			return
		}
		l.at += n + 2
		if !l.has(l.at, "xml") {
			break
		}
	}
	if l.has(l.at, "php") {
		l.at += 3
	} else if l.has(l.at, "=") {
		l.at++
	}
}

// phpClose takes what ends the program for a while.
func phpClose(l *lexer) bool {
	if !l.has(l.at, "?>") {
		return false
	}
	l.sign('?')
	l.sign('>')
	phpOutside(l)
	return true
}

// phpComment takes a comment that ends with its line or the program, and the
// sign before an attribute.
func phpComment(l *lexer) bool {
	switch {
	case l.has(l.at, "#["):
		l.sign('#')
		return true
	case !l.has(l.at, "#") && !l.has(l.at, "//"):
		return false
	}
	from := l.at
	l.at = l.lineEnd(from)
	if n := bytes.Index(l.src[from:l.at], []byte("?>")); n >= 0 {
		l.at = from + n
	}
	l.comments = append(l.comments, Span{from, from + len(bytes.TrimRight(l.src[from:l.at], "\r"))})
	return true
}

// nowdoc takes <<<NAME and its text, to the line that begins with the name.
func nowdoc(l *lexer) bool {
	if !l.has(l.at, "<<<") {
		return false
	}
	i := l.at + 3
	for i < len(l.src) && (l.src[i] == ' ' || l.src[i] == '\t') {
		i++
	}
	if i < len(l.src) && strings.IndexByte(`"'`, l.src[i]) >= 0 {
		i++
	}
	from := i
	for i < len(l.src) && l.wordBytes[l.src[i]] {
		i++
	}
	name := l.src[from:i]
	if len(name) == 0 || len(name) > maxName {
		return false
	}
	for i = l.lineEnd(i); i < len(l.src); i = l.lineEnd(i) {
		for i++; i < len(l.src) && (l.src[i] == ' ' || l.src[i] == '\t'); i++ {
		}
		if end := i + len(name); bytes.HasPrefix(l.src[i:], name) && (end == len(l.src) || !l.wordBytes[l.src[end]]) {
			l.emit(str, end)
			return true
		}
	}
	l.emit(str, len(l.src))
	return true
}
