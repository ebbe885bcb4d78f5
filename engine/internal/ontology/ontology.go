// Package ontology gives a first orientation in one repository. It puts down
// what is found, with its place, and concludes nothing.
package ontology

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/store"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

// Ontology is what a repository says of itself.
type Ontology struct {
	Name        string     `json:"name"`
	Branch      string     `json:"branch,omitempty"`
	Commit      string     `json:"commit,omitempty"`
	Files       int        `json:"files"`
	Kinds       Kinds      `json:"kinds"`
	Complete    bool       `json:"index_complete"`
	Languages   []Language `json:"languages"` // without generated files and other people's
	Readme      *Readme    `json:"readme,omitempty"`
	Folders     []Folder   `json:"folders"`
	EntryPoints []Item     `json:"entry_points"`
	Commands    []Item     `json:"commands"` // to build and test, as found
	Symbols     []Symbol   `json:"most_referenced,omitempty"`
	Recent      *Recent    `json:"recent,omitempty"`
	Notes       []string   `json:"notes,omitempty"` // what is missing above, and why
}

// Kinds counts files by what their names say.
type Kinds struct {
	Tests     int `json:"tests"`
	Generated int `json:"generated"`
	Vendored  int `json:"vendored"`
}

// Language is how much there is of one.
type Language struct {
	Name  string `json:"name"`
	Files int    `json:"files"`
	Lines int    `json:"lines,omitempty"` // of the files indexed so far; 0 when nothing is known
}

// Item is a thing found in a file.
type Item struct {
	What  string `json:"what"`
	About string `json:"about,omitempty"`
	Path  string `json:"path"`
	Line  int    `json:"line,omitempty"`
}

// Symbol is a declaration that much else refers to.
type Symbol struct {
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Path       string `json:"path"`
	Line       int    `json:"line"`
	References int    `json:"references"`
}

// Index is what is asked of a repository's index.
type Index interface {
	// Lines counts the lines of each language in files without certain flags.
	Lines(ctx context.Context, without int) (map[string]int, error)
}

// Options are what is known beside the files.
type Options struct {
	Index          Index  // nil: no lines are counted
	Indexed, Total int    // files that are, and that are to be, in the index
	Complete       bool   // every file is indexed
	Problem        string // why the index cannot catch up with the files
	// Symbols gives the n most referenced symbols; nil when nobody counts them.
	Symbols func(ctx context.Context, n int) ([]Symbol, error)
}

// ErrTooLarge is the error of Symbols for a tree with too many files.
var ErrTooLarge = errors.New("there are too many files to count references in")

const (
	maxLanguages = 12
	maxSymbols   = 15
	maxItems     = 60 // of one sort; a text shows fewer when it must
	symbolsTime  = 3 * time.Second
)

// Describe looks at the tree at root, which goes by name. It reads few files,
// and only the beginning of each. An index that only building it anew can help
// is an error; what else the index fails in is noted.
func Describe(ctx context.Context, root, name string, o Options) (*Ontology, error) {
	tree, err := scan.OpenTree(root)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tree.Close() }()
	all, git, err := tree.All(ctx)
	if err != nil {
		return nil, err
	}
	s := newSource(ctx, tree, all)
	d := &Ontology{Name: name, Files: len(all), Kinds: s.kinds, Complete: o.Complete && o.Problem == ""}
	d.Languages = s.languages()
	d.Readme = s.readme("")
	d.Folders = s.folders()
	d.EntryPoints = s.entryPoints()
	d.Commands = s.commands()
	if err := d.fromIndex(ctx, o); err != nil {
		return nil, err
	}
	if git {
		d.Branch, d.Commit = scan.Head(ctx, root)
		d.recent(ctx, root, s)
	} else {
		d.Notes = append(d.Notes, "no history: this is no git checkout")
	}
	if s.reads < 0 || s.cut {
		d.Notes = append(d.Notes, "there is more to read than was looked at: entry points and commands may be missing")
	}
	return d, ctx.Err()
}

func (d *Ontology) fromIndex(ctx context.Context, o Options) error {
	if o.Index != nil {
		lines, err := o.Index.Lines(ctx, int(scan.Generated|scan.Vendored))
		switch {
		case store.Damaged(err):
			return err
		case err != nil:
			d.Notes = append(d.Notes, "lines are not counted: the index cannot be read")
		}
		for i := range d.Languages {
			d.Languages[i].Lines = lines[d.Languages[i].Name]
		}
	}
	if o.Symbols != nil {
		limited, cancel := context.WithTimeout(ctx, symbolsTime)
		defer cancel()
		var err error
		why := "the index cannot be read"
		d.Symbols, err = o.Symbols(limited, maxSymbols)
		switch {
		case store.Damaged(err):
			return err
		case errors.Is(err, ErrTooLarge):
			why = ErrTooLarge.Error()
		case errors.Is(err, context.DeadlineExceeded):
			why = "they were not counted in time"
		}
		if err != nil {
			d.Notes = append(d.Notes, "the most referenced symbols are missing: "+why)
		}
	}
	switch {
	case o.Problem != "":
		d.Notes = append(d.Notes, "lines and references may be missing or old: "+o.Problem)
	case o.Complete:
	case o.Indexed == 0:
		d.Notes = append(d.Notes, "nothing is indexed yet, so that no lines and references are counted: call again for them")
	default:
		d.Notes = append(d.Notes, fmt.Sprintf("the index holds %s of %s files so far, and line counts and references are of those: call again for all", render.Number(o.Indexed), render.Number(o.Total)))
	}
	return nil
}

// languages counts files of the repository's own, most first.
func (s *source) languages() []Language {
	count := map[string]int{}
	for _, f := range s.own {
		count[scan.Language(f.Path)]++
	}
	delete(count, "Other")
	var all []Language
	for _, name := range slices.Sorted(maps.Keys(count)) {
		all = append(all, Language{Name: name, Files: count[name]})
	}
	slices.SortStableFunc(all, func(a, b Language) int { return cmp.Compare(b.Files, a.Files) })
	return all[:min(len(all), maxLanguages)]
}
