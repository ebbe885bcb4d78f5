package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/bench/internal/comments"
	"github.com/codealive-mcp/codealive-mcp/engine/measure"
)

// mostFiles is how many files a commit may change to be about something.
const mostFiles = 20

// commits asks for each commit's subject and looks for a file that it changed
// and that is still there, the ten best files of each ranking counted.
func commits(ctx context.Context, repo string) error {
	out, err := exec.CommandContext(ctx, "git", "-C", repo, "log", "--no-merges", "--diff-filter=AM", "--name-only", "--format=%x00%s").Output()
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "retrieval-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	dir, err := filepath.Abs(repo)
	if err != nil {
		return err
	}
	engine, stop, err := serve(dir, temp)
	if err != nil {
		return err
	}
	defer stop()
	docs, err := measure.Documents(ctx, dir)
	if err != nil {
		return err
	}
	plain := newCorpus(docs)
	var ways [3]figures
	for entry := range strings.SplitSeq(string(out), "\x00") {
		subject, names, _ := strings.Cut(entry, "\n")
		q := question{text: subject, answers: map[place]bool{}}
		for name := range strings.FieldsSeq(names) {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				q.answers[place{path: name}] = true
			}
		}
		terms := distinct(measure.Terms(subject))
		if len(terms) < comments.LeastWords || len(q.answers) == 0 || len(q.answers) > mostFiles {
			continue
		}
		got, err := engine.search(ctx, subject, 10*depth)
		if err != nil {
			return err
		}
		ways[0].add(q, files(got))
		ways[1].add(q, files(plain.bm25(terms, 10*depth)))
		ways[2].add(q, files(plain.counting(terms, 10*depth)))
	}
	fmt.Printf("%d commits, MRR@%d and hit@%d of a changed file: engine %v; plain BM25 %v; words counted %v\n",
		ways[0].asked, depth, depth, ways[0], ways[1], ways[2])
	return nil
}

// files are the first files of a ranking of their parts.
func files(places []place) []place {
	var all []place
	for _, p := range places {
		if f := (place{path: p.path}); len(all) < depth && !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}
