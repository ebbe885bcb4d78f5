package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan/symbols"
)

// doc is a symbol that the engine has a document of.
type doc struct {
	path, kind, name, part string
	from, to               int // lines, those of its members too
}

func (d *doc) String() string { return fmt.Sprintf("%s:%d %s", d.path, d.from, d.name) }

// last is the name without what it is declared in.
func (d *doc) last() string { return d.name[strings.LastIndexByte(d.name, '.')+1:] }

// docs are all symbols of a directory.
type docs struct {
	all  []*doc
	file map[string][]*doc
	id   map[string]*doc // by path and part
}

func list(dir, lang string) (*docs, error) {
	d := &docs{file: map[string][]*doc{}, id: map[string]*doc{}}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || scan.Language(name) != lang {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		// A type's document ends where its first method begins, but what stands
		// between its methods is told of it too.
		ends := map[int]int{}
		found, _ := symbols.Find(lang, src)
		for _, s := range found {
			ends[s.From] = 1 + bytes.Count(src[:s.End-1], []byte("\n"))
		}
		for _, s := range scan.Split(lang, src) {
			if s.Declared() == "" {
				continue
			}
			one := &doc{path, s.Kind, s.Name, s.Part, s.Start, max(s.End, ends[s.From])}
			d.all = append(d.all, one)
			d.file[path] = append(d.file[path], one)
			d.id[path+"::"+s.Part] = one
		}
		return nil
	})
	return d, err
}

// at is the symbol of a line, the last that begins there if there are several.
func (d *docs) at(path string, line int) (found *doc) {
	for _, one := range d.file[path] {
		if one.from <= line && line <= one.to {
			found = one
		}
	}
	return found
}
