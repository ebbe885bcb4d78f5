package api

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/files"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// filter narrows a search.
type filter struct {
	store.Filter
	asked []string // Paths as the caller wrote them
}

func (p params) filter(sources []source) filter {
	asked := p.all("Paths")
	return filter{store.Filter{Paths: prefixes(asked, sources), Exts: suffixes(p.all("Extensions"))}, asked}
}

// fits reports whether each part of a filter can be passed, or answers which cannot.
func (s *Server) fits(c *call, f filter, sources []source, holds func(store.Filter) (bool, error)) bool {
	wrong, err := f.nowhere(c.r.Context(), sources, holds)
	switch {
	case err != nil:
		s.failed(c, err)
	case len(wrong) > 0:
		c.wrong(wrong)
	}
	return err == nil && len(wrong) == 0
}

// nowhere says which parts of the filter no file passes, so that a mistake does
// not look like nothing found. holds tells whether any file that can be found
// passes.
func (f filter) nowhere(ctx context.Context, sources []source, holds func(store.Filter) (bool, error)) (fields, error) {
	wrong := fields{}
	var paths, asked []string
	for i, p := range f.Paths {
		if len(paths) == maxWrong {
			break
		}
		if ok, err := holds(store.Filter{Paths: []string{p}}); err != nil {
			return nil, err
		} else if !ok {
			paths, asked = append(paths, p), append(asked, f.asked[i])
		}
	}
	if len(paths) > 0 {
		complaints, err := unknown(ctx, sources, paths, asked)
		if err != nil {
			return nil, err
		}
		if len(complaints) > 0 {
			wrong["Paths"] = complaints
		}
	}
	if len(f.Exts) > 0 {
		if ok, err := holds(store.Filter{Exts: f.Exts}); err != nil {
			return nil, err
		} else if !ok {
			wrong["Extensions"] = []string{"no searchable file ends in " + safe.Line(strings.Join(f.Exts, " or "), maxShown)}
		}
	}
	return wrong, nil
}

const (
	maxWrong = 3   // paths that are complained about
	maxNear  = 3   // paths that one may have been meant to be
	maxShown = 200 // characters of a path that is wrong
)

// lineOf is how search results and addresses name a line.
var lineOf = regexp.MustCompile(`(:\d+)+(-\d+)?$|#L\d+(-L?\d+)?$`)

// unknown complains about paths that are in none of the sources. One that is
// there by now, or not indexed for another reason, is left alone.
func unknown(ctx context.Context, sources []source, paths, asked []string) ([]string, error) {
	names := slices.Clone(paths)
	for _, p := range paths {
		names = append(names, lineOf.ReplaceAllString(p, ""))
	}
	all := make([]files.Guess, len(names))
	for _, src := range sources {
		guesses, err := files.Guesses(ctx, src.root, names)
		if err != nil {
			return nil, err
		}
		for i, g := range guesses {
			all[i].Known, all[i].Large = all[i].Known || g.Known, all[i].Large || g.Large
			all[i].Near = append(all[i].Near, g.Near...)
		}
	}
	var complaints []string
	for i := range paths {
		whole, bare, name := all[i], all[len(paths)+i], names[len(paths)+i]
		text := fmt.Sprintf("no file or folder is called %q", safe.Line(asked[i], maxShown))
		switch {
		case whole.Large:
			text = fmt.Sprintf("%q is larger than 1 MiB, and so is not searched", safe.Line(asked[i], maxShown))
		case whole.Known:
			continue
		case bare.Known && name != "":
			text += "; give it without the line: " + safe.Name(name)
		case len(bare.Near) > 0:
			text += "; did you mean " + either(bare.Near) + "?"
		}
		complaints = append(complaints, text)
	}
	return complaints, nil
}

func either(paths []string) string {
	var shown []string
	for _, p := range paths[:min(maxNear, len(paths))] {
		shown = append(shown, safe.Name(p))
	}
	return strings.Join(shown, " or ")
}

// held tells whether indexes know a file that passes. Of those that are empty
// or lack files that cannot be said: they are taken to.
func held(ctx context.Context, sources []source) func(store.Filter) (bool, error) {
	return func(f store.Filter) (some bool, err error) {
		total := 0
		for _, src := range sources {
			st := src.State()
			if total += st.Total; !st.Complete || st.Done < st.Total || st.Err != nil {
				return true, nil //nolint:nilerr // that check is reported elsewhere
			}
			err = src.View(func(db *store.DB) (err error) {
				some, err = db.Holds(ctx, f)
				return err
			})
			if some || err != nil {
				return some, err
			}
		}
		return total == 0, nil
	}
}

// prefixes cleans path filters; one that names the whole tree drops the filter.
// A path on this machine is taken as one in the source it lies in; one that
// leads out stays as it is, and fits nothing.
func prefixes(paths []string, sources []source) []string {
	var clean []string
	for _, p := range paths {
		p = path.Clean(strings.ReplaceAll(p, `\`, "/"))
		for _, s := range sources {
			if rest, ok := strings.CutPrefix(p, filepath.ToSlash(s.root)); ok && (rest == "" || rest[0] == '/') {
				p = rest
			}
		}
		if p = strings.Trim(p, "/"); p == "" || p == "." {
			return nil
		}
		clean = append(clean, p)
	}
	return clean
}

func suffixes(exts []string) []string {
	var clean []string
	for _, e := range exts {
		if e = strings.ToLower(strings.TrimLeft(e, "*.")); e != "" {
			clean = append(clean, "."+e)
		}
	}
	return clean
}
