package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// What 50 artifacts of any sort may take: the budget, and a note for each.
const most = Budget + 50*200

func TestStrangeArtifactsKeepTheBudget(t *testing.T) {
	for name, line := range map[string]string{
		"minified":        strings.Repeat("x", 300_000),
		"hidden":          strings.Repeat("\u202e", 5000),
		"wide":            strings.Repeat("世", 5000),
		"many lines":      strings.Repeat("a line of code\n", 5000),
		"empty":           "",
		"long identifier": "x",
	} {
		var answer codealive.Artifacts
		for i := range 50 {
			id := fmt.Sprint("a/b::", i)
			if name == "long identifier" {
				id += strings.Repeat("y", 8000)
			}
			answer.Found = append(answer.Found, codealive.Artifact{Identifier: id, Content: &line})
		}
		text := Artifacts(answer, "")
		if len(text) > most || strings.Count(text, "== a/b::") != 50 {
			t.Errorf("%s: %d bytes, %d headings", name, len(text), strings.Count(text, "== a/b::"))
		}
	}
}

func TestManyMissingArtifactsKeepTheBudget(t *testing.T) {
	var answer codealive.Artifacts
	for range 50 {
		answer.NotFound = append(answer.NotFound, strings.Repeat("x\u202e", 4000))
	}
	if text := Artifacts(answer, ""); len(text) > Budget || !strings.HasPrefix(text, "== not found: 50\n") {
		t.Errorf("%d bytes: %.80s", len(text), text)
	}
}

func TestAloneTheWholeBudgetIsThere(t *testing.T) {
	text := strings.Repeat("a line of code\n", 5000)
	got := Artifacts(codealive.Artifacts{Found: []codealive.Artifact{{Identifier: "a/b::c", Content: &text}}}, "")
	if len(got) < Budget*9/10 || len(got) > Budget+200 || !strings.Contains(got, "read_file with start_line ") {
		t.Errorf("%d bytes: …%s", len(got), got[len(got)-100:])
	}
}

func TestALongTextWithoutLinesIsCutInside(t *testing.T) {
	got := Cut("head\n"+strings.Repeat("é", Budget), "ask for less")
	if len(got) < Budget*9/10 || len(got) > Budget+200 || !strings.HasSuffix(got, "ask for less)") {
		t.Errorf("%d bytes: …%s", len(got), got[max(0, len(got)-100):])
	}
}

func TestFilesOfSeveralSourcesSayWhose(t *testing.T) {
	file := codealive.GrepResult{MatchCount: 1}
	file.Identifier, file.DataSource = "a/b::x.go", &codealive.DataSourceRef{Name: "one"}
	answer := codealive.GrepAnswer{GrepResponse: codealive.GrepResponse{
		Results: []codealive.GrepResult{file}, DataSources: []codealive.SourceIndex{{Name: "one"}, {Name: "two"}},
	}}
	if got := Files(answer, FilesQuery{Limit: 9}); !strings.Contains(got, "\nx.go in one") {
		t.Error(got)
	}
	answer.DataSources = answer.DataSources[:1]
	if got := Files(answer, FilesQuery{Limit: 9}); strings.Contains(got, "in one\n") || strings.HasSuffix(got, " in one") {
		t.Error(got)
	}
}

func TestStrangeSourcesAndPathsKeepTheBudget(t *testing.T) {
	long := strings.Repeat("x", Budget)
	hit := codealive.SearchResult{Identifier: long + "::" + long, Location: &codealive.Location{Path: "a"}}
	behind := codealive.SourceIndex{Name: long, Indexing: &codealive.Indexing{Branch: long, Commit: "c0ffee", FilesTotal: 9}}
	many := make([]codealive.SourceIndex, 900)
	for i := range many {
		many[i] = behind
	}
	for name, text := range map[string]string{
		"hits":          Hits(codealive.SearchAnswer{SearchResponse: codealive.SearchResponse{Results: []codealive.SearchResult{hit}, DataSources: many[:1]}}),
		"many sources":  Hits(codealive.SearchAnswer{SearchResponse: codealive.SearchResponse{DataSources: many}}),
		"files":         Files(codealive.GrepAnswer{GrepResponse: codealive.GrepResponse{Results: []codealive.GrepResult{{SearchResult: hit}}, DataSources: many}}, FilesQuery{}),
		"relationships": Relationships(codealive.RelationshipsResponse{Found: true, Relationships: []codealive.RelationshipGroup{{Items: []codealive.RelatedArtifact{{Identifier: hit.Identifier}, {Identifier: hit.Identifier}}}}}, codealive.RelationshipsRequest{}),
	} {
		if len(text) > Budget {
			t.Errorf("%s: %d bytes", name, len(text))
		}
	}
	if text := Hits(codealive.SearchAnswer{SearchResponse: codealive.SearchResponse{DataSources: many}}); !strings.HasSuffix(text, "Code of 895 other data sources may be missing too.") {
		t.Errorf("…%s", text[len(text)-100:])
	}
}
