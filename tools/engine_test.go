package tools_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// overEngine puts the tools in front of the embedded engine over files.
func overEngine(t *testing.T, files map[string]string) (root string, o codealive.Options) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "payments")
	for name, text := range files {
		write(t, filepath.Join(root, filepath.FromSlash(name)), text)
	}
	e, err := engine.New(engine.Config{
		Roots: func() []string { return []string{root} }, CacheDir: t.TempDir(), Key: "k", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	transport, stop := engine.InProcess(e)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	base, err := codealive.ParseBaseURL("http://engine.local")
	if err != nil {
		t.Fatal(err)
	}
	return root, codealive.Options{BaseURL: base, Key: codealive.StaticKey("k"), Transport: transport}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestResultsOfTheEngine(t *testing.T) {
	root, api := overEngine(t, map[string]string{
		"ledger/post.go": "package ledger\n\n// Post books a refund. It checks the entry first.\nfunc Post(entry string) error {\n\treturn nil\n}\n",
		"README.md":      "# Payments\n\nBooks ledger entries.\n",
	})
	c := connectTo(t, options(codealive.New(api)))

	text, isError := call(t, c, "get_data_sources", nil)
	if isError || !strings.HasPrefix(text, "1 data source.\n- payments (Repository) ") {
		t.Error(text)
	}
	text, isError = call(t, c, "semantic_search", map[string]any{"question": "Where is a refund booked?", "extensions": "go"})
	if want := `1 result, best first.
1. ledger/post.go:4-6
   local/payments::ledger/post.go::Post(entry string)
   Post books a refund.`; isError || text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
	explained, isError := call(t, c, "semantic_search", map[string]any{"question": "Where is a refund booked?", "extensions": "go", "explain": true})
	if rest, ok := strings.CutPrefix(explained, text+"\n   score 0."); isError || !ok || !strings.Contains(rest, " = (words ") || strings.Contains(rest, "\n") {
		t.Errorf("explained: %s", explained)
	}
	text, isError = call(t, c, "chat", map[string]any{"question": "Where is a refund booked?", "data_sources": "payments"})
	for _, want := range []string{"No language model wrote this.", "`ledger/post.go:4-6`", "func Post(entry string) error {", "\nconversation_id: "} {
		if isError || !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %q", text, want)
		}
	}
	text, isError = call(t, c, "semantic_search", map[string]any{"question": "refund", "data_sources": "paymentz"})
	if !isError || !strings.Contains(text, "not found (404)") || !strings.Contains(text, "payments") {
		t.Error(text)
	}

	write(t, filepath.Join(root, "ledger", "undo.go"), "package ledger\n\n// Undo reverses a settlement.\nfunc Undo() {}\n")
	if text, _ = call(t, c, "semantic_search", map[string]any{"question": "reverse a settlement"}); !strings.Contains(text, "ledger/undo.go:4") {
		t.Errorf("a new file is not found: %s", text)
	}
}

// What REST offers too reads the same by the Tool API.
func TestBothGenerationsOfTheEngineReadTheSame(t *testing.T) {
	_, api := overEngine(t, map[string]string{
		"ledger/post.go": "package ledger\n\n// Post books a refund.\nfunc Post(entry string) error {\n\treturn nil\n}\n",
		"README.md":      "# Payments\n\nBooks a refund.\n",
	})
	rest, tool := options(codealive.New(api)), options(codealive.New(api))
	rest.Generation, tool.Generation = tools.REST, tools.ToolAPI
	byREST, byTool := connectTo(t, rest), connectTo(t, tool)
	// The list waits half a second for a first index; a search waits longer.
	_, _ = call(t, byREST, "semantic_search", map[string]any{"question": "refund"})
	for _, x := range []struct {
		tool string
		args map[string]any
	}{
		{"get_data_sources", nil},
		{"get_data_sources", map[string]any{"query": "refunds"}},
		{"semantic_search", map[string]any{"question": "refund"}},
		{"semantic_search", map[string]any{"question": "refund", "exclude_markdown": true}},
		{"semantic_search", map[string]any{"question": "zebra"}},
		{"grep_search", map[string]any{"query": "refund"}},
		{"grep_search", map[string]any{"query": "a|b", "exclude_markdown": true}},
		{"fetch_artifacts", map[string]any{"identifiers": []string{"local/payments::ledger/post.go::Post(entry string)", "local/payments::gone"}}},
	} {
		want, wrong := call(t, byREST, x.tool, x.args)
		if got, isError := call(t, byTool, x.tool, x.args); got != want || isError || wrong {
			t.Errorf("%s %v:\n%s\nby REST:\n%s", x.tool, x.args, got, want)
		}
	}
}
