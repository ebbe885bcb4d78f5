package engine

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func (k *kit) fetchRaw(body string) *http.Response {
	k.t.Helper()
	return k.do(k.t.Context(), http.MethodPost, "/api/search/artifacts", body)
}

func (k *kit) fetch(selector string, ids ...string) []codealive.Artifact {
	k.t.Helper()
	body, err := json.Marshal(codealive.FetchRequest{Identifiers: ids, DataSource: selector})
	if err != nil {
		k.t.Fatal(err)
	}
	res := k.fetchRaw(string(body))
	if res.StatusCode != http.StatusOK {
		k.t.Fatalf("fetch %q: %d", ids, res.StatusCode)
	}
	got := decode[codealive.FetchResponse](k.t, res).Artifacts
	if len(got) != len(ids) {
		k.t.Fatalf("%d entries for %d identifiers", len(got), len(ids))
	}
	for i, a := range got {
		if a.Identifier != ids[i] || a.Found == nil || !*a.Found && (a.Content != nil || a.StartLine != 0 || a.ContentByteSize != 0) {
			k.t.Errorf("entry %d of %q: %+v", i, ids[i], a)
		}
	}
	return got
}

// content is what an identifier fetches; "-" stands for nothing found.
func (k *kit) content(id string) string {
	k.t.Helper()
	switch a := k.fetch("", id)[0]; {
	case !*a.Found:
		return "-"
	case a.Content == nil:
		return fmt.Sprintf("found, %d bytes", a.ContentByteSize)
	default:
		if a.ContentByteSize != int64(len(*a.Content)) {
			k.t.Errorf("%s: %d bytes said, %d there", id, a.ContentByteSize, len(*a.Content))
		}
		return fmt.Sprintf("%d %s", a.StartLine, *a.Content)
	}
}

func TestFetchReadsFilesSymbolsAndChunks(t *testing.T) {
	isolate(t)
	dir := filepath.Join(t.TempDir(), "shop")
	for name, text := range map[string]string{
		"a.go":       "package a\n\n// F does.\nfunc F(x int) int {\n\treturn x\n}\n\ntype (\n\tT struct {\n\t\tn int\n\t}\n\tU int\n)\n\nfunc init() { one() }\nfunc init() { two() }\n",
		"README.md":  "# A\n\nfirst\n\n## B\n\nsecond\n",
		"crlf.go":    "package a\r\n\r\nfunc G() {\r\n\tG()\r\n}\r\n",
		"sub/ü b.md": "text",
		"empty.txt":  "",
		"blank.txt":  "\n \n",
		"bin.dat":    "a\x00b",
		"big.txt":    strings.Repeat("x", 1<<20+1),
		"full.txt":   strings.Repeat("x", 1<<20),
		"bad.txt":    "caf\xe9",
	} {
		write(t, dir, name, text)
	}
	k := serve(t, []string{dir})
	for id, want := range map[string]string{
		"a.go::F(x int)":    "4 func F(x int) int {\n\treturn x\n}",
		"a.go::T":           "9 \tT struct {\n\t\tn int\n\t}",
		"a.go::init()":      "15 func init() { one() }",
		"a.go::init()#2":    "16 func init() { two() }",
		"a.go::init()#3":    "-",
		"a.go::F":           "-",
		"a.go::f(x int)":    "-",
		"A.go::F(x int)":    "-",
		"a.go:: F(x int)":   "-",
		"a.go::0001":        "-",
		"README.md::0001":   "1 # A\n\nfirst",
		"README.md::0002":   "5 ## B\n\nsecond",
		"README.md::0003":   "-",
		"README.md":         "1 # A\n\nfirst\n\n## B\n\nsecond\n",
		"README.md::":       "1 # A\n\nfirst\n\n## B\n\nsecond\n",
		"README.md::::":     "-",
		"crlf.go":           "1 package a\n\nfunc G() {\n\tG()\n}\n",
		"crlf.go::G()":      "3 func G() {\n\tG()\n}",
		"sub/ü b.md":        "1 text",
		"sub/ü b.md::0001":  "-",
		"empty.txt":         "1 ",
		"empty.txt::":       "1 ",
		"empty.txt::0001":   "-",
		"blank.txt":         "1 \n \n",
		"bin.dat":           "found, 3 bytes",
		"bin.dat::0001":     "-",
		"big.txt":           "found, 1048577 bytes",
		"full.txt":          "1 " + strings.Repeat("x", 1<<20),
		"gone.go":           "-",
		"gone.go::F(x int)": "-",
		"sub":               "-",
		"sub/":              "-",
	} {
		if got := k.content("local/shop::" + id); got != want {
			t.Errorf("%q: got %.80q, want %.80q", id, got, want)
		}
	}
	if a := k.fetch("", "local/shop::bad.txt")[0]; a.Content == nil || *a.Content != "caf\uFFFD" {
		t.Errorf("bytes that are no UTF-8: %+v", a)
	}
	ids := []string{"local/shop::gone.go", "local/shop::README.md::0002", "nonsense", "local/shop::a.go::U", "local/shop::README.md::0002", ""}
	var found []bool
	for _, a := range k.fetch("", ids...) {
		found = append(found, a.IsFound())
	}
	if fmt.Sprint(found) != "[false true false true true false]" {
		t.Errorf("in the order asked for: %v", found)
	}
}

func TestFetchReadsWhatIsThereNow(t *testing.T) {
	dir := folder(t, "a.go", "package a\n\nfunc F() { one() }\n\nfunc G() {}\n")
	k := serve(t, []string{dir})
	id := k.search("one").Results[0].Identifier
	if got := k.content(id); got != "3 func F() { one() }" {
		t.Errorf("got %q", got)
	}
	write(t, dir, "a.go", "package a\n\nfunc G() {}\n\n\n// F moved.\nfunc F() { two() }\n")
	if got := k.content(id); got != "7 func F() { two() }" {
		t.Errorf("moved: %q", got)
	}
	write(t, dir, "a.go", "package a\n\nfunc G() {}\n")
	if got := k.content(id); got != "-" {
		t.Errorf("gone: %q", got)
	}
}

func TestFetchOfASelectedSource(t *testing.T) {
	root := t.TempDir()
	one, two := filepath.Join(root, "one"), filepath.Join(root, "two")
	write(t, one, "a.txt", "alpha")
	write(t, two, "a.txt", "bravo")
	k := serve(t, []string{one, two})
	sources := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	ids := []string{"local/two::a.txt", "local/one::a.txt"}
	for selector, want := range map[string]string{
		"": "bravo alpha", " ": "bravo alpha", "one": "- alpha", "TWO": "bravo -", sources[0].ID: "- alpha",
	} {
		var got []string
		for _, a := range k.fetch(selector, ids...) {
			if a.IsFound() {
				got = append(got, *a.Content)
			} else {
				got = append(got, "-")
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", selector, got, want)
		}
	}
	p := problem(t, k.fetchRaw(`{"identifiers":["local/one::a.txt"],"dataSource":"three"}`), http.StatusNotFound)
	if !strings.Contains(p.Detail, "one, two") {
		t.Errorf("detail %q", p.Detail)
	}
	problem(t, serve(t, nil).fetchRaw(`{"identifiers":["local/one::a.txt"]}`), http.StatusNotFound)
}

func TestWrongFetchRequests(t *testing.T) {
	k := serve(t, []string{shop(t)})
	many := func(n int) string { return `{"identifiers":["x"` + strings.Repeat(`,"x"`, n-1) + `]}` }
	for body, field := range map[string]string{
		`{}`: "identifiers", `{"identifiers":[]}`: "identifiers", `{"identifiers":null}`: "identifiers", many(51): "identifiers",
		`{"identifiers":"x"}`: "identifiers", `{"identifiers":["x"],"dataSource":1}`: "dataSource", `[]`: "", `x`: "", ``: "",
	} {
		p := problem(t, k.fetchRaw(body), http.StatusBadRequest)
		if field != "" && len(p.Errors[field]) != 1 {
			t.Errorf("%.40s: %+v", body, p)
		}
	}
	if res := k.fetchRaw(many(50)); res.StatusCode != http.StatusOK {
		t.Errorf("50 identifiers: %d", res.StatusCode)
	}
	if res := k.fetchRaw(`{"identifiers":["x"],"dataSource":null,"other":{}}`); res.StatusCode != http.StatusOK {
		t.Errorf("null selector, unknown member: %d", res.StatusCode)
	}
}

func TestFetchHasALimit(t *testing.T) {
	dir := folder(t, "a.txt", strings.Repeat("x", 1<<20))
	k := serve(t, []string{dir})
	id := "local/" + filepath.Base(dir) + "::a.txt"
	ids, _ := json.Marshal(strings.Split(strings.Repeat(id+" ", 16)+id, " "))
	problem(t, k.fetchRaw(`{"identifiers":`+string(ids)+`}`), http.StatusRequestEntityTooLarge)
	ids, _ = json.Marshal(strings.Fields(strings.Repeat(id+" ", 16)))
	if res := k.fetchRaw(`{"identifiers":` + string(ids) + `}`); res.StatusCode != http.StatusOK {
		t.Errorf("16 MiB: %d", res.StatusCode)
	}
}

// Names may hold what separates the parts of an identifier.
func TestIdentifiersOfOddNamesComeBack(t *testing.T) {
	isolate(t)
	dir := filepath.Join(t.TempDir(), "we::ird  name")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{"a", "a::b.txt", "a::0001", "::", "c:::d.md", "line\nbreak.txt", "bytes\xff\xfe.txt", " blank ", `back\slash.txt`, "quote\".txt"} {
		writeIfPossible(dir, name, "needle in "+strings.ToValidUTF8(name, "?")+"\n")
	}
	k := serve(t, []string{dir})
	n := 0
	for _, r := range k.grep("needle").Results {
		n++
		a := k.fetch("", r.Identifier)[0]
		if !a.IsFound() || a.Content == nil || *a.Content != r.Matches[0].LineText+"\n" && !strings.Contains(r.Identifier, "\n") {
			t.Errorf("%q fetches %+v", r.Identifier, a)
		}
	}
	for _, r := range k.search("needle").Results {
		if a := k.fetch("", r.Identifier)[0]; !a.IsFound() {
			t.Errorf("%q is not found", r.Identifier)
		}
	}
	if files, _ := os.ReadDir(dir); n != len(files) {
		t.Errorf("%d of %d files are found", n, len(files))
	}
}
