package ontology

import (
	"fmt"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// maxText is what a first look may cost a model, in bytes: about 2,500 tokens.
const maxText = 9_000

// Text is the orientation for a model. What comes from files never begins a
// line, unless it is a path. The lists are shortened until it fits.
func (d *Ontology) Text() string {
	for limit := maxItems; ; limit /= 2 {
		if text := d.text(limit); len(text) <= maxText || limit <= 1 {
			return text
		}
	}
}

// text gives each list at most limit entries.
func (d *Ontology) text(limit int) string {
	var b writer
	b.head(d)
	b.limit = limit
	if r := d.Readme; r != nil {
		b.section("readme")
		b.line("%s %s", place(r.Path, r.Line), r)
	}
	b.section("folders")
	for i, f := range d.Folders {
		if b.full(i, len(d.Folders), "call get_file_tree") {
			break
		}
		b.line("%s", folderLine(f))
	}
	items := func(title string, all []Item, more string) {
		b.section(title)
		for i, it := range all {
			if b.full(i, len(all), more) {
				break
			}
			about := it.About
			if about != "" {
				about = ": " + about
			}
			b.line("%s%s [%s]", it.What, about, place(it.Path, it.Line))
		}
	}
	items("entry points", d.EntryPoints, "call get_file_tree")
	items("build and test, as found", d.Commands, "read the files named above")
	b.section("most referenced")
	for i, s := range d.Symbols {
		if b.full(i, len(d.Symbols), "") {
			break
		}
		b.line("%s %s: %s [%s]", safe.Line(s.Kind, 20), safe.Line(s.Name, noteRunes), render.Count(s.References, "reference", "references"), place(s.Path, s.Line))
	}
	if r := d.Recent; r != nil {
		b.section("recent commits")
		for _, c := range r.Commits {
			b.line("%s %s %s", c.Date, c.ID, c.Subject)
		}
		if len(r.Changed) > 0 {
			var all []string
			for _, c := range r.Changed {
				all = append(all, fmt.Sprintf("%s/ %d", safe.Name(c.Path), c.Commits))
			}
			b.line("folders changed by most of the last %d: %s", r.Of, strings.Join(all, ", "))
		}
	}
	if len(d.Notes) > 0 {
		b.section("not shown")
		for _, note := range d.Notes {
			b.line("%s", note)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// writer leaves out the title of a section without lines.
type writer struct {
	strings.Builder
	title string
	limit int
}

func (b *writer) section(title string) { b.title = title }

func (b *writer) line(format string, args ...any) {
	if b.title != "" {
		b.WriteString("== " + b.title + "\n")
		b.title = ""
	}
	fmt.Fprintf(b, format+"\n", args...)
}

// full ends a list that is too long, and says so.
func (b *writer) full(i, all int, more string) bool {
	if i < b.limit {
		return false
	}
	if more != "" {
		more = ": " + more
	}
	b.line("(%s more%s)", render.Number(all-i), more)
	return true
}

func (b *writer) head(d *Ontology) {
	text := fmt.Sprintf("%s: %s", safe.Name(d.Name), render.Count(d.Files, "file", "files"))
	var kinds []string
	for _, k := range []struct {
		n    int
		what string
	}{{d.Kinds.Tests, "test"}, {d.Kinds.Generated, "generated"}, {d.Kinds.Vendored, "vendored"}} {
		if k.n > 0 {
			kinds = append(kinds, render.Number(k.n)+" "+k.what)
		}
	}
	if len(kinds) > 0 {
		text += " (" + strings.Join(kinds, ", ") + ")"
	}
	if d.Branch != "" {
		text += ", branch " + safe.Name(d.Branch)
	}
	if d.Commit != "" {
		text += ", commit " + d.Commit[:min(len(d.Commit), 10)]
	}
	b.line("%s", text)
	var langs []string
	for _, l := range d.Languages {
		lang := l.Name + " " + render.Count(l.Files, "file", "files")
		if l.Lines > 0 {
			lang += fmt.Sprintf(" (%s)", render.Count(l.Lines, "line", "lines"))
		}
		langs = append(langs, lang)
	}
	if len(langs) > 0 {
		b.line("languages: %s", strings.Join(langs, ", "))
	}
}

func folderLine(f Folder) string {
	text := fmt.Sprintf("%s/ %s", safe.Name(f.Path), render.Count(f.Files, "file", "files"))
	if f.Language != "" {
		text += ", " + f.Language
	}
	switch {
	case f.About != "":
		text += ": " + f.About + " [" + safe.Name(f.Source) + "]"
	case len(f.Holds) > 0:
		var names []string
		for _, name := range f.Holds {
			names = append(names, safe.Name(name))
		}
		text += "; holds " + strings.Join(names, ", ")
	}
	return text
}

func place(path string, line int) string {
	if line == 0 {
		return safe.Name(path)
	}
	return fmt.Sprintf("%s:%d", safe.Name(path), line)
}
