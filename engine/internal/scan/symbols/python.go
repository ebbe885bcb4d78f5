package symbols

import (
	"bytes"
	"strings"
)

var python = table{
	line:   []string{"#"},
	quotes: map[byte]quoting{'"': inLine, '\'': inLine},
	triple: `"'`,
	mends:  " def class async ", braceless: true,

	walk:    walkIndented,
	types:   kinds("class class"),
	modify:  words("async"),
	imports: words("import from"),
}

// indented is a block that indentation ends.
type indented struct {
	column int
	symbol int    // in found, -1 in a function
	owner  string // "" outside of types
}

// walkIndented finds declarations where blocks are told by indentation.
func walkIndented(f *file) {
	var open []indented
	end := func(column, last int) {
		for len(open) > 0 && open[len(open)-1].column >= column {
			if o := open[len(open)-1]; o.symbol >= 0 && last >= 0 {
				s := &f.found[o.symbol]
				s.To = max(s.To, f.to(last))
				s.End = s.To
			}
			open = open[:len(open)-1]
		}
	}
	decorated := -1
	for i := 0; i < len(f.tokens); {
		next := f.logicalLine(i)
		column := f.column(i)
		end(column, i-1)
		start := i
		if f.sign(i) == '@' {
			if decorated < 0 {
				decorated = i
			}
			i = next
			continue
		}
		if decorated >= 0 {
			start, decorated = decorated, -1
		}
		for i+1 < next && f.table.modify[f.word(i)] {
			i++
		}
		top := indented{}
		if len(open) > 0 {
			top = open[len(open)-1]
		}
		inFunction := len(open) > 0 && top.owner == ""
		switch {
		case f.table.imports[f.word(i)] && len(open) == 0:
			f.skip(start, next-1)
		case len(open) == 0 && f.setting(i, next):
		case inFunction || f.kind(i+1) != word || i+2 >= next:
		case f.is(i, "def"):
			f.def(top.owner, start, i, next)
			open = append(open, indented{column, len(f.found) - 1, ""})
		case f.table.types[f.word(i)] != "":
			s := f.add(f.table.types[f.word(i)], top.owner, f.word(i+1), i+1, start, next-1)
			f.docstring(s, next-1, next)
			if len(open) < maxDepth && len(s.Name) < 4*maxName {
				open = append(open, indented{column, len(f.found) - 1, s.Name})
			}
		}
		i = next
	}
	end(0, len(f.tokens)-1)
}

// def notes the function whose keyword is token i and whose first line ends before next.
func (f *file) def(owner string, start, i, next int) {
	kind := Func
	if owner != "" {
		kind = Method
	}
	s := f.add(kind, owner, f.word(i+1), i+1, start, next-1)
	colon := i + 2
	for n := i + 2; n < next; n++ {
		if c := f.sign(n); c == '(' && s.Params == "" && f.pair(n) > 0 {
			s.Params = string(f.src[f.from(n):f.to(f.pair(n))])
			n = f.pair(n)
			colon = n + 1
		} else if c == '[' && f.pair(n) > 0 {
			n = f.pair(n)
		} else if c == ':' {
			if colon < n {
				s.Result = string(f.src[f.from(colon):f.to(n-1)])
			}
			colon = n
			break
		}
	}
	f.docstring(s, colon, next)
}

// docstring takes the string that begins the block whose first line ends before next.
func (f *file) docstring(s *Symbol, colon, next int) {
	i := next
	if f.sign(next-1) != ':' { // the body is in the same line
		i = colon + 1
	}
	if i+1 < len(f.tokens) && f.kind(i) == word && f.from(i+1) == f.to(i) && len(f.word(i)) <= 2 {
		i++
	}
	if f.kind(i) != str || i < len(f.tokens)-1 && !f.tokens[i+1].first {
		return
	}
	s.DocFrom, s.DocTo = f.from(i), f.to(i)
	var b strings.Builder
	for line := range bytes.Lines(bytes.Trim(f.src[s.DocFrom:s.DocTo], `"'`)) {
		b.Write(bytes.TrimSpace(line))
		b.WriteByte('\n')
	}
	s.Doc = strings.TrimSpace(b.String())
	s.To = max(s.To, s.DocTo)
	s.End = s.To
}

// logicalLine is the token that begins the line after the one that i begins:
// brackets and a backslash go on over line ends.
func (f *file) logicalLine(i int) int {
	for {
		if p := f.pair(i); p > i {
			i = p
		}
		i++
		if i >= len(f.tokens) {
			return len(f.tokens)
		}
		if f.tokens[i].first && f.sign(i-1) != '\\' {
			return i
		}
	}
}

// column is the indentation of a token, a tab going to the next eighth.
func (f *file) column(i int) int {
	at := f.from(i)
	line := bytes.LastIndexByte(f.src[:at], '\n') + 1
	n := 0
	for _, c := range f.src[line:at] {
		switch c {
		case '\t':
			n = n/8*8 + 8
		case '\f':
			n = 0
		default:
			n++
		}
	}
	return n
}
