package tools_test

import (
	"encoding/json"
	"flag"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/tiktoken-go/tokenizer"

	"github.com/codealive-mcp/codealive-mcp/tools"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// maxListTokens is what the whole list may cost a model, counted in o200k.
const maxListTokens = 2000

func all(api tools.API) []server.ServerTool {
	return tools.All(options(api))
}

func options(api tools.API) tools.Options {
	return tools.Options{API: api, Timeout: time.Minute, NoSources: "Name a directory.", Log: slog.New(slog.DiscardHandler)}
}

func TestSchemasAreGolden(t *testing.T) {
	for _, tool := range all(nil) {
		got, err := json.MarshalIndent(tool.Tool, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", tool.Tool.Name+".golden.json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != string(got)+"\n" {
			t.Errorf("%s differs from %s; a published schema is a promise. go test ./tools -update rewrites it", tool.Tool.Name, file)
		}
	}
}

func TestToolListFitsItsTokenBudget(t *testing.T) {
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, tool := range all(nil) {
		text, err := json.Marshal(map[string]any{
			"name": tool.Tool.Name, "description": tool.Tool.Description, "inputSchema": tool.Tool.InputSchema,
		})
		if err != nil {
			t.Fatal(err)
		}
		n, err := codec.Count(string(text))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d tokens", tool.Tool.Name, n)
		total += n
	}
	t.Logf("all: %d tokens", total)
	if total > maxListTokens {
		t.Errorf("the tool list costs %d tokens, more than %d", total, maxListTokens)
	}
}

func TestEveryToolIsDescribedAndReadOnly(t *testing.T) {
	seen := map[string]bool{}
	for _, tool := range all(nil) {
		a := tool.Tool.Annotations
		if seen[tool.Tool.Name] || tool.Tool.Description == "" || a.Title == "" {
			t.Errorf("%s: duplicate name, or no description or title", tool.Tool.Name)
		}
		seen[tool.Tool.Name] = true
		if !is(a.ReadOnlyHint, true) || !is(a.DestructiveHint, false) || !is(a.IdempotentHint, true) || !is(a.OpenWorldHint, true) {
			t.Errorf("%s: annotations %+v", tool.Tool.Name, a)
		}
		for name, property := range tool.Tool.InputSchema.Properties {
			if help, _ := property.(map[string]any)["description"].(string); help == "" {
				t.Errorf("%s: %s has no description", tool.Tool.Name, name)
			}
		}
	}
}

func is(hint *bool, want bool) bool { return hint != nil && *hint == want }

// The names a tool accepts come from its struct, those it publishes from its
// schema. An unknown argument makes it tell the former.
func TestSchemaAndArgumentsAgree(t *testing.T) {
	for _, tool := range all(nil) {
		text := callHandler(t, tool, map[string]any{"no_such_argument": 1})
		_, known, ok := strings.Cut(text, "this tool takes ")
		known, _, _ = strings.Cut(known, ". Retry")
		accepted := strings.Split(known, ", ")
		slices.Sort(accepted)
		published := slices.Sorted(maps.Keys(tool.Tool.InputSchema.Properties))
		if !ok || !slices.Equal(accepted, published) {
			t.Errorf("%s accepts %v, publishes %v", tool.Tool.Name, accepted, published)
		}
	}
}

func callHandler(t *testing.T, tool server.ServerTool, args map[string]any) string {
	t.Helper()
	req := mcp.CallToolRequest{}
	req.Params.Name = tool.Tool.Name
	req.Params.Arguments = args
	result, err := tool.Handler(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return result.Content[0].(mcp.TextContent).Text
}

func TestInstructionsNameOnlyToolsThatExist(t *testing.T) {
	s := tools.NewServer("test", options(nil))
	reply, err := json.Marshal(s.HandleMessage(t.Context(), json.RawMessage(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	var init struct {
		Result struct{ Instructions string }
	}
	if err := json.Unmarshal(reply, &init); err != nil || init.Result.Instructions == "" {
		t.Fatalf("no instructions in %s, %v", reply, err)
	}
	args := map[string]bool{}
	for _, tool := range all(nil) {
		for name := range tool.Tool.InputSchema.Properties {
			args[name] = true
		}
	}
	for _, name := range regexp.MustCompile(`[a-z]+(_[a-z]+)+`).FindAllString(init.Result.Instructions, -1) {
		if s.GetTool(name) == nil && !args[name] {
			t.Errorf("instructions name %s, which does not exist", name)
		}
	}
}
