package e2e_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/tools"
)

var update = flag.Bool("update", false, "rewrite the golden results")

// shown is one call whose result is pinned.
type shown struct {
	name string
	args map[string]any
}

// golden holds every result to its file, one file a tool: over both transports
// and in both eras a model reads the same text.
func golden(t *testing.T, backend string, all map[string][]shown, open func(t *testing.T) backend, before func(call shown)) {
	t.Helper()
	for _, name := range tools.Names() {
		if len(all[name]) == 0 {
			t.Errorf("%s has no golden result", name)
		}
	}
	everyWay(t, open, func(t *testing.T, s session) {
		for _, tool := range tools.Names() {
			var got strings.Builder
			for _, call := range all[tool] {
				if before != nil {
					before(call)
				}
				text, isError := s.call(t, tool, call.args)
				args, err := json.Marshal(call.args)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&got, "### %s\n%s\n%s", call.name, unescaped(args), pinned(text))
				if isError {
					got.WriteString("\n(marked as error)")
				}
				got.WriteString("\n\n")
			}
			compare(t, filepath.Join("testdata", "golden", backend, tool+".txt"), got.String())
		}
	})
}

// unescaped is JSON as a person reads it.
func unescaped(b []byte) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(b))
}

// Ids are drawn by chance. Long results are pinned by their ends.
var (
	ids        = regexp.MustCompile(`\b[0-9a-f]{24}\b`)
	requestIDs = regexp.MustCompile(`request id: [0-9A-F]{8}:\d{8}`)
)

const pinnedEnd = 1500 // bytes

func pinned(text string) string {
	text = requestIDs.ReplaceAllString(ids.ReplaceAllString(text, "000000000000000000000000"), "request id: 00000000:00000000")
	if len(text) <= 4*pinnedEnd {
		return text
	}
	head, tail := text[:pinnedEnd], text[len(text)-pinnedEnd:]
	return fmt.Sprintf("%s\n… %d bytes, within the budget: %v …\n%s", head[:strings.LastIndexByte(head, '\n')], len(text), len(text) <= 28_500, tail[strings.IndexByte(tail, '\n')+1:])
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	old, now := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(old), len(now)) {
		if i >= len(old) || i >= len(now) || old[i] != now[i] {
			t.Errorf("%s, line %d: %q, want %q (go test -update rewrites it)", file, i+1, at(now, i), at(old, i))
			return
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}

// Golden files are read by people: nothing in them may drive a terminal.
func TestGoldenFilesHoldNoControlCharacters(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc([]rune(string(text)), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }); i >= 0 {
			t.Errorf("%s has a control character after %q", file, string([]rune(string(text))[max(0, i-40):i]))
		}
	}
}
