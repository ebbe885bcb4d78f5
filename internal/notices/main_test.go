package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The test looks at this system and at go.mod only: the modules of other
// systems need not be downloaded here. .ci/release compares the whole page.
func TestNoticesAreFresh(t *testing.T) {
	file, err := os.ReadFile("../../" + page)
	if err != nil {
		t.Fatal(err)
	}
	text := tidy(file)
	found, err := linked(t.Context(), "../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Errorf("only %d licences were found", len(found))
	}
	for _, l := range found {
		if !strings.Contains(text, "\n"+l.name+"\n") || !strings.Contains(text, l.text) {
			t.Errorf("%s lacks %s: run go generate", page, l.name)
		}
	}

	required := requirements(t)
	names := regexp.MustCompile(`(?m)^(\S+) (v\S+), \S+$`).FindAllStringSubmatch(text, -1)
	if len(names) < len(found) {
		t.Errorf("%d modules on the page, %d licences on this system alone", len(names), len(found))
	}
	for _, n := range names {
		if module, version := n[1], n[2]; required[module] != version {
			t.Errorf("%s has %s %s, go.mod %q: run go generate", page, module, version, required[module])
		}
	}
}

func requirements(t *testing.T) map[string]string {
	t.Helper()
	out, err := runGo(t.Context(), "../..", nil, "mod", "edit", "-json")
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal([]byte(out), &mod); err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, r := range mod.Require {
		versions[r.Path] = r.Version
	}
	return versions
}

func TestTargetsAreThoseOfTheRelease(t *testing.T) {
	config, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"goos: [" + strings.Join(systems, ", ") + "]",
		"goarch: [" + strings.Join(processors, ", ") + "]",
	} {
		if !strings.Contains(string(config), want) {
			t.Errorf(".goreleaser.yaml has no %q", want)
		}
	}
}

func TestLicencesOfLinkedPackagesOnly(t *testing.T) {
	dir := program(t, map[string]string{
		"dep/COPYING":             "whole",
		"dep/license.go":          "package dep",
		"dep/inner/NOTICE.txt":    "inner\r\n",
		"dep/inner/deep/deep.go":  "package deep",
		"dep/other/LICENSE":       "other",
		"dep/other/other.go":      "package other",
		"dep/inner/deep/other.md": "",
	})
	found, err := linked(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []licence{{"example.com/dep v1.0.0, NOTICE.txt", "inner"}, {"example.com/dep v1.0.0, COPYING", "whole"}}
	if len(found) != 2 || found[0] != want[0] || found[1] != want[1] {
		t.Errorf("found %q", found)
	}
}

func TestModuleWithoutLicence(t *testing.T) {
	dir := program(t, map[string]string{"dep/inner/deep/deep.go": "package deep"})
	if _, err := linked(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "example.com/dep has no licence") {
		t.Errorf("error %v", err)
	}
}

// program writes one that imports example.com/dep/inner/deep, with that module.
func program(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.com/program\ngo 1.26\nrequire example.com/dep v1.0.0\nreplace example.com/dep => ./dep\n"
	files["main.go"] = "package main\nimport _ \"example.com/dep/inner/deep\"\nfunc main() {}\n"
	files["dep/go.mod"] = "module example.com/dep\ngo 1.26\n"
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRenderPrintsATextOnce(t *testing.T) {
	found := []licence{{"b v1, LICENSE", "same"}, {"c v1, LICENSE", "else"}, {"a v1, LICENSE", "same"}, {"b v1, LICENSE", "same"}}
	want := intro + "\n" + rule + "\na v1, LICENSE\nb v1, LICENSE\n\nsame\n\n" + rule + "\nc v1, LICENSE\n\nelse\n"
	if got := render(found); got != want {
		t.Errorf("got %s", got)
	}
}
