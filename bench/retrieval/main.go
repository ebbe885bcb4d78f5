// Command retrieval measures how well semantic_search ranks: the first sentence
// of a function's comment is the question, the function is the answer, and the
// comments of functions are taken out of what is indexed. Two plain rankings of
// the same documents stand beside it. Packages are fetched by go, pip, npm, mvn
// and cargo; those of a language whose program fails are left out.
//
//	go run ./bench/retrieval                  # the test set
//	go run ./bench/retrieval -set tuning -misses 5
//	go run ./bench/retrieval -types           # the same of types
//	go run ./bench/retrieval -history .       # commit subject -> changed files
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/bench/internal/packages"
)

const depth = 10 // results that count

func main() {
	set := flag.String("set", "test", "packages to measure: test or tuning")
	misses := flag.Int("misses", 0, "print so many misses of each package, by cause")
	types := flag.Bool("types", false, "ask for types by their comments instead of functions")
	history := flag.String("history", "", "measure the commits of this repository instead")
	flag.Parse()
	names := map[string][]string{"test": packages.Test, "tuning": packages.Tuning}[*set]
	if flag.NArg() > 0 {
		names = flag.Args()
	}
	if *history == "" && len(names) == 0 {
		log.Fatalf("no set %q: test or tuning", *set)
	}
	var err error
	if ctx := context.Background(); *history != "" {
		err = commits(ctx, *history)
	} else {
		err = table(ctx, names, *types, *misses)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// table prints one line for each package.
func table(ctx context.Context, names []string, types bool, misses int) error {
	fmt.Println("| package | documents | questions | engine | plain BM25 | words counted |\n|---|---|---|---|---|---|")
	var total [3][]figures
	lengths := map[string]*figures{}
	causes := map[string]int{}
	var took []time.Duration
	var left []string
	lost := 0
	for _, name := range names {
		m, err := subject(ctx, name, types, lengths, misses)
		if errors.Is(err, errNotFetched) {
			fmt.Fprintf(os.Stderr, "%s is left out: %v\n", name, err)
			left = append(left, name)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Printf("| %s | %d | %d | %v | %v | %v |\n", name, m.docs, m.ways[0].asked, m.ways[0], m.ways[1], m.ways[2])
		for i := range total {
			total[i] = append(total[i], m.ways[i])
		}
		for cause, n := range m.causes {
			causes[cause] += n
		}
		took = append(took, m.took...)
		lost += m.lost
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
	if len(left) > 0 {
		fmt.Printf("left out, since they could not be fetched: %s\n", strings.Join(left, ", "))
	}
	if len(took) == 0 {
		return errors.New("nothing was measured")
	}
	slices.Sort(took)
	fmt.Printf("not among the first %d: %v\nfunctions that begin no document: %d\nmedian time of a search: %v\n", depth, causes, lost, took[len(took)/2].Round(time.Millisecond/10))
	return nil
}
