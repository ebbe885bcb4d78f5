package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/bench/internal/comments"
)

const mostQuestions = 200 // of one package, evenly spread over its functions

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

// Files whose functions are not asked for. The rules of the engine itself are
// not used: a file that it takes for a test in error must count.
var (
	aside = regexp.MustCompile(`(^|/)(testdata|vendor|third_party)/|_test\.go$`)
	tests = regexp.MustCompile(`(^|/)(tests?|__tests__|spec|bench(es|marks)?|examples?|docs?)/|(^|/)(test_|conftest)[^/]*$|\.(test|spec)\.\w+$`)
	made  = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
)

// strip copies the package at from to a new directory to, without the comments
// of functions, or types, but with every line where it was, and returns what they said.
func strip(ctx context.Context, from, to string, types bool) ([]question, error) {
	var paths, pythons []string
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
			if strings.HasSuffix(path, ".py") {
				pythons = append(pythons, path)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	ofPython, err := comments.Python(ctx, pythons, types)
	if err != nil {
		return nil, err
	}
	var all []*question
	byText := map[string]*question{}
	for _, path := range paths {
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return nil, err
		}
		target := filepath.Join(to, rel)
		rel = filepath.ToSlash(rel)
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		found := comments.Functions(path, src, types, ofPython)
		asked := !aside.MatchString(rel) && !made.Match(src) && (strings.HasSuffix(rel, ".go") || !tests.MatchString(rel))
		for _, f := range found {
			f.Blank(src)
			text := comments.Sentence(f.Comment, f.Name)
			if text == "" || f.Name == "" || !asked {
				continue
			}
			q := byText[text]
			if q == nil {
				q = &question{text: text, answers: map[place]bool{}, lines: f.Lines}
				byText[text] = q
				all = append(all, q)
			}
			q.answers[place{rel, f.Line}] = true
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(target, src, 0o600); err != nil {
			return nil, err
		}
	}
	return spread(all, mostQuestions), nil
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
