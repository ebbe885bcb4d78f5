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
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
)

var (
	wrong  = flag.Int("wrong", 0, "print so many symbols that differ, of each sort")
	broken = flag.Bool("broken", false, "take a closing brace, or end, out of each file that the engine reads")
)

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: symbols [-wrong N] LANGUAGE DIR")
	}
	lang, dir := flag.Arg(0), flag.Arg(1)
	truth, odd, err := parse(lang, dir)
	if err != nil {
		log.Fatal(err)
	}
	found, sum, err := find(lang, dir)
	if err != nil {
		log.Fatal(err)
	}
	maps.DeleteFunc(found, func(s symbol, _ string) bool { return odd[s.path] })
	compare(truth, found)
	fmt.Printf("%d files (%d left out: the parser does not understand them), %.1f MB, %.0f MB/s\n", sum.files, len(odd), float64(sum.bytes)/1e6, float64(sum.bytes)/1e6/sum.took.Seconds())
}

// symbol is what is compared: functions and types, by name and line; of Python constants of modules too.
type symbol struct {
	path, name string
	line       int
}

// parse asks the parser. Each line it prints is path, kind, name and line, or the path of a file it does not
// understand, which is judged by nobody.
func parse(lang, dir string) (truth map[symbol]string, odd map[string]bool, err error) {
	cmd := exec.CommandContext(context.Background(), "python3", "truth.py", lang, dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("truth.py: %w", err)
	}
	truth, odd = map[symbol]string{}, map[string]bool{}
	for line := range strings.Lines(string(out)) {
		var s symbol
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 1 {
			odd[f[0]] = true
			continue
		}
		s.path, s.name = f[0], f[2]
		if _, err := fmt.Sscan(f[3], &s.line); err != nil {
			return nil, nil, fmt.Errorf("%q: %w", line, err)
		}
		truth[s] = f[1]
	}
	return truth, odd, nil
}

// unclose blanks the first closing line behind the middle of the text.
func unclose(src []byte, closing string) {
	at := 0
	for line := range bytes.Lines(src) {
		if at > len(src)/2 && string(bytes.TrimSpace(line)) == closing {
			copy(line[bytes.IndexByte(line, closing[0]):], strings.Repeat(" ", len(closing)))
			return
		}
		at += len(line)
	}
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
		if *broken {
			unclose(src, map[bool]string{true: "end", false: "}"}[lang == "Ruby"])
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
			if lang != "Python" && (s.Kind == symbols.Const || s.Kind == symbols.Var) {
				continue
			}
			line := 1 + bytes.Count(src[:s.NameAt], []byte("\n"))
			all[symbol{filepath.ToSlash(rel), s.Name, line}] = s.Kind
		}
		return nil
	})
	return all, sum, err
}
