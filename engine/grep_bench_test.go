package engine

import (
	"encoding/json"
	"net/url"
	"os/exec"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// download gives the directory of a module, which need not be one of ours.
func download(b *testing.B, module string) string {
	b.Helper()
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	var got struct{ Dir string }
	if err != nil || json.Unmarshal(out, &got) != nil || got.Dir == "" {
		b.Skipf("%s cannot be had: %v", module, err)
	}
	return got.Dir
}

// BenchmarkGrep asks the whole engine, listing and JSON included, for the most
// results it gives.
func BenchmarkGrep(b *testing.B) {
	k := serve(b, []string{download(b, "golang.org/x/tools@v0.44.0")})
	k.search("anything") // the index is not built beside it
	for _, c := range []struct{ name, query, regex string }{
		{"none", "zzqqxx", ""},
		{"rare", "GOPACKAGESDEBUG", ""},
		{"common", `func \(.*\) Close\(`, "true"},
		{"words", `TODO|FIXME`, "true"},
		{"anycase", `(?i)todo`, "true"},
		{"anycase-without-text", `(?i)[a-z]+_[0-9]+[a-z]`, "true"},
		{"many", `\w+`, "true"},
	} {
		path := "/api/search/grep?" + url.Values{"Query": {c.query}, "Regex": {c.regex}, "MaxResults": {"500"}}.Encode()
		b.Run(c.name, func(b *testing.B) {
			files := 0
			for b.Loop() {
				files = len(decode[codealive.GrepResponse](b, k.get(path)).Results)
			}
			b.ReportMetric(float64(files), "files")
		})
	}
}

func BenchmarkFetch(b *testing.B) {
	k := serve(b, []string{download(b, "golang.org/x/tools@v0.44.0")})
	hits := k.search("type checker", "MaxResults", "20").Results
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.Identifier)
	}
	for b.Loop() {
		k.fetch("", ids...)
	}
}
