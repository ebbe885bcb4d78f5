package api

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/scan"
	"github.com/codealive-mcp/codealive-mcp/internal/render"
)

const (
	listWait = 500 * time.Millisecond // for a list of sources to say how large they are
	// listAge is how old that may be. Clients list the sources before each
	// question, which looks at the files itself.
	listAge = time.Minute
)

func (s *Server) readySources(c *call) { s.list(c, false) }
func (s *Server) allSources(c *call)   { s.list(c, true) }

// list describes the sources. All that are served count as ready: a search of
// one that is still being indexed waits for it. The parameter query leaves the
// list whole, with no reasons given: a few directories are quickly read, and
// leaving out the right one because its words differ would cost more.
func (s *Server) list(c *call, all bool) {
	p := c.params()
	kind := p.one("type")
	if kind != "" && !strings.EqualFold(kind, "Repository") && !strings.EqualFold(kind, "Workspace") {
		c.invalid("type", "Repository or Workspace expected")
		return
	}
	term := strings.ToLower(p.one("searchTerm"))
	var shown []source
	for _, src := range s.sources() {
		if !strings.EqualFold(kind, "Workspace") && (all || src.refused == "") && strings.Contains(strings.ToLower(src.name), term) {
			shown = append(shown, src)
		}
	}
	deadline := time.NewTimer(listWait)
	defer deadline.Stop()
	expired := false
	var aged []source
	for _, src := range shown {
		if src.Source == nil || !src.State().Complete || time.Since(src.State().Looked) > listAge {
			aged = append(aged, src)
		}
	}
	for _, check := range begin(aged) {
		if expired || check == nil {
			continue
		}
		select {
		case <-check.Done():
		case <-c.r.Context().Done():
			return
		case <-deadline.C:
			expired = true
		}
	}
	list := make([]codealive.DataSource, len(shown))
	for i, src := range shown {
		list[i] = s.describe(c, src)
	}
	if p.one("query") != "" {
		c.Header().Set(codealive.HeaderTotal, strconv.Itoa(len(list)))
	}
	c.json(list)
}

func (s *Server) describe(c *call, src source) codealive.DataSource {
	d := codealive.DataSource{ID: src.id, Name: src.name, Type: "Repository", State: "Ready", Readiness: "Ready"}
	if src.refused != "" {
		d.State, d.Readiness = "Failed", "Failed"
		d.Description = "Not served: it " + src.refused + "."
		return d
	}
	st := src.State()
	if d.Description = src.trouble(); d.Description == "" {
		d.Description = size(st, pace([]source{src}))
	}
	if st.Git {
		d.URL = scan.Remote(c.r.Context(), src.root)
	}
	d.Branch = st.Branch
	if st.Total > 0 {
		d.Indexing = &codealive.Indexing{Branch: st.Branch, Commit: st.Commit, FilesIndexed: st.Done, FilesTotal: st.Total, Problem: src.trouble()}
	}
	return d
}

// size says what a source holds and how much of it can be found already.
func size(st index.State, pace string) string {
	if st.Total == 0 && !st.Complete {
		return "Being looked through; a search waits for it."
	}
	text := render.Count(st.Total, "file", "files")
	if lang := mostly(st.Languages); lang != "" {
		text += ", mostly " + lang
	}
	if st.Done < st.Total {
		text += fmt.Sprintf("; indexed %s of %s%s", render.Number(st.Done), render.Count(st.Total, "file", "files"), pace)
	}
	if st.Left > 0 {
		text += fmt.Sprintf("; %s above the engine's limits are left out", render.Count(st.Left, "more file", "more files"))
	}
	if st.Large > 0 {
		text += fmt.Sprintf("; %s above 1 MiB not searched", render.Count(st.Large, "file", "files"))
	}
	return text
}

// mostly is the language of most files, programming languages before others.
func mostly(langs map[string]int) string {
	best, name := 0, ""
	for lang, n := range langs {
		if prose[lang] {
			n = 1 // only where there is nothing else
		} else {
			n += 1
		}
		if n > best || n == best && lang < name {
			best, name = n, lang
		}
	}
	if name == "Other" {
		return ""
	}
	return name
}

var prose = map[string]bool{
	"Other": true, "Text": true, "Markdown": true, "JSON": true, "YAML": true, "TOML": true, "XML": true, "INI": true,
	"reStructuredText": true, "AsciiDoc": true, "Go module": true,
}
