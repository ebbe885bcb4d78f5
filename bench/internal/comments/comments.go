// Package comments finds what functions and types say of themselves, for
// benchmarks that ask for the one by the other.
package comments

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

// Function is a declaration with a comment that says what it does; a type, when
// types are asked for.
type Function struct {
	Name, Comment string // without a name it lies inside of another one
	Line, Lines   int
	from, to      int // the comment, in bytes
}

// Blank takes the comment out of its file, leaving every line where it was.
func (f Function) Blank(src []byte) {
	for i, c := range src[f.from:f.to] {
		if c != '\n' {
			src[f.from+i] = ' '
		}
	}
}

// Functions lists those of a file. Python's are in python: its own parser knows
// docstrings. Go has a parser here. For other languages it is the scanner of the
// engine, which docs/benchmarks.md holds against parsers of theirs.
func Functions(path string, src []byte, types bool, python map[string][]Function) []Function {
	switch {
	case strings.HasSuffix(path, ".go"):
		return golang(src, types)
	case strings.HasSuffix(path, ".py"):
		return python[path]
	}
	var all []Function
	for _, f := range measure.Functions(path, src, types) {
		comment := src[f.From:f.To]
		g := Function{f.Name[strings.LastIndexByte(f.Name, '.')+1:], "", f.Line, f.Lines, f.From, f.To}
		if bytes.HasPrefix(comment, []byte("/**")) || bytes.HasPrefix(comment, []byte("///")) {
			g.Comment = prose(f.Comment)
		}
		all = append(all, g)
	}
	return all
}

func golang(src []byte, types bool) []Function {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	at := func(p token.Pos) token.Position { return fset.PositionFor(p, false) }
	var all []Function
	add := func(name string, comment *ast.CommentGroup, from, to token.Pos) {
		if comment != nil {
			begin, end := at(from), at(to)
			all = append(all, Function{name, comment.Text(), begin.Line, end.Line - begin.Line + 1, at(comment.Pos()).Offset, at(comment.End()).Offset})
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if !types {
				add(d.Name.Name, d.Doc, d.Type.Func, d.End())
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok && types && d.Lparen.IsValid() {
					add(s.Name.Name, s.Doc, s.Pos(), s.End())
				} else if ok && types {
					add(s.Name.Name, d.Doc, d.Pos(), d.End())
				}
			}
		}
	}
	return all
}

//go:embed docstrings.py
var docstrings string

// Python asks the language's own parser for the functions of files.
func Python(ctx context.Context, paths []string, types bool) (map[string][]Function, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	cmd := exec.CommandContext(ctx, "python3", "-c", docstrings)
	if types {
		cmd.Args = append(cmd.Args, "types")
	}
	cmd.Stdin, cmd.Stderr = strings.NewReader(strings.Join(paths, "\n")), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("python3: %w", err)
	}
	all := map[string][]Function{}
	lists := json.NewDecoder(bytes.NewReader(out))
	for _, path := range paths {
		var list []struct {
			Function
			From, To [2]int
		}
		if err := lists.Decode(&list); err != nil {
			return nil, err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			f.from, f.to = offset(src, f.From), offset(src, f.To)
			all[path] = append(all[path], f.Function)
		}
	}
	return all, nil
}

// offset is where a line, from 1, and a column in bytes are.
func offset(src []byte, place [2]int) int {
	at := 0
	for range place[0] - 1 {
		at += bytes.IndexByte(src[at:], '\n') + 1
	}
	return min(at+place[1], len(src))
}

var (
	inline = regexp.MustCompile(`\{@\w+\s*([^{}]*)\}`)
	markup = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
)

// prose is what a comment says before its first tag, such as @param, without
// the markup of JavaDoc and JSDoc.
func prose(comment string) string {
	if i := strings.Index("\n"+comment, "\n@"); i >= 0 {
		comment = comment[:max(0, i-1)]
	}
	return markup.ReplaceAllString(inline.ReplaceAllString(comment, "$1"), " ")
}

// LeastWords is how many words that carry meaning a sentence must have to tell
// a function from others.
const LeastWords = 4

// Sentence is the first one of a comment without the function's name at its
// beginning, or "" when it says too little.
func Sentence(comment, name string) string {
	text := new(doc.Package).Synopsis(comment)
	if strings.HasPrefix(text, "Deprecated:") {
		return ""
	}
	first, rest, _ := strings.Cut(text, " ")
	if i := strings.LastIndexByte(first, '.'); i >= 0 && i < len(first)-1 { // Type.Method
		first = first[i+1:]
	}
	if strings.EqualFold(strings.Trim(first, "(),:`*."), name) {
		text = rest
	}
	words := 0
	for word := range strings.FieldsSeq(text) {
		if len(measure.Terms(word)) > 0 {
			words++
		}
	}
	if words < LeastWords {
		return ""
	}
	return text
}
