package ontology

import (
	"context"
	"io"
	"path"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
)

const (
	maxReads = 1000      // files that are opened
	maxRead  = 128 << 10 // bytes of one
	maxSame  = 10        // files of one name that are looked at, those near the top first
)

// source is a tree being looked at.
type source struct {
	ctx   context.Context
	tree  *scan.Tree
	kinds Kinds
	own   []scan.Entry          // neither generated nor vendored
	dirs  map[string][]string   // names of the own files in each directory
	named map[string][]string   // paths by lower-case name, without tests, those near the top first
	pkgs  map[string]*goPackage // by directory
	below map[string]bool       // directories with own files below them
	locks map[string]bool       // paths of generated files, lock files among them
	reads int                   // that are left; below 0 when there were too few
	cut   bool                  // something else was not looked at
}

func newSource(ctx context.Context, tree *scan.Tree, all []scan.Entry) *source {
	s := &source{ctx: ctx, tree: tree, dirs: map[string][]string{}, named: map[string][]string{}, below: map[string]bool{}, locks: map[string]bool{}, pkgs: map[string]*goPackage{}, reads: maxReads}
	var levels [][]string
	for _, e := range all {
		flags := scan.FlagsOf(e.Path, nil)
		switch {
		case flags&scan.Vendored != 0:
			s.kinds.Vendored++
			continue
		case flags&scan.Generated != 0:
			s.kinds.Generated++
			s.locks[e.Path] = true
			continue
		}
		s.own = append(s.own, e)
		dir, base := split(e.Path)
		s.dirs[dir] = append(s.dirs[dir], base)
		for up := dir; up != "" && !s.below[up]; up, _ = split(up) {
			s.below[up] = true
		}
		if flags&scan.Test != 0 {
			s.kinds.Tests++
			continue
		}
		depth := strings.Count(e.Path, "/")
		for len(levels) <= depth {
			levels = append(levels, nil)
		}
		levels[depth] = append(levels[depth], e.Path)
	}
	for _, level := range levels {
		for _, p := range level {
			base := strings.ToLower(path.Base(p))
			s.named[base] = append(s.named[base], p)
		}
	}
	return s
}

// split gives the directory, "" for the root, and the name in it.
func split(name string) (dir, base string) {
	i := strings.LastIndexByte(name, '/')
	return name[:max(0, i)], name[i+1:]
}

// called are the paths of files with one of these names.
func (s *source) called(names ...string) []string {
	var found []string
	for _, name := range names {
		found = append(found, s.named[name]...)
	}
	s.cut = s.cut || len(found) > maxSame
	return found[:min(len(found), maxSame)]
}

func (s *source) has(dir, base string) bool {
	for _, name := range s.dirs[dir] {
		if name == base {
			return true
		}
	}
	return false
}

// read is the beginning of a file of the tree, nothing when it is no text.
func (s *source) read(name string) []byte {
	if s.reads--; s.reads < 0 || s.ctx.Err() != nil {
		return nil
	}
	f, _, err := s.tree.Open(name)
	if err != nil {
		return nil // has just gone
	}
	defer func() { _ = f.Close() }()
	src, err := io.ReadAll(io.LimitReader(f, maxRead))
	if err != nil || scan.Binary(src) {
		return nil
	}
	return src
}

// lines are those of a file, numbered from 1 by their index plus one.
func (s *source) lines(name string) []string {
	src := strings.TrimPrefix(string(s.read(name)), "\uFEFF")
	return strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n")
}
