package main

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

const (
	mostQuestions = 200 // of one module, evenly spread over its functions
	leastWords    = 4   // that carry meaning, of a question
)

// place is where a function begins.
type place struct {
	path string
	line int
}

// question is a sentence and the functions it was written of: more than one
// when they share it.
type question struct {
	text    string
	answers map[place]bool
	lines   int // of the first function
}

var (
	aside = regexp.MustCompile(`(^|/)(testdata|vendor|third_party)/`)
	made  = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
)

// strip copies the module at from to a new directory to, without the comments
// of functions but with every line where it was, and returns what they said.
func strip(from, to string) ([]question, error) {
	var all []*question
	byText := map[string]*question{}
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if strings.HasSuffix(rel, ".go") {
			for _, f := range uncomment(src) {
				text := sentence(f.comment, f.name)
				if text == "" || strings.HasSuffix(rel, "_test.go") || aside.MatchString(rel) || made.Match(src) {
					continue
				}
				q := byText[text]
				if q == nil {
					q = &question{text: text, answers: map[place]bool{}, lines: f.lines}
					byText[text] = q
					all = append(all, q)
				}
				q.answers[place{rel, f.line}] = true
			}
		}
		return os.WriteFile(target, src, 0o600)
	})
	return spread(all, mostQuestions), err
}

// function is a declaration with a comment.
type function struct {
	name, comment string
	line, lines   int
}

// uncomment blanks the comments of functions in src, and returns them.
func uncomment(src []byte) []function {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", bytes.Clone(src), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var all []function
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok || d.Doc == nil {
			continue
		}
		begin, end := fset.PositionFor(d.Type.Func, false), fset.PositionFor(d.End(), false)
		all = append(all, function{d.Name.Name, d.Doc.Text(), begin.Line, end.Line - begin.Line + 1})
		for i := fset.PositionFor(d.Doc.Pos(), false).Offset; i < fset.PositionFor(d.Doc.End(), false).Offset; i++ {
			if src[i] != '\n' {
				src[i] = ' '
			}
		}
	}
	return all
}

// sentence is the first one of a comment without the function's name at its
// beginning, or "" when it says too little.
func sentence(comment, name string) string {
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
	if words < leastWords {
		return ""
	}
	return text
}

// spread keeps at most n, evenly spaced.
func spread(all []*question, n int) []question {
	n = min(n, len(all))
	kept := make([]question, n)
	for i := range kept {
		kept[i] = *all[i*len(all)/n]
	}
	return kept
}
