package measure

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDocumentsAreThoseOfTheIndex(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.go":   "package a\n\n// openLedger opens it.\nfunc openLedger() {}\n\ntype T int\n",
		"b.bin":  "\x00\x01\x02",
		"c.text": "some words",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := Documents(t.Context(), dir)
	if err != nil || len(docs) != 3 {
		t.Fatalf("%+v, %v", docs, err)
	}
	if d := docs[0]; d.Path != "a.go" || d.First != 4 || !slices.Equal(d.Terms, Terms("a.go openLedger opens it func openLedger() {}")) {
		t.Errorf("%+v", d)
	}
}

func TestFunctionsHaveTheirComments(t *testing.T) {
	src := "/** A door. */ class A {\n\n  // Opens it.\n  open() {\n  }\n\n  close() {}\n}\n"
	all := Functions("a.ts", []byte(src), false)
	if len(all) != 1 || all[0].Name != "A.open" || all[0].Comment != "Opens it." || all[0].Line != 4 || all[0].Lines != 2 ||
		src[all[0].From:all[0].To] != "// Opens it.\n  " {
		t.Errorf("%+v", all)
	}
	if all := Functions("a.ts", []byte(src), true); len(all) != 1 || all[0].Name != "A" || all[0].Comment != "A door." {
		t.Errorf("types: %+v", all)
	}
}

func TestFieldsAreThoseOfTheIndex(t *testing.T) {
	all := Split("a.ts", []byte("/** Opens it. */\nfunction openLedger(path) { read(path) }\n"))
	if len(all) != 1 || all[0].First != 2 || !slices.Equal(all[0].Name, Terms("openLedger")) || !slices.Equal(all[0].Signature, Terms("path")) ||
		!slices.Equal(all[0].Comments, Terms("Opens it")) || !slices.Contains(all[0].Body, "read") {
		t.Errorf("%+v", all)
	}
}
