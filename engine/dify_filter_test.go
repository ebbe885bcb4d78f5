package engine

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The last of thirty equal files is not among the ten best.
func TestDifyFiltersBeforeItCuts(t *testing.T) {
	dir := manyFiles(t, 30)
	k := serve(t, []string{dir})
	got := k.dify(filepath.Base(dir), "common", `,"retrieval_setting":{"top_k":1},"metadata_condition":{"conditions":[
		{"name":["path"],"comparison_operator":"contains","value":"file27.go"}]}`)
	if len(got) != 1 || got[0].Title != "file27.go" {
		t.Errorf("%+v", got)
	}
}

// Only the best hits are tested, so that what the index can tell it must: here
// 520 functions are better hits than the text wanted.
func TestDifyNarrowsTheSearch(t *testing.T) {
	dir := folder(t, "docs/api/notes.md", strings.Repeat("Of other things.\n", 40)+"\nThe needle is not much here.\n", "doc.go", "package p\n")
	for i := range 520 {
		write(t, dir, fmt.Sprintf("src/needle%d.go", i), "package needle\n\n// Needle is a needle.\nfunc Needle() {}\n")
	}
	k := serve(t, []string{dir})
	for _, c := range []struct {
		conditions string
		found      bool
	}{
		{`{"name":["path"],"comparison_operator":"start with","value":"docs/"}`, true},
		{`{"name":["path"],"comparison_operator":"start with","value":"docs/api/no"}`, true},
		{`{"name":["path"],"comparison_operator":"is","value":"docs/api/notes.md"}`, true},
		{`{"name":["path"],"comparison_operator":"is","value":"docs/api"}`, false},
		{`{"name":["path"],"comparison_operator":"start with","value":"docs/ap/"}`, false},
		{`{"name":["file_extension"],"comparison_operator":"is","value":".md"}`, true},
		{`{"name":["file_extension"],"comparison_operator":"is","value":".MD"}`, false},
		{`{"name":["file_extension"],"comparison_operator":"in","value":[".rst",".md"]}`, true},
		{`{"name":["path"],"comparison_operator":"start with","value":"docs/"},{"name":["path"],"comparison_operator":"start with","value":"docs/api/"}`, true},
		{`{"name":["path"],"comparison_operator":"start with","value":"docs/"},{"name":["file_extension"],"comparison_operator":"is","value":".go"}`, false},
		{`{"name":["path"],"comparison_operator":"end with","value":".md"}`, false}, // the limit that is left
	} {
		got := k.dify(filepath.Base(dir), "needle", `,"metadata_condition":{"conditions":[`+c.conditions+`]}`)
		if found := len(got) > 0 && got[0].Title == "notes.md"; found != c.found || len(got) > 0 && !found {
			t.Errorf("%s: %d records", c.conditions, len(got))
		}
	}
	// Either of two: nothing may be left out before both were asked.
	got := k.dify(filepath.Base(dir), "needle", `,"metadata_condition":{"logical_operator":"or","conditions":[
		{"name":["path"],"comparison_operator":"start with","value":"docs/"},{"name":["path"],"comparison_operator":"is","value":"src/needle3.go"}]}`)
	if len(got) == 0 || got[0].Title != "needle3.go" {
		t.Errorf("%d records", len(got))
	}
}

func TestDifyOperators(t *testing.T) {
	dir := folder(t,
		"a/one.go", "package a\n\n// Needle is documented.\nfunc Needle() {}\n\nvar other = 1\n",
		"a/two.go", "package a\n\n\n\n\n\nfunc needle() {}\n\nvar more = 2\n",
		"b/notes.md", "# Needle\n\nneedle text\n",
		"b/Makefile", "needle:\n\ttrue\n",
	)
	name := filepath.Base(dir)
	k := serve(t, []string{dir})
	paths := func(condition string) string {
		seen := map[string]bool{}
		for _, r := range k.dify(name, "needle", `,"retrieval_setting":{"top_k":50},"metadata_condition":`+condition) {
			seen[strings.NewReplacer("a/", "", "b/", "", ".go", "", ".md", "").Replace(r.Metadata.Path)] = true
		}
		list := make([]string, 0, len(seen))
		for p := range seen {
			list = append(list, p)
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	const all = "Makefile notes one two"
	for _, c := range []struct{ name, operator, value, want string }{
		{`["path"]`, "contains", `"a/"`, "one two"},
		{`["path"]`, "contains", `"A/"`, ""},
		{`"path"`, "contains", `"two"`, "two"},
		{`["path"]`, "not contains", `"a/"`, "Makefile notes"},
		{`["path"]`, "start with", `"b/"`, "Makefile notes"},
		{`["path"]`, "end with", `".go"`, "one two"},
		{`["file_extension"]`, "is", `".go"`, "one two"},
		{`["file_extension"]`, "is not", `".go"`, "Makefile notes"},
		{`["start_line"]`, "is", `"4"`, "one"},
		{`["start_line"]`, "is", `4`, "one"},
		{`["file_extension"]`, "in", `[".md",".txt"]`, "notes"},
		{`["file_extension"]`, "in", `".md, .go"`, "notes one two"},
		{`["start_line"]`, "in", `[4,7]`, "one two"},
		{`["path"]`, "in", `[]`, ""},
		{`["file_extension"]`, "not in", `[".md",".go"]`, "Makefile"},
		{`["file_extension"]`, "empty", `null`, "Makefile"},
		{`["file_extension"]`, "empty", `""`, "Makefile"},
		{`["file_extension"]`, "not empty", `null`, "notes one two"},
		{`["start_line"]`, "=", `"7.0"`, "two"},
		{`["start_line"]`, "≠", `7`, "Makefile notes one"},
		{`["start_line"]`, ">", `4`, "two"},
		{`["start_line"]`, "≥", `"4"`, "one two"},
		{`["start_line"]`, "<", `4`, "Makefile notes"},
		{`["start_line"]`, "≤", `4`, "Makefile notes one"},
		{`["start_line"]`, "before", `"10"`, all}, // as numbers: "7" is not after "10"
		{`["start_line"]`, "after", `"5"`, "two"},
		{`["path"]`, "before", `"b"`, "one two"},
		{`["path"]`, "after", `"b/N"`, "notes"},
		{`["file_extension"]`, "before", `"zzz"`, "notes one two"},
		{`["path"]`, ">", `1`, ""},
		{`["path"]`, "≠", `1`, all},
		{`["artifact_kind"]`, "is", `"symbol"`, "one two"},
		{`["data_source_type"]`, "is", `"repository"`, all},
		{`["data_source_name"]`, "is", `"` + name + `"`, all},
		{`["data_source_id"]`, "start with", `""`, all},
		{`["description"]`, "contains", `"documented"`, "one"},
		{`["end_line","start_line"]`, "is", `"4"`, "one"},
		{`["path","file_extension"]`, "contains", `".md"`, "notes"},
		{`["path","file_extension"]`, "is", `".md"`, "notes"},                // any of them
		{`["path","file_extension"]`, "is not", `".md"`, "Makefile one two"}, // none of them
		{`["path","file_extension"]`, "not empty", `null`, all},
		{`["path","file_extension"]`, "empty", `null`, ""},
		{`["end_character","start_character"]`, "≥", `0`, all},
	} {
		condition := fmt.Sprintf(`{"conditions":[{"name":%s,"comparison_operator":%q,"value":%s}]}`, c.name, c.operator, c.value)
		if got := paths(condition); got != c.want {
			t.Errorf("%s %s %s: got %q, want %q", c.name, c.operator, c.value, got, c.want)
		}
	}
	const inA, isMD = `{"name":["path"],"comparison_operator":"start with","value":"a/"}`, `{"name":["file_extension"],"comparison_operator":"is","value":".md"}`
	const isOne = `{"name":["path"],"comparison_operator":"contains","value":"one"}`
	for condition, want := range map[string]string{
		`{"logical_operator":"and","conditions":[` + inA + `,` + isOne + `]}`: "one",
		`{"logical_operator":"AND","conditions":[` + inA + `,` + isMD + `]}`:  "",
		`{"logical_operator":null,"conditions":[` + inA + `,` + isMD + `]}`:   "",
		`{"conditions":[` + inA + `,` + isMD + `]}`:                           "",
		`{"logical_operator":"or","conditions":[` + isOne + `,` + isMD + `]}`: "notes one",
		`{"logical_operator":"or","conditions":[]}`:                           all,
		`{"logical_operator":"or","conditions":null}`:                         all,
		`{}`: all,
	} {
		if got := paths(condition); got != want {
			t.Errorf("%s: got %q, want %q", condition, got, want)
		}
	}
}

func TestDifyRefusesWrongRequestsInItsOwnForm(t *testing.T) {
	dir := shop(t)
	name := filepath.Base(dir)
	k := serve(t, []string{dir})
	with := func(condition string) string {
		return `{"knowledge_id":"` + name + `","query":"q","metadata_condition":{"conditions":[` + condition + `]}}`
	}
	setting := func(s string) string {
		return `{"knowledge_id":"` + name + `","query":"q","retrieval_setting":` + s + `}`
	}
	for body, want := range map[string]string{
		`{`:    "not a JSON object",
		`[]`:   "not a JSON object",
		`text`: "not a JSON object",
		`{}`:   "query",
		`{"knowledge_id":"` + name + `","query":" "}`: "query",
		`{"knowledge_id":"` + name + `","query":7}`:   "query - must not be a JSON number",
		`{"query":"q"}`:                     "knowledge_id",
		setting(`{"top_k":0}`):              "retrieval_setting.top_k",
		setting(`{"top_k":501}`):            "1 to 500",
		setting(`{"top_k":1.5}`):            "top_k",
		setting(`{"top_k":"3"}`):            "top_k",
		setting(`{"score_threshold":-0.1}`): "0 to 1",
		setting(`{"score_threshold":1.1}`):  "score_threshold",
		setting(`5`):                        "retrieval_setting",
		with(`{"name":["path"],"comparison_operator":"like","value":"a"}`):        `"like" is no comparison_operator; there are: contains, not contains`,
		with(`{"name":["path"],"value":"a"}`):                                     "no comparison_operator",
		with(`{"name":["path","author"],"comparison_operator":"is","value":"a"}`): `no member "author"; there are: artifact_kind,`,
		with(`{"name":[],"comparison_operator":"is","value":"a"}`):                "no name",
		with(`{"comparison_operator":"is","value":"a"}`):                          "no name",
		with(`{"name":7,"comparison_operator":"is","value":"a"}`):                 "conditions.name",
		with(`{"name":["path"],"comparison_operator":"is"}`):                      `"is" needs a value`,
		with(`{"name":["path"],"comparison_operator":"is","value":null}`):         "needs a value",
		with(`{"name":["path"],"comparison_operator":"is","value":{"a":1}}`):      "needs a value",
		with(`{"name":["path"],"comparison_operator":"is","value":["a"]}`):        "not a list",
		with(`{"name":["path"],"comparison_operator":"in","value":[["a"]]}`):      "needs a value",
		with(`{"name":["path"],"comparison_operator":"in"}`):                      "needs a value",
		with(`{"name":["start_line"],"comparison_operator":">","value":"x"}`):     `">" compares numbers, and "x" is none`,
		with(`{"name":["start_line"],"comparison_operator":"=","value":"NaN"}`):   "compares numbers",
		with(`5`): "conditions",
		with(strings.Repeat(`{"name":["path"],"comparison_operator":"empty"},`, 100) + `{"name":["path"],"comparison_operator":"empty"}`):                            "at most 100",
		`{"knowledge_id":"` + name + `","query":"q","metadata_condition":{"logical_operator":"xor","conditions":[{"name":["path"],"comparison_operator":"empty"}]}}`: "logical_operator",
	} {
		difyError(t, k.do(t.Context(), http.MethodPost, difyPath, body), http.StatusBadRequest, 1001, want)
	}
	large := `{"query":"` + strings.Repeat("x", 1<<20) + `"}`
	difyError(t, k.do(t.Context(), http.MethodPost, difyPath, large), http.StatusRequestEntityTooLarge, 1001, "1 MiB")
	res := k.get(difyPath + "/retrieval")
	difyError(t, res, http.StatusMethodNotAllowed, 1001, "POST")
	if res.Header.Get("Allow") != http.MethodPost {
		t.Error("no Allow")
	}
	difyError(t, k.do(t.Context(), http.MethodPost, difyPath, `{"knowledge_id":"paymentz","query":"q"}`), http.StatusNotFound, 1003, "There are: "+name)
}
