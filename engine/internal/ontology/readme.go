package ontology

import (
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

const (
	titleRunes = 120
	aboutRunes = 500
)

// Readme is how a description begins.
type Readme struct {
	Path  string `json:"path"`
	Line  int    `json:"line"` // of what is found first
	Title string `json:"title,omitempty"`
	About string `json:"about,omitempty"` // the first paragraph
}

// readmes are the names of descriptions, best first.
var readmes = []string{"readme.md", "readme.markdown", "readme.rst", "readme.adoc", "readme.txt", "readme"}

// readme reads the description of a directory, if it has one.
func (s *source) readme(dir string) *Readme {
	for _, want := range readmes {
		for _, base := range s.dirs[dir] {
			if strings.ToLower(base) != want {
				continue
			}
			name := path.Join(dir, base)
			if r := opening(s.lines(name)); r != nil {
				r.Path = name
				return r
			}
		}
	}
	return nil
}

var (
	images    = regexp.MustCompile(`!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])`)
	links     = regexp.MustCompile(`\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])`)
	tags      = regexp.MustCompile(`</?[a-zA-Z][^>]*>|<!--.*?-->`)
	underline = regexp.MustCompile(`^(={3,}|-{3,}|~{3,}|\*{3,}|#{3,}|\^{3,})\s*$`)
)

// opening finds title and first paragraph of a description in Markdown or
// anything like it. Badges, pictures and markup are no text.
func opening(lines []string) *Readme {
	r := &Readme{}
	var about []string
	comment, fence := false, false
	for i := front(lines); i < len(lines) && i < 300; i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case comment:
			comment = !strings.Contains(line, "-->")
			continue
		case strings.HasPrefix(line, "<!--") && !strings.Contains(line, "-->"):
			comment = true
			continue
		case strings.HasPrefix(line, "```"):
			fence = !fence
			continue
		case fence || underline.MatchString(line):
			continue
		}
		text := prose(line)
		heading := strings.HasPrefix(line, "#") || strings.HasPrefix(line, "= ") || strings.Contains(strings.ToLower(line), "<h1") ||
			i+1 < len(lines) && underline.MatchString(lines[i+1]) && text != ""
		switch {
		case len(about) > 0 && (text == "" || heading):
			r.About = safe.Line(strings.Join(about, " "), aboutRunes)
			return r
		case letters(text) == 0 || strings.HasPrefix(line, "..") || strings.HasPrefix(line, ":"): // directives
		case heading && r.Title == "":
			r.Title, r.Line = safe.Line(strings.TrimLeft(text, "#= "), titleRunes), i+1
		case heading || strings.ContainsAny(line[:1], "-*+|>") || strings.Contains(text, " | ") || len(text) < 12 && len(about) == 0:
		default:
			about = append(about, text)
			if r.Line == 0 {
				r.Line = i + 1
			}
		}
	}
	r.About = safe.Line(strings.Join(about, " "), aboutRunes)
	if r.Line == 0 {
		return nil
	}
	return r
}

// String is title and paragraph in one.
func (r *Readme) String() string {
	if r.Title == "" || r.About == "" {
		return r.Title + r.About
	}
	return r.Title + " - " + r.About
}

// front is the first line after front matter.
func front(lines []string) int {
	if lines[0] == "---" {
		for i := 1; i < min(len(lines), 100); i++ {
			if lines[i] == "---" {
				return i + 1
			}
		}
	}
	return 0
}

func prose(line string) string {
	line = links.ReplaceAllString(images.ReplaceAllString(line, ""), "$1")
	return strings.TrimSpace(strings.ReplaceAll(tags.ReplaceAllString(line, ""), "**", ""))
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
