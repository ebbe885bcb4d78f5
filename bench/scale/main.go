// Command scale measures the built program on whole trees, next to Universal
// Ctags and ripgrep, in turn, so that the ratios hold on a busy machine too:
//
//	go run ./bench/scale -rg rg -runs 5 DIR…
//
// Each DIR is copied and made a git checkout of its own, since a file of it is
// changed. A competitor that is not installed is left out, and said so. It needs
// Linux for processor times.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// plan is what the command line says.
type plan struct {
	ctags, rg string // programs; "" = left out
	binary    string // the program to measure; "" = built
	runs      int
}

func main() {
	var p plan
	flag.StringVar(&p.ctags, "ctags", "ctags", "Universal Ctags")
	flag.StringVar(&p.rg, "rg", "rg", "ripgrep")
	flag.StringVar(&p.binary, "binary", "", "measure this program instead of the one built here")
	flag.IntVar(&p.runs, "runs", 5, "how often each step is measured; the median counts")
	flag.Parse()
	if flag.NArg() == 0 || p.runs < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), p, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, p plan, dirs []string) error {
	temp, err := os.MkdirTemp("", "scale-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	for _, program := range []*string{&p.ctags, &p.rg} {
		if _, err := exec.LookPath(*program); err != nil {
			fmt.Printf("%s is not installed: what is compared with it is left out\n\n", *program)
			*program = ""
		}
	}
	if p.binary == "" {
		p.binary = filepath.Join(temp, "codealive-mcp")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", p.binary, "github.com/codealive-mcp/codealive-mcp")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	for i, dir := range dirs {
		t, err := copied(ctx, dir, filepath.Join(temp, fmt.Sprint("tree", i)))
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		fmt.Printf("%s: %d files, %d lines, %.1f MiB; median of %d runs\n\n", filepath.Base(dir), t.files, t.lines, float64(t.bytes)/(1<<20), p.runs)
		m := measurement{plan: p, tree: t, temp: temp}
		if err := m.all(ctx); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		m.print()
	}
	return nil
}
