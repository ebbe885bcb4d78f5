package engine

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

func TestNamesChooseSources(t *testing.T) {
	a, b := filepath.Join(folder(t, "x", ""), "Alpha"), filepath.Join(folder(t, "x", ""), "beta")
	write(t, a, "one.txt", "needle in alpha")
	write(t, b, "two.txt", "needle in beta")
	k := serve(t, []string{a, b, a})
	all := decode[[]codealive.DataSource](t, k.get("/api/datasources/all"))
	if len(all) != 2 || all[0].Name != "Alpha" || all[1].Name != "beta" {
		t.Fatalf("sources %+v", all)
	}
	for query, want := range map[string]string{
		"&Names=alpha": "one.txt", "&Names=BETA": "two.txt", "&Names=" + all[1].ID: "two.txt", "&Names=workspace:beta": "two.txt",
		"&Names=Alpha&Names=beta": "one.txt two.txt", "&DataSourceIds=" + all[0].ID + "&names=beta&Names=beta": "one.txt two.txt",
	} {
		res := paths(decode[codealive.SearchResponse](t, k.get("/api/search/semantic?Query=needle"+query)))
		slices.Sort(res)
		if got := strings.Join(res, " "); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	for query, want := range map[string]string{
		"": "name one of them: Alpha, beta", "&Names=gamma": `No data source is called "gamma". There are: Alpha, beta.`,
		"&Names=workspace:gamma": "There are: Alpha, beta.",
	} {
		if p := problem(t, k.get("/api/search/semantic?Query=needle"+query), http.StatusNotFound); !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %s", query, p.Detail)
		}
	}
	none := serve(t, nil)
	p := problem(t, none.get("/api/search/semantic?Query=x"), http.StatusNotFound)
	if !strings.Contains(p.Detail, "--local DIR") || !strings.Contains(p.Detail, "CODEALIVE_LOCAL") {
		t.Errorf("no source: %s", p.Detail)
	}
	if body, _ := io.ReadAll(none.get("/api/datasources/ready").Body); strings.TrimSpace(string(body)) != "[]" {
		t.Errorf("no source is listed as %s", body)
	}
}

func TestEqualNamesGetASuffixThatDoesNotDependOnOrder(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "app"), filepath.Join(t.TempDir(), "App")
	write(t, a, "a.txt", "x")
	write(t, b, "b.txt", "x")
	list := func(roots ...string) (names []string) {
		for _, d := range decode[[]codealive.DataSource](t, serve(t, roots).get("/api/datasources/all")) {
			names = append(names, d.Name)
		}
		slices.Sort(names)
		return names
	}
	one, two := list(a, b), list(b, a)
	if !slices.Equal(one, two) || !regexp.MustCompile(`^App-[0-9a-f]{8}$`).MatchString(one[0]) || !regexp.MustCompile(`^app-[0-9a-f]{8}$`).MatchString(one[1]) {
		t.Errorf("got %q and %q", one, two)
	}
}

func TestListOfSources(t *testing.T) {
	dir := repository(t, "a.go", "package a\n", "b.go", "package a\n", "c.md", "# Text\n")
	run(t, dir, "remote", "add", "origin", "https://me:secret@git.example.com/acme/a")
	k := serve(t, []string{dir, filepath.Join(dir, "gone")})
	for _, path := range []string{"/api/datasources/ready", "/api/datasources/alive", "/api/datasources/all?type=repository&SearchTerm=" + strings.ToUpper(filepath.Base(dir))} {
		res := k.get(path)
		list := decode[[]codealive.DataSource](t, res)
		if len(list) != 1 {
			t.Fatalf("%s: %+v", path, list)
		}
		d := list[0]
		if ready, _ := d.Searchable(); !ready || d.Type != "Repository" || d.Name != filepath.Base(dir) || !hex24.MatchString(d.ID) ||
			d.URL != "https://git.example.com/acme/a" || d.Branch != "main" || d.State != "Ready" || !strings.Contains(d.Description, "3 files, mostly Go") {
			t.Errorf("%s: %+v", path, d)
		}
		if res.Header.Get(codealive.HeaderTotal) != "" {
			t.Error("a total without a query")
		}
	}
	all := decode[[]codealive.DataSource](t, k.get("/api/datasources/all"))
	if len(all) != 2 || all[1].State != "Failed" || all[1].Description == "" {
		t.Errorf("all: %+v", all)
	}
	for path, want := range map[string]int{"?type=workspace": 0, "?searchTerm=nothing": 0, "?query=anything": 1} {
		res := k.get("/api/datasources/ready" + path)
		if list := decode[[]codealive.DataSource](t, res); len(list) != want {
			t.Errorf("%s: %+v", path, list)
		}
		if total := res.Header.Get(codealive.HeaderTotal); strings.Contains(path, "query") != (total == "1") {
			t.Errorf("%s: total %q", path, total)
		}
	}
	problem(t, k.get("/api/datasources/ready?type=other"), http.StatusBadRequest)
}

func TestTooMuchIsRefusedAsASource(t *testing.T) {
	isolate(t)
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	k := serve(t, []string{"/", home, filepath.Dir(home)})
	if list := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready")); len(list) != 0 {
		t.Errorf("served: %+v", list)
	}
	for _, d := range decode[[]codealive.DataSource](t, k.get("/api/datasources/all")) {
		if d.State != "Failed" || !strings.Contains(d.Description, "never indexed") {
			t.Errorf("%+v", d)
		}
	}
	if p := problem(t, k.get("/api/search?Query=x&Names="+filepath.Base(home)), http.StatusNotFound); !strings.Contains(p.Detail, "never indexed") {
		t.Error(p.Detail)
	}
	problem(t, k.get("/api/search?Query=x"), http.StatusNotFound)
}

// Callers need not be on this machine: where its directories lie is for the log.
func TestAnswersDoNotTellWhereDirectoriesLie(t *testing.T) {
	isolate(t)
	gone := filepath.Join(t.TempDir(), "gone")
	file := filepath.Join(folder(t, "file", "x"), "file")
	dir := shop(t)
	for _, v := range []string{"TMPDIR", "TMP", "TEMP"} { // no place for an index is left
		t.Setenv(v, gone)
	}
	var log bytes.Buffer
	k := serve(t, []string{gone, file, dir}, cacheIn(filepath.Join(file, "cache")), func(c *Config, _ *index.Options) {
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	described := map[string]string{}
	for range 2 {
		for _, d := range decode[[]codealive.DataSource](t, k.get("/api/datasources/all")) {
			described[d.Name] = d.Description
		}
	}
	if want := map[string]string{
		"gone": "Not served: it cannot be opened.", "file": "Not served: it is not a directory.",
		filepath.Base(dir): "The index cannot be kept: the disk of the engine's cache directory is full, read-only or failing. " +
			"Free space there, or set CODEALIVE_CACHE_DIR to another disk; grep_search and read_file work meanwhile.",
	}; !maps.Equal(described, want) {
		t.Errorf("described %q", described)
	}
	for name, want := range map[string]string{"gone": "it cannot be opened.", "file": "it is not a directory."} {
		if p := problem(t, k.get("/api/search?Query=x&Names="+name), http.StatusNotFound); p.Detail != fmt.Sprintf("%q cannot be searched: %s", name, want) {
			t.Error(p.Detail)
		}
	}
	if err := k.engine.Close(); err != nil { // nothing logs any more
		t.Fatal(err)
	}
	if text := log.String(); strings.Count(text, "a directory is not served") != 2 || !strings.Contains(text, "gone") || !strings.Contains(text, "could not be compared") {
		t.Errorf("log %s", text)
	}
	if err := CheckRoot(gone); err == nil || !strings.Contains(err.Error(), gone) {
		t.Errorf("at the command line: %v", err)
	}
}

func TestNamesOfSourcesAreVisible(t *testing.T) {
	root := filepath.Join(t.TempDir(), "gnp\u202e.shop\u200b")
	write(t, root, "a.txt", "needle")
	k := serve(t, []string{root})
	all := decode[[]codealive.DataSource](t, k.get("/api/datasources/all"))
	if len(all) != 1 || all[0].Name != "gnp.shop" {
		t.Errorf("sources %+v", all)
	}
	if res := k.search("needle", "Names", "gnp.shop"); len(res.Results) != 1 {
		t.Errorf("found %+v", res.Results)
	}
}

// Clients list the sources before each question. The list may be a minute
// behind, so that the files are not looked at twice; a question never is.
func TestListDoesNotLookAtFilesAgain(t *testing.T) {
	dir := folder(t, "a.txt", "alpha")
	k := serve(t, []string{dir})
	k.expect("alpha", "a.txt")
	files := func() int {
		return decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))[0].Indexing.FilesTotal
	}
	write(t, dir, "b.txt", "bravo")
	if n := files(); n != 1 {
		t.Errorf("%d files listed: they were looked at", n)
	}
	k.expect("bravo", "b.txt")
	if n := files(); n != 2 {
		t.Errorf("%d files listed after a question", n)
	}
}
