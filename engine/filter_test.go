package engine

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

var searches = []string{"/api/search/semantic?Query=needle", "/api/search/grep?Query=needle"}

// What no file passes is a mistake; found nothing would say that the text is nowhere.
func TestFiltersThatNameNothingAreRefused(t *testing.T) {
	isolate(t)
	one := folder(t, "txtar/archive.go", "package txtar\n\nfunc needle() {}\n", "Docs/guide.md", "needle\n")
	two := folder(t, "web/cart.ts", "// needle\n", "large.json", strings.Repeat("needle\n", 1<<18))
	k := serve(t, []string{one, two})
	names := url.Values{"Names": {filepath.Base(one), filepath.Base(two)}}.Encode()
	for _, search := range searches {
		search += "&" + names
		for query, want := range map[string]string{
			"Paths=nope":                       `Paths - no file or folder is called "nope"`,
			"Paths=tests%3A12":                 `Paths - no file or folder is called "tests:12"`,
			"Paths=%3A12":                      `Paths - no file or folder is called ":12"`,
			"Paths=txtr":                       `Paths - no file or folder is called "txtr"; did you mean txtar?`,
			"Paths=src%2Fcart.ts":              `Paths - no file or folder is called "src/cart.ts"; did you mean web/cart.ts?`,
			"Paths=docs":                       `Paths - no file or folder is called "docs"; did you mean Docs?`,
			"Paths=txtar%2Farchive.go%3A78":    `Paths - no file or folder is called "txtar/archive.go:78"; give it without the line: txtar/archive.go`,
			"Paths=txtar%2Farchive.go%23L7-L9": `Paths - no file or folder is called "txtar/archive.go#L7-L9"; give it without the line: txtar/archive.go`,
			"Paths=web&Paths=nope&Paths=nix":   `Paths - no file or folder is called "nope"; no file or folder is called "nix"`,
			"Paths=..%2Ftxtar":                 `Paths - no file or folder is called "../txtar"; did you mean txtar?`,
			"Paths=web%2F..%2F..%2Ftxtar":      `Paths - no file or folder is called "web/../../txtar"; did you mean txtar?`,
			"Paths=%2Fetc%2Fpasswd":            `Paths - no file or folder is called "/etc/passwd"`,
			"Paths=a%0Ab%E2%80%AE":             `Paths - no file or folder is called "a b"`,
			"Paths=large.json":                 `Paths - "large.json" is larger than 1 MiB, and so is not searched`,
			"Extensions=golang":                "Extensions - no searchable file ends in .golang",
			"Extensions=golang&Extensions=rs":  "Extensions - no searchable file ends in .golang or .rs",
			"Extensions=rs&Paths=nope":         `Extensions - no searchable file ends in .rs. Paths - no file or folder is called "nope"`,
		} {
			p := problem(t, k.get(search+"&"+query), http.StatusBadRequest)
			if p.Detail != want || len(p.Errors) == 0 {
				t.Errorf("%s&%s: %s %v", search, query, p.Detail, p.Errors)
			}
		}
		for query, want := range map[string]int{
			"Paths=txtar": 1, "Paths=txtar/archive.go&Paths=web": 2, "Extensions=golang&Extensions=ts": 1, "Paths=web&Extensions=go": 0, "Paths=web/../txtar": 1,
			"Paths=" + url.QueryEscape(filepath.Join(two, "web")): 1,
		} {
			res := k.get(search + "&" + query)
			if got := decode[codealive.SearchResponse](t, res); res.StatusCode != http.StatusOK || len(got.Results) != want {
				t.Errorf("%s&%s: %d %+v", search, query, res.StatusCode, got.Results)
			}
		}
	}
}

func TestNothingIsSaidOfFiltersWhereFilesAreNotKnownYet(t *testing.T) {
	empty := serve(t, []string{t.TempDir()})
	for _, search := range searches {
		if res := empty.get(search + "&Paths=nope&Extensions=go"); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", search, res.StatusCode)
		}
	}
	g := newGate()
	k := serve(t, []string{folder(t, "a.txt", "needle", "b.txt", "needle", "web/c.ts", "needle")}, g.hold(1), brief)
	defer g.open()
	k.get(list) // begins to index
	<-g.reached
	if res := k.get(searches[0] + "&Paths=web&Extensions=ts"); res.StatusCode != http.StatusOK {
		t.Errorf("while the index is built: %d", res.StatusCode)
	}
}

func TestFiltersThatNameNothingAreMistakesInToolCalls(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for name, argument := range map[string]string{"grep_search": "query", "semantic_search": "question"} {
		obj, _ := k.tool(name, map[string]any{argument: "ledger", "paths": []string{"ledgr"}, "extensions": []string{"rs"}})
		fault, _ := obj["error"].(map[string]any)
		if want := `extensions: no searchable file ends in .rs. paths: no file or folder is called "ledgr"; did you mean ledger?`; fault["message"] != want ||
			fault["try"] != "Correct extensions and paths." {
			t.Errorf("%s: %v", name, fault)
		}
	}
}
