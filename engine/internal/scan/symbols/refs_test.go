package symbols

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// FuzzFindLinked holds that nothing is refused, that references stand in lines
// of the text, and that what is found does not depend on whether links are.
func FuzzFindLinked(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		if src, err := os.ReadFile(name); err == nil && !strings.HasSuffix(name, ".golden") {
			f.Add(uint8(slices.Index(Languages(), filepath.Base(filepath.Dir(name)))), src) //nolint:gosec // there are few
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, src []byte) {
		lang := Languages()[int(which)%len(Languages())]
		l := FindLinked(lang, src)
		if found, dull := Find(lang, src); len(found) != len(l.Symbols) || len(dull) != len(l.Dull) || len(l.Links) != len(found) {
			t.Fatalf("%d symbols with %d links, %d without", len(l.Symbols), len(l.Links), len(found))
		}
		lines := 1 + bytes.Count(src, []byte("\n"))
		check := func(all link.Links) {
			for _, r := range all.Refs {
				if r.Line < 1 || r.Line > lines || r.Name == "" && r.Kind != link.Import || strings.ContainsAny(r.Name, "\n\t") {
					t.Fatalf("%+v in a text of %d lines", r, lines)
				}
			}
			for _, n := range all.Names {
				if n.Name == "" {
					t.Fatalf("%+v", n)
				}
			}
		}
		check(l.File)
		for _, all := range l.Links {
			check(all)
		}
		last := 0
		for _, loose := range l.Loose {
			if check(loose.Links); loose.Line < last {
				t.Fatalf("line %d after %d", loose.Line, last)
			}
			last = loose.Line
		}
	})
}
