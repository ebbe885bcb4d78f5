// Command tokens compares what a model pays for results of the tools with what
// the API's own JSON for the same answer would cost, in o200k tokens:
//
//	go run ./bench/tokens DIR
//
// DIR is a checkout; the figures of docs/benchmarks.md are of golang.org/x/tools.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/tiktoken-go/tokenizer"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/tokens DIR")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "tokens:", err)
		os.Exit(1)
	}
}

// subject is the engine over one checkout.
type subject struct {
	client *http.Client
	codec  tokenizer.Codec
}

func run(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Config{
		Roots: func() []string { return []string{dir} }, FirstIndexWait: 5 * time.Minute, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	transport, stop := engine.InProcess(e)
	defer func() { _, _ = stop(), e.Close() }()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		return err
	}
	s := subject{&http.Client{Transport: transport}, codec}
	if err := s.list(); err != nil {
		return err
	}
	return s.results()
}

// list prints what the list of tools costs.
func (s subject) list() error {
	fmt.Println("| tool | tokens in the list |\n|---|---|")
	total := 0
	for _, t := range tools.All(tools.Options{}) {
		text, err := json.Marshal(map[string]any{"name": t.Tool.Name, "description": t.Tool.Description, "inputSchema": t.Tool.InputSchema})
		if err != nil {
			return err
		}
		n, err := s.codec.Count(string(text))
		if err != nil {
			return err
		}
		total += n
		fmt.Printf("| `%s` | %d |\n", t.Tool.Name, n)
	}
	fmt.Printf("| all %d | %d |\n\n", len(tools.Names()), total)
	return nil
}

// results prints what typical results cost, and the same answers as JSON.
func (s subject) results() error {
	const question = "report calls whose result is not used"
	search := map[string]any{"question": question}
	var found struct {
		Results []codealive.SearchResult
	}
	obj, _, err := s.call("semantic_search", search)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(obj, &found); err != nil {
		return err
	}
	if len(found.Results) == 0 {
		return fmt.Errorf("nothing found for %q", question)
	}
	symbol := found.Results[0]
	for _, hit := range found.Results {
		if hit.Kind == "Symbol" {
			symbol = hit
			break
		}
	}
	fmt.Println("| result of | tokens | as JSON | ratio |\n|---|---|---|---|")
	for _, c := range []struct {
		tool string
		args map[string]any
	}{
		{"get_data_sources", nil},
		{"semantic_search", search},
		{"grep_search", map[string]any{"query": "context.WithTimeout"}},
		{"fetch_artifacts", map[string]any{"identifiers": []string{symbol.Identifier}}},
		{"get_artifact_relationships", map[string]any{"identifier": symbol.Identifier}},
		{"get_file_tree", nil},
		{"read_file", map[string]any{"path": symbol.Path(), "end_line": 200}},
		{"get_repository_ontology", nil},
		{"get_artifact_query_schema", nil},
		{"query_artifact_metadata", map[string]any{"statement": "SELECT path, lines FROM files ORDER BY lines DESC LIMIT 20"}},
	} {
		obj, text, err := s.call(c.tool, c.args)
		if err != nil {
			return fmt.Errorf("%s: %w", c.tool, err)
		}
		n, err := s.codec.Count(text)
		if err != nil {
			return err
		}
		of, err := s.codec.Count(string(obj))
		if err != nil {
			return err
		}
		fmt.Printf("| `%s` | %d | %d | %d %% |\n", c.tool, n, of, 100*n/max(1, of))
	}
	return nil
}

func (s subject) call(tool string, args map[string]any) (obj json.RawMessage, text string, err error) {
	body, err := json.Marshal(args)
	if err != nil {
		return nil, "", err
	}
	if args == nil {
		body = []byte("{}")
	}
	resp, err := s.client.Post("http://engine.local/api/tools/"+tool, "application/json", bytes.NewReader(body)) //nolint:noctx // ends with the program
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, "", err
	}
	var envelope codealive.ToolEnvelope
	if err := json.Unmarshal(answer, &envelope); err != nil || resp.StatusCode != http.StatusOK || envelope.Rendered == nil {
		return nil, "", fmt.Errorf("status %d: %.300s", resp.StatusCode, answer)
	}
	return envelope.Obj, *envelope.Rendered, nil
}
