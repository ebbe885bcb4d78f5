// Command retrieval measures how well semantic_search ranks: the first sentence
// of a function's comment is the question, the function is the answer, and the
// comments of functions are taken out of what is indexed. Two plain rankings of
// the same documents stand beside it.
//
//	go run ./bench/retrieval                  # the test set
//	go run ./bench/retrieval -set tuning -misses 5
//	go run ./bench/retrieval -history .       # commit subject -> changed files
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

const depth = 10 // results that count

func main() {
	set := flag.String("set", "test", "modules to measure: test or tuning")
	misses := flag.Int("misses", 0, "print so many misses of each module, by cause")
	history := flag.String("history", "", "measure the commits of this repository instead")
	flag.Parse()
	modules := map[string][]string{"test": test, "tuning": tuning}[*set]
	if flag.NArg() > 0 {
		modules = flag.Args()
	}
	if *history == "" && len(modules) == 0 {
		log.Fatalf("no set %q: test or tuning", *set)
	}
	var err error
	if ctx := context.Background(); *history != "" {
		err = commits(ctx, *history)
	} else {
		err = table(ctx, modules, *misses)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// table prints one line for each module.
func table(ctx context.Context, modules []string, misses int) error {
	fmt.Println("| module | documents | questions | engine | plain BM25 | words counted |\n|---|---|---|---|---|---|")
	var total [3][]figures
	lengths := map[string]*figures{}
	causes := map[string]int{}
	var took []time.Duration
	for _, module := range modules {
		m, err := subject(ctx, module, lengths, misses)
		if err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
		fmt.Printf("| %s | %d | %d | %v | %v | %v |\n", module, m.docs, m.ways[0].asked, m.ways[0], m.ways[1], m.ways[2])
		for i := range total {
			total[i] = append(total[i], m.ways[i])
		}
		for cause, n := range m.causes {
			causes[cause] += n
		}
		took = append(took, m.took...)
		for _, line := range m.missed {
			fmt.Fprintln(os.Stderr, line)
		}
	}
	fmt.Printf("| mean | | | %s | %s | %s |\n\n", mean(total[0]), mean(total[1]), mean(total[2]))
	for _, class := range []string{"below 20", "20 to 79", "80 and more"} {
		if f := lengths[class]; f != nil {
			fmt.Printf("functions of %s lines: %d asked, %v\n", class, f.asked, *f)
		}
	}
	slices.Sort(took)
	fmt.Printf("not among the first %d: %v\nmedian time of a search: %v\n", depth, causes, took[len(took)/2].Round(time.Millisecond/10))
	return nil
}

// measured is what one module gave.
type measured struct {
	docs   int
	ways   [3]figures // engine, BM25, counting
	causes map[string]int
	missed []string
	took   []time.Duration
}

func subject(ctx context.Context, module string, lengths map[string]*figures, misses int) (m measured, err error) {
	source, err := download(ctx, module)
	if err != nil {
		return m, err
	}
	temp, err := os.MkdirTemp("", "retrieval-")
	if err != nil {
		return m, err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	dir := filepath.Join(temp, "tree")
	questions, err := strip(source, dir)
	if err != nil {
		return m, err
	}
	docs, err := measure.Documents(ctx, dir)
	if err != nil {
		return m, err
	}
	engine, stop, err := serve(dir, filepath.Join(temp, "cache"))
	if err != nil {
		return m, err
	}
	defer stop()
	plain := newCorpus(docs)
	m.docs, m.causes = len(docs), map[string]int{}
	if _, err := engine.search(ctx, "index first", 1); err != nil {
		return m, err
	}
	for _, q := range questions {
		start := time.Now()
		got, err := engine.search(ctx, q.text, depth)
		if err != nil {
			return m, err
		}
		m.took = append(m.took, time.Since(start))
		terms := distinct(measure.Terms(q.text))
		m.ways[0].add(q, got)
		m.ways[1].add(q, plain.bm25(terms, depth))
		m.ways[2].add(q, plain.counting(terms, depth))
		class := lengthClass(q.lines)
		if lengths[class] == nil {
			lengths[class] = &figures{}
		}
		lengths[class].add(q, got)
		if rankOf(q, got) > 0 {
			continue
		}
		cause, err := why(ctx, engine, plain, q, terms)
		if err != nil {
			return m, err
		}
		if m.causes[cause]++; len(m.missed) < misses {
			m.missed = append(m.missed, fmt.Sprintf("  %s: %q of %v", cause, q.text, q.first()))
		}
	}
	return m, nil
}

func lengthClass(lines int) string {
	switch {
	case lines < 20:
		return "below 20"
	case lines < 80:
		return "20 to 79"
	}
	return "80 and more"
}

func distinct(terms []string) []string {
	var all []string
	for _, t := range terms {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

func download(ctx context.Context, module string) (string, error) {
	temp, err := os.MkdirTemp("", "retrieval-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = temp // outside of this module
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	var m struct{ Dir string }
	err = json.Unmarshal(out, &m)
	return m.Dir, err
}
