package ontology

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/internal/render"
	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Files that are read for what they hold, whatever that is, give a text for a
// model: in UTF-8, within the budget, nothing in it hidden.
func FuzzDescribe(f *testing.F) {
	names := []string{
		"package.json", "Cargo.toml", "pyproject.toml", "setup.cfg", "pytest.ini", "tox.ini", "go.mod", "main.go", "Makefile", "justfile", "Dockerfile",
		"README.md", "CONTRIBUTING.md", ".github/workflows/ci.yml", "sub/package.json", "src/main.rs", "app.py", "pom.xml", "build.gradle", "CMakeLists.txt",
	}
	for i := range names {
		for _, text := range []string{
			`{"name":"app\u202e","description":"d","main":"index.js","bin":{"x":"bin/x.js"},"scripts":{"test":"jest","build":"tsc\nrm"}}`, `{"name":5,"bin":"b","scripts":null}`,
			"[package]\nname = \"a\"\n[[bin]]\nname = 'b'\npath = \"c\n[project.scripts]\nx = \"y:z\"\n[tool.pytest.ini_options]\n", "module example.com/a\n\ngo 1.26\n", "// Command a does.\npackage main\n\nfunc main() {}\n",
			"all: build ## Makes\n\tgo build\n.PHONY: all\ntest-%: $(x)\n", "name: CI\non: [push]\njobs:\n  a:\n    steps:\n      - run: |\n          go test ./...\n      - run: make\n",
			"# Title\n\nAbout `it`.\n\n## Build\n\n```sh\nmake all\n```\n===\n<p>x</p>\n", "FROM a\nENTRYPOINT [\"x\"]\n", "if __name__ == \"__main__\":\n", "\ufeff\r\n\x00", "%LONG%",
		} {
			f.Add(uint8(i), uint8(i+3), text)
		}
	}
	dir := f.TempDir()
	for _, name := range names {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(filepath.Dir(name))), 0o755); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, one, two uint8, text string) {
		text = strings.Replace(text, "%LONG%", strings.Repeat("long", render.Budget/3), 1)
		for _, i := range []uint8{one, two} {
			file := filepath.Join(dir, filepath.FromSlash(names[int(i)%len(names)]))
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = os.Remove(file) }()
		}
		d := describe(t, dir, Options{})
		got := d.Text()
		if !utf8.ValidString(got) || len(got) > render.Budget {
			t.Errorf("%d bytes, valid UTF-8 %v", len(got), utf8.ValidString(got))
		}
		before := ' '
		for _, r := range got {
			if r != '\n' && r != '\t' && (r < ' ' || r > '~') && safe.Hidden(r) && !safe.Joins(before, r) {
				t.Errorf("%U in %q", r, got)
				break
			}
			before = r
		}
		if wire, err := json.Marshal(d); err != nil || !utf8.Valid(wire) || len(wire) > 8*render.Budget {
			t.Errorf("%d bytes, %v", len(wire), err)
		}
	})
}
