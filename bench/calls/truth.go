package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// facts are what a compiler says of the calls in a directory.
type facts struct {
	files map[string]bool // that it has read
	calls map[*doc]map[*doc]bool
	open  map[*doc][]string      // names called of which it cannot tell
	over  map[*doc]map[*doc]bool // methods that a method overrides
	lost  int                    // calls of what the engine has no document of
}

func (f *facts) total() (n int) {
	for from, calls := range f.calls {
		if from.kind == "function" || from.kind == "method" {
			n += len(calls)
		}
	}
	return n
}

// reaches reports whether something is called that a method overrides.
func (f *facts) reaches(from, to *doc) bool {
	todo, seen := []*doc{to}, map[*doc]bool{}
	for len(todo) > 0 {
		d := todo[0]
		todo = todo[1:]
		if seen[d] {
			continue
		}
		seen[d] = true
		for base := range f.over[d] {
			if f.calls[from][base] {
				return true
			}
			todo = append(todo, base)
		}
	}
	return false
}

// load runs the program that asks the compiler, see truth.cjs and Truth.java.
func load(ctx context.Context, lang, dir string, d *docs) (*facts, error) {
	var cmd *exec.Cmd
	switch lang {
	case "TypeScript", "JavaScript":
		cmd = exec.CommandContext(ctx, "node", "truth.cjs", dir, lang)
	case "Java":
		cmd = exec.CommandContext(ctx, "java", "Truth.java", dir)
	default:
		return nil, fmt.Errorf("no compiler tells of %s", lang)
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	f := &facts{files: map[string]bool{}, calls: map[*doc]map[*doc]bool{}, open: map[*doc][]string{}, over: map[*doc]map[*doc]bool{}}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		part := strings.Split(lines.Text(), "\t")
		at := func(i int) *doc {
			line, _ := strconv.Atoi(part[i+1])
			return d.at(filepath.ToSlash(part[i]), line)
		}
		switch {
		case part[0] == "file" && len(part) == 2:
			f.files[filepath.ToSlash(part[1])] = true
		case part[0] == "open" && len(part) == 4:
			from := at(1)
			f.open[from] = append(f.open[from], part[3])
		case len(part) != 5:
			return nil, fmt.Errorf("not understood: %q", lines.Text())
		default:
			from, to := at(1), at(3)
			switch {
			case from == nil:
			case to == nil:
				f.lost++
			case part[0] == "over":
				put(f.over, from, to)
			default:
				put(f.calls, from, to)
			}
		}
	}
	return f, lines.Err()
}

func put(m map[*doc]map[*doc]bool, from, to *doc) {
	if m[from] == nil {
		m[from] = map[*doc]bool{}
	}
	m[from][to] = true
}
