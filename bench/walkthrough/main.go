// Command walkthrough makes docs/walkthrough.md: a conversation with the tools
// about golang.org/x/tools, by running the built program.
//
//	go run ./bench/walkthrough ./codealive-mcp DIR >docs/walkthrough.md
//
// DIR is a copy of golang.org/x/tools v0.44.0 called tools.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/tiktoken-go/tokenizer"
)

// step is one call, and what whoever makes it wants.
type step struct {
	why  string
	args []string
}

const (
	imports = "local/tools::internal/imports/"
	find    = imports + "fix.go::pass.findMissingImport(pkg string, syms map[string]bool)"
	fix     = imports + "fix.go::pass.fix()"
	fixes   = imports + "fix.go::getFixesWithSource(ctx context.Context, fset *token.FileSet, f *ast.File, filename string, goroot string, logf func(string, ...any), source Source)"
	process = imports + "imports.go::Process(filename string, src []byte, opt *Options)"
	helper  = imports + "fix_test.go::goimportTest.processNonModule(file string, contents []byte, opts *Options)"
)

var steps = []step{
	{"Where is it implemented? In words, since no name is known.",
		[]string{"semantic_search", "--question", "find which package provides a missing import", "--extensions", ".go", "--max-results", "3"}},
	{"The first hit looks right: its code, and its nearest relations.",
		[]string{"fetch_artifacts", "--identifiers", find}},
	{"Who calls its caller?",
		[]string{"get_artifact_relationships", "--identifier", fix}},
	{"One of them computes the fixes. Who starts that?",
		[]string{"get_artifact_relationships", "--identifier", fixes, "--max-count-per-type", "3"}},
	{"The package's entry must be in imports.go. Which functions are there?",
		[]string{"query_artifact_metadata", "--statement", "SELECT identifier, start_line, summary FROM symbols WHERE path = 'internal/imports/imports.go' AND kind = 'function' ORDER BY start_line LIMIT 4"}},
	{"Who calls the first, tests included?",
		[]string{"get_artifact_relationships", "--identifier", process}},
	{"goimports, the public package, and a helper of tests. Which tests use that?",
		[]string{"get_artifact_relationships", "--identifier", helper}},
	{"One of them, to see what it expects.",
		[]string{"read_file", "--path", "internal/imports/fix_test.go", "--start-line", "1621", "--end-line", "1652"}},
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/walkthrough PROGRAM DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "walkthrough:", err)
		os.Exit(1)
	}
}

func run(program, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		return err
	}
	fmt.Print(`# A conversation

<!-- Written by go run ./bench/walkthrough; do not edit. -->

The question, about a repository of 255,000 lines, golang.org/x/tools v0.44.0: **where does goimports find out which package a missing
import should come from, who calls that, and which tests are there for it?** Each step is one call of the embedded engine from a
terminal; a model makes the same calls and reads the same text. Tokens are counted in o200k.
`)
	total, began := 0, time.Now()
	for i, s := range steps {
		text, err := call(program, dir, s.args)
		if err != nil {
			return fmt.Errorf("%s: %w", s.args[0], err)
		}
		n, err := codec.Count(text)
		if err != nil {
			return err
		}
		total += n
		fmt.Printf("\n## %d. %s\n\n    codealive-mcp call %s\n\n%d tokens:\n\n```text\n%s\n```\n", i+1, s.why, shell(s.args), n, text)
	}
	fmt.Fprintf(os.Stderr, "%d calls in %v\n", len(steps), time.Since(began).Round(time.Millisecond))
	fmt.Printf("\nAll results together: %d tokens.\n", total)
	return nil
}

func call(program, dir string, args []string) (string, error) {
	cmd := exec.CommandContext(context.Background(), program, append(append([]string{"call"}, args...), "--local", dir)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%w: %s%s", err, out.String(), errs.String())
	}
	return strings.TrimRight(out.String(), "\n"), nil
}

func shell(args []string) string {
	var words []string
	for _, a := range args {
		if strings.ContainsAny(a, " ()^%*'") {
			a = `"` + a + `"`
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}
