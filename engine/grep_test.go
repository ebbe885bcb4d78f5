package engine

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// grep asks for text; more are further parameters, name and value in turn.
func (k *kit) grep(query string, more ...string) codealive.GrepResponse {
	k.t.Helper()
	q := url.Values{"Query": {query}}
	for i := 0; i < len(more); i += 2 {
		q.Add(more[i], more[i+1])
	}
	res := k.get("/api/search/grep?" + q.Encode())
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(res.Body)
		k.t.Fatalf("grep %q: %d %s", query, res.StatusCode, body)
	}
	return decode[codealive.GrepResponse](k.t, res)
}

// brief writes hits as path:count:first line, name-only ones as path alone.
func inBrief(res codealive.GrepResponse) string {
	var list []string
	for _, r := range res.Results {
		if text := r.Path(); r.MatchedByName {
			list = append(list, text)
		} else {
			start, _ := r.Lines()
			list = append(list, fmt.Sprintf("%s:%d:%d", text, r.MatchCount, start))
		}
	}
	return strings.Join(list, " ")
}

func TestGrepResultsHoldWhatTheContractSays(t *testing.T) {
	dir := shop(t)
	name := filepath.Base(dir)
	res := serve(t, []string{dir}).get("/api/search/grep?query=ledger&REGEX=false")
	body, _ := io.ReadAll(res.Body)
	var got struct {
		Results []map[string]any
	}
	mustUnmarshal(t, body, &got)
	id := got.Results[0]["dataSource"].(map[string]any)["id"].(string)
	at := func(start, startChar, end, endChar float64) map[string]any {
		return map[string]any{
			"start": map[string]any{"line": start, "character": startChar}, "end": map[string]any{"line": end, "character": endChar},
		}
	}
	hit := func(path string, size, count float64, place map[string]any, matches ...any) map[string]any {
		return map[string]any{
			"kind": "File", "identifier": "local/" + name + "::" + path, "location": map[string]any{"path": path, "range": place},
			"contentByteSize": size, "dataSource": map[string]any{"id": id, "name": name, "type": "repository"},
			"matchCount": count, "matches": append([]any{}, matches...),
		}
	}
	match := func(line, start, end float64, text string) any {
		return map[string]any{"lineNumber": line, "startColumn": start, "endColumn": end, "lineText": text}
	}
	want := []map[string]any{
		hit("README.md", 66, 1, at(7, 6, 7, 12), match(7, 7, 12, "How a ledger entry is booked.")),
		hit("ledger/post.go", 177, 2, at(1, 8, 1, 14), match(1, 9, 14, "package ledger"), match(8, 15, 20, "func bare() { ledger() }")),
		hit("ledger/post_test.go", 73, 2, at(1, 8, 1, 14), match(1, 9, 14, "package ledger"), match(3, 31, 36, "func TestPost(t *testing.T) { ledger() }")),
	}
	for i, w := range want {
		if i >= len(got.Results) {
			t.Fatalf("%d results: %s", len(got.Results), body)
		}
		w["contentByteSize"] = got.Results[i]["contentByteSize"]
		if !reflect.DeepEqual(got.Results[i], w) {
			t.Errorf("got\n%v, want\n%v", got.Results[i], w)
		}
	}
	named := serve(t, []string{dir}).grep("cart.t").Results
	if len(named) != 1 || !named[0].MatchedByName || named[0].MatchCount != 0 || named[0].Matches == nil || len(named[0].Matches) != 0 {
		t.Fatalf("by name: %+v", named)
	}
	if start, end := named[0].Lines(); start != 1 || end != 1 || named[0].Identifier != "local/"+name+"::web/cart.ts" {
		t.Errorf("by name: %+v", named[0])
	}
	if info, err := os.Stat(filepath.Join(dir, "web", "cart.ts")); err != nil || named[0].ContentByteSize != info.Size() {
		t.Errorf("%d bytes, %v", named[0].ContentByteSize, err)
	}
}

func TestGrepFindsWhatItShould(t *testing.T) {
	dir := folder(t,
		"lib/needle.go", "package lib\n",
		"lib/a.go", "one needle, two needles\nNeedle\n\tthe third needle",
		"lib/a_test.go", "needle\n",
		"vendor/v.go", "needle\n",
		"needle/z.txt", "nothing\n",
		"crlf.txt", "first\r\nend of line\r\n\r\nx\r\n",
		"odd.txt", "caf\xe9 needle\xff\n",
		"bom.txt", "\xef\xbb\xbfpackage bom\n",
		"bin/needle.bin", "needle\x00needle",
		"дом.md", "привет, мир needle\n",
		".env", "needle=1\n",
	)
	k := serve(t, []string{dir})
	for _, c := range []struct{ query, regex, want string }{
		{"needle", "", "lib/a.go:3:1 odd.txt:1:1 дом.md:1:1 lib/a_test.go:1:1 vendor/v.go:1:1 bin/needle.bin lib/needle.go needle/z.txt"},
		{"Needle", "", "lib/a.go:1:2"},
		{"needle.", "", "bin/needle.bin lib/needle.go"},
		{"needle", "true", "lib/a.go:3:1 odd.txt:1:1 дом.md:1:1 lib/a_test.go:1:1 vendor/v.go:1:1"},
		{"(?i)NEEDLE", "True", "lib/a.go:4:1 odd.txt:1:1 дом.md:1:1 lib/a_test.go:1:1 vendor/v.go:1:1"},
		{"^needle", "1", "lib/a_test.go:1:1 vendor/v.go:1:1"},
		{"line$", "true", "crlf.txt:1:2"},
		{`^$`, "true", "crlf.txt:1:3"},
		{`\Aend.*line\z`, "true", "crlf.txt:1:2"},
		{`^package (lib|bom)$`, "true", "bom.txt:1:1 lib/needle.go:1:1"},
		{`x\b`, "true", "crlf.txt:1:4"},
		{"\tthe", "", "lib/a.go:1:3"},
		{" third ", "", "lib/a.go:1:3"},
		{"привет, мир", "", "дом.md:1:1"},
		{"дом", "", "дом.md"},
		{"lib/a", "", "lib/a.go lib/a_test.go"},
		{"(?:needle", "", ""},
		{"zzqqxx", "", ""},
		{"needle, two needles\nNeedle|third", "true", "lib/a.go:1:3"},
		{`first[\s\S]*line`, "true", ""},
		{"needle=1", "", ""},
	} {
		if got := inBrief(k.grep(c.query, "Regex", c.regex)); got != c.want {
			t.Errorf("%q (%s): got %q, want %q", c.query, c.regex, got, c.want)
		}
	}
}

func TestGrepParameters(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for query, want := range map[string]string{
		"Query=ledger&Paths=ledger":                          "ledger/post.go ledger/post_test.go",
		"QUERY=ledger&PATHS=./ledger/post.go&extensions=GO":  "ledger/post.go",
		"Query=ledger&Extensions=.md&Extensions=ts":          "README.md",
		"Query=ledger&Paths=web&Paths=README.md":             "README.md",
		"Query=post&Paths=.&Extensions=go&MaxResults=1":      "ledger/post.go",
		"Query=ledger&MaxResults=2&Unknown=x":                "README.md ledger/post.go",
		"Query=ledger&MaxResults=500&Paths=&Extensions=*.go": "ledger/post.go ledger/post_test.go",
	} {
		var got []string
		for _, r := range decode[codealive.GrepResponse](t, k.get("/api/search/grep?"+query)).Results {
			got = append(got, r.Path())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	for query, field := range map[string]string{
		"": "Query", "Query=": "Query", "Query=%20%09": "Query", "Query=x&MaxResults=0": "MaxResults", "Query=x&MaxResults=501": "MaxResults",
		"Query=x&MaxResults=ten": "MaxResults", "Query=a%0Ab": "Query", "Query=(&Regex=true": "Query", "Query=" + strings.Repeat("x", 1001): "Query",
	} {
		p := problem(t, k.get("/api/search/grep?"+query), http.StatusBadRequest)
		if len(p.Errors[field]) != 1 {
			t.Errorf("%q: %+v", query, p.Errors)
		}
	}
	problem(t, k.get("/api/search/grep?Query=x&Names=nobody"), http.StatusNotFound)
	problem(t, k.do(t.Context(), http.MethodPost, "/api/search/grep?Query=x", ""), http.StatusMethodNotAllowed)
	empty, _ := io.ReadAll(k.get("/api/search/grep?Query=zzqqxx").Body)
	if !strings.HasPrefix(string(empty), `{"results":[],"dataSources":[{`) {
		t.Errorf("nothing found: %s", empty)
	}
}

func TestGrepSaysWhatIsWrongWithAPattern(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for pattern, want := range map[string]string{
		`a(?=b)`: "RE2", `(?<!a)b`: "RE2", `(a)\1`: "RE2", `a++`: "RE2", `(?>a)`: "RE2", `a(`: "missing closing ): `a(`. To find the text as it stands",
		`[z-a]`: "invalid character class range", `*a`: "missing argument", `a{1001}`: "repeat", `a\nb`: "do not span lines", `(a\n)+`: "do not span lines",
		`(a{100}){10}(b{100}){10}(c{100}){10}(d{100}){10}(e{100}){10}(f{100}){10}`: "too large",
	} {
		p := problem(t, k.get("/api/search/grep?Regex=true&Query="+url.QueryEscape(pattern)), http.StatusBadRequest)
		if len(p.Errors["Query"]) != 1 || !strings.Contains(p.Errors["Query"][0], want) {
			t.Errorf("%s: %q", pattern, p.Errors)
		}
	}
}

func TestGrepOfSeveralSourcesKeepsTheirOrder(t *testing.T) {
	a, b := folder(t, "z.txt", "needle", "a_test.go", "needle"), folder(t, "a.txt", "needle", "needle.txt", "x")
	k := serve(t, []string{a, b})
	sources := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))
	res := k.grep("needle", "Names", sources[0].Name, "Names", sources[1].ID)
	if got := inBrief(res); got != "z.txt:1:1 a.txt:1:1 a_test.go:1:1 needle.txt" {
		t.Errorf("got %q", got)
	}
	for i, want := range []int{0, 1, 0, 1} {
		if got := res.Results[i].DataSource.ID; got != sources[want].ID {
			t.Errorf("hit %d is of %s", i, got)
		}
	}
	if len(res.DataSources) != 2 || res.DataSources[1].Name != sources[1].Name || *res.DataSources[1].Indexing != (codealive.Indexing{FilesIndexed: 2, FilesTotal: 2}) {
		t.Errorf("%+v", res.DataSources)
	}
	problem(t, k.get("/api/search/grep?Query=needle"), http.StatusNotFound)
}

func TestGrepIsTheSameEveryTime(t *testing.T) {
	var files []string
	for i := range 300 {
		files = append(files, fmt.Sprintf("d%d/f%d.txt", i%7, i), strings.Repeat("needle\n", i%3))
	}
	k := serve(t, []string{folder(t, files...)})
	for _, limit := range []string{"1", "20", "190", "500"} {
		want := k.grep("needle", "MaxResults", limit)
		for range 10 {
			if got := k.grep("needle", "MaxResults", limit); !reflect.DeepEqual(got, want) {
				t.Fatalf("limit %s: got %s, want %s", limit, inBrief(got), inBrief(want))
			}
		}
		paths := strings.Fields(inBrief(want))
		if !slices.IsSorted(paths) {
			t.Errorf("limit %s: %q", limit, paths)
		}
	}
}

func TestGrepShowsTenLinesAndCountsAll(t *testing.T) {
	k := serve(t, []string{folder(t, "a.txt", strings.Repeat("x\nneedle needle\n", 40))})
	r := k.grep("needle").Results[0]
	if r.MatchCount != 80 || len(r.Matches) != 10 || r.Matches[9] != (codealive.GrepMatch{LineNumber: 20, StartColumn: 1, EndColumn: 6, LineText: "needle needle"}) {
		t.Errorf("%d matches, %+v", r.MatchCount, r.Matches)
	}
}

// Links, pipes and what git ignores are not looked into, and neither is what
// is called like a secret.
func TestGrepStaysInTheTree(t *testing.T) {
	outside := folder(t, "secret.txt", "needle")
	dir := repository(t, "a.txt", "needle", ".gitignore", "*.log\n", "b.log", "needle", "id_rsa", "needle", "x/server.pem", "needle", ".git/needle", "needle")
	write(t, dir, "new.txt", "needle, not yet added")
	_ = os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(dir, "needle.txt"))
	_ = os.Symlink(outside, filepath.Join(dir, "needles"))
	k := serve(t, []string{dir})
	res := k.grep("needle")
	if got := inBrief(res); got != "a.txt:1:1 new.txt:1:1" {
		t.Errorf("got %q", got)
	}
	if on := res.DataSources[0].Indexing; on.Branch != "main" || len(on.Commit) != 40 {
		t.Errorf("%+v", on)
	}
	write(t, dir, "a.txt", "something else")
	write(t, dir, "c.txt", "needle")
	if got := inBrief(k.grep("needle")); got != "c.txt:1:1 new.txt:1:1" {
		t.Errorf("after a change: %q", got)
	}
}
