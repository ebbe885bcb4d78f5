package engine

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

const difyPath = "/api/knowledge-retrieval/dify/retrieval"

// dify asks for records; rest are further members of the request, if any.
func (k *kit) dify(id, query, rest string) []codealive.DifyRecord {
	k.t.Helper()
	body := fmt.Sprintf(`{"knowledge_id":%q,"query":%q%s}`, id, query, rest)
	res := k.do(k.t.Context(), http.MethodPost, difyPath, body)
	if res.StatusCode != http.StatusOK {
		k.t.Fatalf("%s: %d %+v", body, res.StatusCode, decode[codealive.DifyError](k.t, res))
	}
	answer := decode[codealive.DifyResponse](k.t, res)
	if answer.Records == nil {
		k.t.Errorf("%s: records is null", body)
	}
	return answer.Records
}

// difyError asserts that res is an error in Dify's form and nothing else.
func difyError(t *testing.T, res *http.Response, status, code int, text string) {
	t.Helper()
	got := decode[map[string]any](t, res)
	message, _ := got["error_msg"].(string)
	if res.StatusCode != status || got["error_code"] != float64(code) || !strings.Contains(message, text) || len(got) != 2 {
		t.Errorf("%d %v, want %d, %d and %q", res.StatusCode, got, status, code, text)
	}
	if media := res.Header.Get("Content-Type"); media != "application/json; charset=utf-8" {
		t.Errorf("type %q", media)
	}
}

func TestDifyRecordsAreCodeWithItsPlace(t *testing.T) {
	dir := shop(t)
	k := serve(t, []string{dir})
	source := decode[[]codealive.DataSource](t, k.get("/api/datasources/ready"))[0]
	for _, id := range []string{source.Name, strings.ToUpper(source.Name), source.ID, " " + source.ID} {
		records := k.dify(id, "book a ledger entry", "")
		i := slices.IndexFunc(records, func(r codealive.DifyRecord) bool {
			return r.Metadata.ArtifactKind == "symbol" && r.Metadata.StartLine == 4
		})
		if i < 0 {
			t.Fatalf("%s: %+v", id, records)
		}
		want := codealive.DifyMetadata{
			Path: "ledger/post.go", Description: "Post books an entry.", FileExtension: ".go",
			DataSourceID: source.ID, DataSourceName: source.Name, DataSourceType: "repository", ArtifactKind: "symbol",
			StartLine: 4, EndLine: 6, EndCharacter: 1,
		}
		r := records[i]
		if r.Title != "post.go" || *r.Metadata != want ||
			r.Content != "func (l *Ledger) Post(ctx context.Context, e Entry) error {\n\treturn l.store.Append(e)\n}" {
			t.Errorf("%+v %+v", r, r.Metadata)
		}
	}
	if got := k.dify(source.Name, "zzqqxx", ""); len(got) != 0 {
		t.Errorf("nothing to find: %+v", got)
	}
}

// Users enter the address with the last segment or without it.
func TestDifyAnswersOnBothAddresses(t *testing.T) {
	dir := shop(t)
	k := serve(t, []string{dir})
	body := fmt.Sprintf(`{"knowledge_id":%q,"query":"cart"}`, filepath.Base(dir))
	for _, path := range []string{difyPath, difyPath + "/retrieval"} {
		res := k.do(t.Context(), http.MethodPost, path, body)
		if got := decode[codealive.DifyResponse](t, res).Records; res.StatusCode != http.StatusOK || len(got) == 0 || got[0].Title != "cart.ts" {
			t.Errorf("%s: %d %+v", path, res.StatusCode, got)
		}
	}
	for _, path := range []string{"/api/knowledge-retrieval/dify", difyPath + "/retrieval/retrieval", difyPath + "/"} {
		if res := k.do(t.Context(), http.MethodPost, path, body); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// Dify refuses an address that answers 403, 404 or 502 to this.
func TestDifyMayTryAnAddressWithoutABody(t *testing.T) {
	k := serve(t, []string{shop(t)})
	for _, path := range []string{difyPath, difyPath + "/retrieval"} {
		res := k.do(t.Context(), http.MethodPost, path, "")
		if got := decode[codealive.DifyResponse](t, res); res.StatusCode != http.StatusOK || got.Records == nil || len(got.Records) != 0 {
			t.Errorf("%s: %d %+v", path, res.StatusCode, got)
		}
	}
	for _, body := range []string{`{"knowledge_id":"","query":"test","retrieval_setting":{"top_k":1,"score_threshold":0.0}}`, `{"knowledge_id":"any","query":""}`} {
		difyError(t, k.do(t.Context(), http.MethodPost, difyPath, body), http.StatusBadRequest, 1001, "")
	}
}

func TestDifySettings(t *testing.T) {
	dir := shop(t)
	name := filepath.Base(dir)
	k := serve(t, []string{dir})
	const query = "book a ledger entry"
	all := k.dify(name, query, "")
	if len(all) != 4 || all[0].Score <= all[1].Score || all[1].Score <= all[2].Score || all[2].Score < all[3].Score || all[0].Score > 1 || all[3].Score <= 0 {
		t.Fatalf("%+v", all)
	}
	for rest, want := range map[string]int{
		`,"retrieval_setting":{"top_k":2,"score_threshold":0}`:                             2,
		fmt.Sprintf(`,"retrieval_setting":{"score_threshold":%v}`, all[1].Score):           2, // at least
		fmt.Sprintf(`,"retrieval_setting":{"top_k":1,"score_threshold":%v}`, all[1].Score): 1,
		`,"retrieval_setting":{"top_k":500,"score_threshold":1},"metadata_condition":null`: 0,
		`,"retrieval_setting":null`: 4,
		`,"retrieval_setting":{}`:   4,
		`,"retrieval_setting":{"top_k":null,"score_threshold":null},"more":{"a":1}`: 4,
	} {
		if got := k.dify(name, query, rest); len(got) != want || want > 0 && got[0].Content != all[0].Content {
			t.Errorf("%s: %d records, want %d", rest, len(got), want)
		}
	}
	many := serve(t, []string{manyFiles(t, 30)})
	id := decode[[]codealive.DataSource](t, many.get("/api/datasources/ready"))[0].ID
	for rest, want := range map[string]int{"": 10, `,"retrieval_setting":{"top_k":25}`: 25, `,"retrieval_setting":{"top_k":500}`: 30} {
		if got := many.dify(id, "common", rest); len(got) != want {
			t.Errorf("%s: %d records, want %d", rest, len(got), want)
		}
	}
}

func TestDifyIsToldOfOtherFailuresInItsOwnForm(t *testing.T) {
	boom := false
	dir := shop(t)
	k := serve(t, nil, func(c *Config, _ *index.Options) {
		c.Roots = func() []string {
			if boom {
				panic("boom")
			}
			return []string{dir, filepath.Join(dir, "gone")}
		}
	})
	body := fmt.Sprintf(`{"knowledge_id":%q,"query":"ledger"}`, filepath.Base(dir))
	for _, path := range []string{difyPath, difyPath + "/retrieval"} {
		for _, auth := range []string{"", "Bearer wrong", "Basic " + testKey} {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://engine"+path, strings.NewReader(body))
			if auth != "" {
				req.Header.Set("Authorization", auth)
			}
			res, err := k.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			difyError(t, res, http.StatusUnauthorized, 1004, "key")
			_ = res.Body.Close()
		}
	}
	difyError(t, k.do(t.Context(), http.MethodPost, difyPath, `{"knowledge_id":"gone","query":"q"}`), http.StatusNotFound, 1003, "cannot be searched")
	boom = true
	difyError(t, k.do(t.Context(), http.MethodPost, difyPath, body), http.StatusInternalServerError, 2001, "log")
	boom = false
	if err := k.engine.Close(); err != nil {
		t.Fatal(err)
	}
	difyError(t, k.do(t.Context(), http.MethodPost, difyPath, body), http.StatusServiceUnavailable, 2001, "stopping")
}

func TestDifyWaitsForTheIndexAndSeesChanges(t *testing.T) {
	dir := folder(t, "a.txt", "first needle\n", "b.txt", "second needle\n")
	name := filepath.Base(dir)
	k := serve(t, []string{dir})
	if got := k.dify(name, "needle", ""); len(got) != 2 {
		t.Errorf("at first: %+v", got)
	}
	write(t, dir, "a.txt", "no more\n")
	if got := k.dify(name, "needle", ""); len(got) != 1 || got[0].Title != "b.txt" {
		t.Errorf("after a change: %+v", got)
	}
}

// A file that changed after it was indexed would be shown at the wrong lines.
func TestDifyLeavesOutFilesThatHaveChanged(t *testing.T) {
	g := newGate()
	dir := folder(t, "a.txt", "needle one", "b.txt", "needle two", "c.txt", "needle three", "d.txt", "needle four")
	k := serve(t, []string{dir}, g.hold(2), brief)
	defer g.open()
	k.get("/api/datasources/ready") // begins to index
	<-g.reached
	if got := k.dify(filepath.Base(dir), "needle", ""); len(got) != 2 {
		t.Errorf("of two files indexed: %+v", got)
	}
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
		write(t, dir, name, "line\nneedle")
	}
	if got := k.dify(filepath.Base(dir), "needle", ""); len(got) != 0 {
		t.Errorf("after they changed: %+v", got)
	}
}

func TestDifyRecordsHaveALimit(t *testing.T) {
	long := strings.Repeat("needle é line of text\n", 5000)
	dir := folder(t,
		"long.go", "package a\n\n// Needle is long.\nfunc Needle() {\n"+strings.Repeat("\tneedle() // é\n", 3000)+"}\n",
		"line.txt", "needle "+strings.Repeat("é", 20_000)+"\n",
		"crlf.txt", "needle one\r\nneedle two\r\n",
		"many.txt", long)
	k := serve(t, []string{dir})
	records := k.dify(filepath.Base(dir), "needle", `,"retrieval_setting":{"top_k":500}`)
	seen := map[string]bool{}
	for _, r := range records {
		seen[r.Title] = true
		lines, cut := strings.CutSuffix(r.Content, "\n…")
		last := lines[strings.LastIndexByte(lines, '\n')+1:]
		if n := r.Metadata.EndLine - r.Metadata.StartLine + 1; n != strings.Count(lines, "\n")+1 || r.Metadata.EndCharacter != utf8.RuneCountInString(last) {
			t.Errorf("%s: %d lines said, position %+v, last line of %d characters", r.Title, n, r.Metadata, utf8.RuneCountInString(last))
		}
		if len(lines) > 16<<10 || !utf8.ValidString(r.Content) || strings.Contains(r.Content, "\r") {
			t.Errorf("%s: %d bytes", r.Title, len(lines))
		}
		if cut != (r.Title == "line.txt" || r.Title == "long.go" && r.Metadata.StartLine == 4) {
			t.Errorf("%s is cut: %v", r.Title, cut)
		}
	}
	if !seen["long.go"] || !seen["line.txt"] || !seen["crlf.txt"] || !seen["many.txt"] {
		t.Errorf("found %v", seen)
	}
}

// What files are called must not look like anything else, nor break the answer.
func TestDifyWithOddNames(t *testing.T) {
	dir := folder(t, "sp ace/ünï/文件.MD", "# Zebra\n\nzebra 聊天\n", ".hidden", "zebra\n", "noext", "zebra\n")
	writeIfPossible(dir, "line\nbreak\",\"score\":1}.txt", "zebra\n")
	writeIfPossible(dir, "bytes\xff.txt", "zebra\n")
	k := serve(t, []string{dir})
	ext := map[string]string{}
	for _, r := range k.dify(filepath.Base(dir), "zebra", "") {
		ext[r.Title] = r.Metadata.FileExtension
		if strings.ContainsAny(r.Title, "\n/") || r.Content == "" {
			t.Errorf("%q: %+v", r.Title, r)
		}
	}
	if ext["文件.MD"] != ".MD" || ext[".hidden"] != ".hidden" || ext["noext"] != "" || len(ext) < 3 {
		t.Errorf("%v", ext)
	}
	for _, query := range []string{`"`, "NEAR(", "\x00", strings.Repeat("zebra ", 50_000)} {
		body, _ := json.Marshal(codealive.DifyRequest{KnowledgeID: filepath.Base(dir), Query: query})
		if res := k.do(t.Context(), http.MethodPost, difyPath, string(body)); res.StatusCode != http.StatusOK {
			t.Errorf("%.20q: %d", query, res.StatusCode)
		}
	}
}
