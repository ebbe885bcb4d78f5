package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// questions are asked in turn; none was used to tune the engine.
var questions = []string{
	"parse a number from text", "compare two values for equality", "write bytes to a file", "resolve a name in its scope",
	"wait until a task has finished", "convert between encodings", "sort a list of nodes", "report an error with its position",
}

// common occurs in most files of most trees; hard has no text to look for first.
const (
	common = "return"
	hard   = `(?i)[a-z]{14,}\s+[0-9]{3}`
)

// row is one line of the table.
type row struct {
	what         string
	rival, we    cost
	aim          float64 // of our time to the rival's; 0 = none
	withoutRival bool
}

type measurement struct {
	plan
	tree *tree
	temp string
	rows []row
}

func (m *measurement) all(ctx context.Context) error {
	cache := filepath.Join(m.temp, "cache")
	defer func() { _ = os.RemoveAll(cache) }()
	if err := m.cold(ctx, cache); err != nil {
		return err
	}
	s, err := m.start(ctx, cache)
	if err != nil {
		return err
	}
	err = m.warm(ctx, s)
	_, endErr := s.end()
	return errors.Join(err, endErr)
}

// cold indexes the tree from nothing, beside what ctags takes. The last index stays.
func (m *measurement) cold(ctx context.Context, cache string) error {
	var rivals, ours []cost
	for range m.runs {
		if m.ctags != "" {
			c, err := process(ctx, m.ctags, "-R", "-f", filepath.Join(m.temp, "tags"), m.tree.dir)
			if err != nil {
				return err
			}
			rivals = append(rivals, c)
		}
		if err := os.RemoveAll(cache); err != nil {
			return err
		}
		c, err := m.index(ctx, cache)
		if err != nil {
			return err
		}
		ours = append(ours, c)
	}
	m.add("first index and first query; `ctags -R`", rivals, ours, 1./3)
	return nil
}

// index is from the start of the program to the first answer over all files.
func (m *measurement) index(ctx context.Context, cache string) (cost, error) {
	s, err := m.start(ctx, cache)
	if err != nil {
		return cost{}, err
	}
	for {
		reply, err := s.search(questions[0])
		if err != nil {
			return cost{}, err
		}
		if !strings.Contains(reply, "Still indexing") {
			break
		}
	}
	wall := time.Since(s.begun)
	c, err := s.end()
	c.wall = wall
	return c, err
}

// warm measures calls of a running program beside scans of the same tree.
func (m *measurement) warm(ctx context.Context, s *session) error {
	if _, err := s.search("warm up"); err != nil {
		return err
	}
	var scans, queries, unchanged, changed, rare, commons, limited, hards, patterns []cost
	for i := range m.runs * len(questions) {
		var step steps
		step.scan(ctx, m, &scans, "-c", "-F", marker)
		step.call(s, &queries, "semantic_search", map[string]any{"question": questions[i%len(questions)]}, "")
		step.call(s, &rare, "grep_search", map[string]any{"query": marker}, filepath.Base(m.tree.middle))
		step.scan(ctx, m, &commons, "-n", "-F", common)
		step.call(s, &limited, "grep_search", map[string]any{"query": common}, "")
		word := fmt.Sprintf("okapi%dchanged", i)
		step.call(s, &unchanged, "semantic_search", map[string]any{"question": word}, "")
		step.err = errors.Join(step.err, m.tree.change(word))
		step.call(s, &changed, "semantic_search", map[string]any{"question": word}, filepath.Base(m.tree.middle))
		if i%len(questions) == 0 { // this takes longer
			step.scan(ctx, m, &hards, "-n", hard)
			step.call(s, &patterns, "grep_search", map[string]any{"query": hard, "regex": true}, "")
		}
		if step.err != nil {
			return step.err
		}
	}
	m.add("query; one scan by `rg` for a rare word", scans, queries, 1)
	m.add("the same query while nothing has changed", nil, unchanged, 0)
	m.add("the same query after a file has changed", nil, changed, 0)
	m.add("more than without the change; one scan by `rg`", scans, []cost{minus(median(changed), median(unchanged))}, 0.1)
	m.add("grep of a rare word; `rg`", scans, rare, 1.5)
	m.add("grep of `"+common+"` up to its limit; `rg`, all", commons, limited, 1)
	m.add("grep of `"+hard+"`; `rg`", hards, patterns, 0)
	return nil
}

func minus(a, b cost) cost { return cost{wall: max(0, a.wall-b.wall), cpu: max(0, a.cpu-b.cpu)} }

// steps are done until one fails.
type steps struct{ err error }

func (t *steps) scan(ctx context.Context, m *measurement, costs *[]cost, args ...string) {
	if t.err != nil || m.rg == "" {
		return
	}
	var c cost
	c, t.err = process(ctx, m.rg, append(args, m.tree.dir)...)
	c.peak = 0
	*costs = append(*costs, c)
}

// call makes a call whose answer must hold a text.
func (t *steps) call(s *session, costs *[]cost, tool string, args map[string]any, holds string) {
	if t.err != nil {
		return
	}
	var reply string
	var c cost
	if reply, c, t.err = s.timed(tool, args); t.err == nil && !strings.Contains(reply, holds) {
		t.err = fmt.Errorf("%s %v: %s is not in %s", tool, args, holds, reply)
	}
	*costs = append(*costs, c)
}

func (m *measurement) add(what string, rivals, ours []cost, aim float64) {
	r := row{what: what, we: median(ours), aim: aim, withoutRival: len(rivals) == 0}
	if !r.withoutRival {
		r.rival = median(rivals)
	}
	m.rows = append(m.rows, r)
}

func (m *measurement) print() {
	fmt.Println("| what; next to | the other: time (processor time) | the engine | ratio | aim |\n|---|---|---|---|---|")
	for _, r := range m.rows {
		other, ratio, aim := "", "", ""
		if !r.withoutRival {
			other = r.rival.String()
			ratio = fmt.Sprintf("%.2f (%.2f)", float64(r.we.wall)/float64(r.rival.wall), float64(r.we.cpu)/float64(r.rival.cpu))
		}
		if r.aim > 0 {
			aim = fmt.Sprintf("%.2f", r.aim)
		}
		fmt.Printf("| %s | %s | %s | %s | %s |\n", r.what, other, r.we, ratio, aim)
	}
	fmt.Println()
}
