package tools_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

// Calls as prompts and clients make them that were written for older servers.
func TestOlderSpellingsAreAccepted(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	for _, x := range []struct {
		tool string
		args map[string]any
		sent string // path and query of the request, or path and body
	}{
		{"get_data_sources", map[string]any{"alive_only": false}, "/api/datasources/all "},
		{"get_data_sources", map[string]any{"alive_only": "true"}, "/api/datasources/ready "},
		{"semantic_search", map[string]any{"query": "q", "data_sources": []any{map[string]any{"id": "1", "name": "payments-api"}}}, "/api/search/semantic Names=payments-api&Query=q"},
		{"semantic_search", map[string]any{"question": "q", "query": "", "data_source": "payments-api"}, "/api/search/semantic Names=payments-api&Query=q"},
		{"codebase_search", map[string]any{"query": "q", "data_sources": "payments-api", "mode": "deep", "description_detail": "full"}, "/api/search/semantic Names=payments-api&Query=q"},
		{"codebase_search", map[string]any{"query": "q", "data_source_ids": []any{map[string]any{"id": "65f0c1a2b3d4e5f607182930"}}, "include_content": true}, "/api/search/semantic Names=65f0c1a2b3d4e5f607182930&Query=q"},
		{"codebase_consultant", map[string]any{"question": "q", "data_sources": "payments-api"}, "/api/chat/completions "},
		{"fetch_artifacts", map[string]any{"identifier": "a::b", "data_source": " "}, "/api/search/artifacts "},
		{"fetch_artifacts", map[string]any{"identifiers": []string{"пример/код::файл.go::Сумма(a, b int)"}}, "/api/search/artifacts "},
		{"get_artifact_relationships", map[string]any{"identifier": service.PostIdentifier, "profile": "callsOnly"}, "/api/search/artifact-relationships "},
		{"read_file", map[string]any{"path": "a.go", "data_sources": []string{"payments-api"}}, "/api/tools/read_file "},
	} {
		if text, isError := call(t, c, x.tool, x.args); isError {
			t.Errorf("%s %v: %s", x.tool, x.args, text)
			continue
		}
		sent := s.Requests()
		last := sent[len(sent)-1]
		if got := last.Path + " " + last.Query; got != x.sent {
			t.Errorf("%s %v sent %s, want %s", x.tool, x.args, got, x.sent)
		}
	}
}

func TestOlderToolsAreNotListed(t *testing.T) {
	list, err := connect(t, start(t).URL).ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(list.Tools, func(tool mcp.Tool) bool { return tool.Name == "codebase_search" || tool.Name == "codebase_consultant" }) {
		t.Error("an older tool is listed")
	}
}

// What is looked for and what names something goes on as it is.
func TestBlanksOfExactTextsAreKept(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	for _, x := range []struct {
		tool string
		args map[string]any
		sent string // in the query or the body
	}{
		{"grep_search", map[string]any{"query": "\tfunc ", "data_sources": " payments-api "}, "Names=payments-api&Query=%09func+&"},
		{"fetch_artifacts", map[string]any{"identifiers": []string{"a/b:: x.txt "}}, `"identifiers":["a/b:: x.txt "]`},
		{"fetch_artifacts", map[string]any{"identifiers": `"a/b::x\ny"`}, `"identifiers":["a/b::x\ny"]`},
		{"get_artifact_relationships", map[string]any{"identifier": " a/b::x"}, `"identifier":" a/b::x"`},
		{"read_file", map[string]any{"path": " lead.go", "data_source": "payments-api"}, `"path":" lead.go"`},
		{"semantic_search", map[string]any{"question": "q", "data_sources": "payments-api", "paths": "[1]", "extensions": ".go,.md"}, "Extensions=.go&Extensions=.md&Names=payments-api&Paths=%5B1%5D"},
	} {
		if text, isError := call(t, c, x.tool, x.args); isError {
			t.Errorf("%s: %s", x.tool, text)
			continue
		}
		sent := s.Requests()
		if last := sent[len(sent)-1]; !strings.Contains(last.Query+last.Body, x.sent) {
			t.Errorf("%s sent %s %s, want %s", x.tool, last.Query, last.Body, x.sent)
		}
	}
}
