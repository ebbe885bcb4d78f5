package scan

import (
	"bytes"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/link"
)

// GoModule is the language of go.mod files.
const GoModule = "Go module"

// moduleLinks notes the import path that a go.mod gives its directory.
func moduleLinks(src []byte) (l link.Links) {
	for line := range bytes.Lines(src) {
		text, _, _ := strings.Cut(string(line), "//")
		if f := strings.Fields(text); len(f) == 2 && f[0] == "module" {
			if path := strings.Trim(f[1], "\"`"); importPath.MatchString(path) {
				l.AddName(link.Name{Name: path, Kind: link.Module})
			}
			break
		}
	}
	return l
}
