package main

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/bench/internal/comments"
	"github.com/codealive-mcp/codealive-mcp/bench/internal/packages"
	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

const (
	mostExamples = 15_000  // of one package
	mostAlike    = 2       // of one sentence
	mostBytes    = 1 << 20 // of a file
)

// The fields of an example. The rest of the comment is none of them: with it,
// less was learned from the code.
const (
	question = iota
	name
	signature
	body
	path
	fields
)

// example is a function or type and the first sentence of its comment, in terms.
type example [fields][]string

// collect takes the examples of each package.
func collect(ctx context.Context, names []string) ([][]example, error) {
	seen, err := asked(ctx)
	if err != nil {
		return nil, err
	}
	all := make([][]example, len(names))
	total := 0
	for i, n := range names {
		err := fetched(ctx, n, func(dir string) (err error) {
			all[i], err = examples(ctx, dir, seen)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n, err)
		}
		total += len(all[i])
		log.Printf("%s: %d examples, %d in all", n, len(all[i]), total)
	}
	return all, nil
}

// asked are the sentences of the packages that ranking is measured on.
func asked(ctx context.Context) (map[string]int, error) {
	seen := map[string]int{}
	for _, n := range append(append([]string{}, packages.Tuning...), packages.Test...) {
		err := fetched(ctx, n, func(dir string) error {
			return walk(ctx, dir, func(_ string, _ []byte, all []comments.Function) {
				for _, f := range all {
					seen[strings.ToLower(comments.Sentence(f.Comment, f.Name))] = mostAlike
				}
			})
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n, err)
		}
	}
	return seen, nil
}

func fetched(ctx context.Context, name string, use func(dir string) error) error {
	temp, err := os.MkdirTemp("", "train-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	dir, err := packages.Download(ctx, name, temp)
	if err != nil {
		return err
	}
	return use(dir)
}

func examples(ctx context.Context, dir string, seen map[string]int) (all []example, err error) {
	err = walk(ctx, dir, func(rel string, src []byte, found []comments.Function) {
		for _, f := range found {
			f.Blank(src)
		}
		at := map[int]measure.Fields{}
		for _, d := range measure.Split(rel, src) {
			at[d.First] = d
		}
		way := measure.Terms(rel)
		for _, f := range found {
			text := comments.Sentence(f.Comment, f.Name)
			key := strings.ToLower(text)
			d, ok := at[f.Line]
			if !ok || f.Name == "" || text == "" || len(d.Name) == 0 || seen[key] >= mostAlike || len(all) == mostExamples {
				continue
			}
			seen[key]++
			all = append(all, example{measure.Terms(text), d.Name, d.Signature, d.Body, way})
		}
	})
	return all, err
}

// aside are folders that are not looked at: what is no source, and copies of
// packages that ranking is measured on.
var aside = regexp.MustCompile(`(?i)(^|/)(node_modules|testdata|x/(net|crypto|tools|text)|mcp-go|klauspost|client_golang|afero|cobra|logrus|` +
	`networkx|jinja2|webpack|effect|lang3|tokio|go-git|go-containerregistry|toml|rich|flask|rxjs|eslint|gson|regex-automata)$`)

var made = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// walk gives each file's functions and types that have a comment.
func walk(ctx context.Context, dir string, each func(rel string, src []byte, found []comments.Function)) error {
	var paths, pythons []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != dir && aside.MatchString(filepath.ToSlash(path)) {
			return fs.SkipDir
		}
		if info, err := d.Info(); err != nil || !d.Type().IsRegular() || info.Size() > mostBytes {
			return err
		}
		paths = append(paths, path)
		if strings.HasSuffix(path, ".py") {
			pythons = append(pythons, path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	functions, err := comments.Python(ctx, pythons, false)
	if err != nil {
		return err
	}
	types, err := comments.Python(ctx, pythons, true)
	if err != nil {
		return err
	}
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		if made.Match(src) || strings.HasSuffix(p, "_test.go") {
			continue
		}
		if found := append(comments.Functions(p, src, false, functions), comments.Functions(p, src, true, types)...); len(found) > 0 {
			each(filepath.ToSlash(rel), src, found)
		}
	}
	return nil
}
