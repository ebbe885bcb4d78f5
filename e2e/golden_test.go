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

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

var update = flag.Bool("update", false, "rewrite the golden results")

// shown is one call whose result is pinned.
type shown struct {
	name string
	args map[string]any
}

// golden holds every result to its file, one file a tool: over both transports
// and in both eras a model reads the same text. Nothing in it drives a terminal
// or hides, but for the tools whose text is not ours.
func golden(t *testing.T, backend string, all map[string][]shown, open func(t *testing.T) backend, before func(call shown), notOurs []string) {
	t.Helper()
	for _, name := range tools.Names() {
		if len(all[name]) == 0 {
			t.Errorf("%s has no golden result", name)
		}
	}
	everyWay(t, open, func(t *testing.T, s session) {
		if backend == "engine" { // its list of sources waits half a second for a first index, a search longer
			s.call(t, "semantic_search", map[string]any{"question": "index"})
		}
		for _, tool := range tools.Names() {
			var got strings.Builder
			for _, call := range all[tool] {
				if before != nil {
					before(call)
				}
				text, isError := s.call(t, tool, call.args)
				if strings.ContainsFunc(text, hidden) && !slices.Contains(notOurs, tool) {
					t.Errorf("%s, %s: hidden characters in %q", tool, call.name, text)
				}
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

func hidden(r rune) bool { return r != '\n' && r != '\t' && safe.Hidden(r) }

func pinned(text string) string {
	text = requestIDs.ReplaceAllString(ids.ReplaceAllString(text, "000000000000000000000000"), "request id: 00000000:00000000")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = safe.Code(line)
	}
	text = strings.Join(lines, "\n")
	if len(text) <= 4*pinnedEnd {
		return text
	}
	head, tail := text[:pinnedEnd], text[len(text)-pinnedEnd:]
	if end := strings.LastIndexByte(head, '\n'); end > 0 {
		head = head[:end]
	}
	return fmt.Sprintf("%s\n… %d bytes, within the budget: %v …\n%s", strings.ToValidUTF8(head, ""), len(text), len(text) <= 28_500, strings.ToValidUTF8(tail[strings.IndexByte(tail, '\n')+1:], ""))
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
