// Command symbols measures the symbols that the engine finds in the files of a
// directory against what a parser of their language says.
//
//	pip install -r requirements.txt
//	go run . Python networkx-3.4.2
//
// The module's path lies below engine, whose inner packages it measures.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
)

var wrong = flag.Int("wrong", 0, "print so many symbols that differ, of each sort")

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: symbols [-wrong N] LANGUAGE DIR")
	}
	lang, dir := flag.Arg(0), flag.Arg(1)
	truth, err := parse(lang, dir)
	if err != nil {
		log.Fatal(err)
	}
	found, sum, err := find(lang, dir)
	if err != nil {
		log.Fatal(err)
	}
	compare(truth, found)
	fmt.Printf("%d files, %.1f MB, %.0f MB/s\n", sum.files, float64(sum.bytes)/1e6, float64(sum.bytes)/1e6/sum.took.Seconds())
}

// symbol is what is compared: functions and types, by name and line.
type symbol struct {
	path, name string
	line       int
}

// parse asks the parser. Each line it prints is path, kind, name and line.
func parse(lang, dir string) (map[symbol]string, error) {
	cmd := exec.CommandContext(context.Background(), "python3", "truth.py", lang, dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("truth.py: %w", err)
	}
	all := map[symbol]string{}
	for line := range strings.Lines(string(out)) {
		var s symbol
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		s.path, s.name = f[0], f[2]
		if _, err := fmt.Sscan(f[3], &s.line); err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		all[s] = f[1]
	}
	return all, nil
}

type total struct {
	files, bytes int
	took         time.Duration // the best of three
}

func find(lang, dir string) (map[symbol]string, total, error) {
	all := map[symbol]string{}
	var sum total
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || scan.Language(path) != lang {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		best := time.Hour
		var found []symbols.Symbol
		for range 3 {
			began := time.Now()
			found, _ = symbols.Find(lang, src)
			best = min(best, time.Since(began))
		}
		sum.files++
		sum.bytes += len(src)
		sum.took += best
		for _, s := range found {
			if s.Kind == symbols.Const || s.Kind == symbols.Var {
				continue
			}
			line := 1 + bytes.Count(src[:s.NameAt], []byte("\n"))
			all[symbol{filepath.ToSlash(rel), s.Name, line}] = s.Kind
		}
		return nil
	})
	return all, sum, err
}
