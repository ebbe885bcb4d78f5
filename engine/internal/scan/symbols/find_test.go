package symbols

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestFindsWhatEachLanguageDeclares(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, ".golden") || filepath.Base(filepath.Dir(name)) == "fuzz" {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lang := filepath.Base(filepath.Dir(name))
		got := show(lang, src)
		if crlf := bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n")); show(lang, crlf) != got {
			t.Errorf("%s: other symbols with CRLF:\n%s", name, show(lang, crlf))
		}
		if *update {
			if err := os.WriteFile(name+".golden", []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name + ".golden")
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// show gives each symbol a line: the lines of its comment, its own, where all
// of it ends, and what is known of it.
func show(lang string, src []byte) string {
	var b strings.Builder
	line := func(at int) int { return 1 + bytes.Count(src[:at], []byte("\n")) }
	found, _ := Find(lang, src)
	for _, s := range found {
		doc, _, _ := strings.Cut(s.Doc, "\n")
		sig := strings.Join(strings.Fields(s.Params+" "+s.Result), " ")
		fmt.Fprintf(&b, "%d %d-%d %d %s %s %s | %s\n", line(s.Above), line(s.From), line(s.To-1), line(s.End-1), s.Kind, s.Name, sig, doc)
	}
	return b.String()
}

// FuzzFind holds that nothing is refused and that ranges are in order.
func FuzzFind(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		if src, err := os.ReadFile(name); err == nil && !strings.HasSuffix(name, ".golden") {
			f.Add(filepath.Base(filepath.Dir(name)), src)
		}
	}
	f.Fuzz(func(t *testing.T, lang string, src []byte) {
		found, dull := Find(lang, src)
		last := 0
		for _, s := range found {
			if s.Above < last || s.Above > s.From || s.From >= s.To || s.To > s.End || s.End > len(src) {
				t.Fatalf("%s %s: %d %d-%d %d after %d, of %d bytes", s.Kind, s.Name, s.Above, s.From, s.To, s.End, last, len(src))
			}
			if s.NameAt < s.From || s.NameAt >= s.End || s.Name == "" {
				t.Fatalf("%s %q at %d, of %d-%d", s.Kind, s.Name, s.NameAt, s.From, s.End)
			}
			if s.DocTo != 0 && (s.DocFrom < s.From || s.DocTo <= s.DocFrom || s.DocTo > s.To) {
				t.Fatalf("%s %s: comment %d-%d in %d-%d", s.Kind, s.Name, s.DocFrom, s.DocTo, s.From, s.To)
			}
			last = s.To
		}
		for _, s := range dull {
			if s.From < 0 || s.To < s.From || s.To > len(src) {
				t.Fatalf("range %d-%d of %d bytes", s.From, s.To, len(src))
			}
		}
	})
}
