package tools_test

import (
	"net/http"
	"strings"
	"testing"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// oneOfEach has a call of every tool.
var oneOfEach = map[string]map[string]any{
	"get_data_sources":           {},
	"semantic_search":            asked("book a refund"),
	"grep_search":                {"query": "Append(", "data_sources": "payments-api"},
	"fetch_artifacts":            {"identifiers": service.PostIdentifier},
	"get_artifact_relationships": {"identifier": service.PostIdentifier},
	"get_file_tree":              {"data_source": "payments-api"},
	"read_file":                  {"path": "internal/ledger/post.go", "data_source": "payments-api"},
	"get_repository_ontology":    {"data_source": "payments-api"},
	"get_artifact_query_schema":  {},
	"query_artifact_metadata":    {"statement": "SELECT path FROM files LIMIT 10", "data_sources": "payments-api"},
	"chat":                       asked("How is a refund booked?"),
}

// restTools are those that the REST generation can answer.
var restTools = []string{"get_data_sources", "semantic_search", "grep_search", "fetch_artifacts", "get_artifact_relationships", "chat"}

// The tools that each generation of the service answers. What it cannot answer
// is said, and never taken for "nothing found".
func TestEveryToolOverEveryGeneration(t *testing.T) {
	toolOnly := []string{"get_file_tree", "read_file", "get_repository_ontology", "get_artifact_query_schema", "query_artifact_metadata"}
	old := []string{"get_data_sources", "semantic_search", "chat"}
	for _, x := range []struct {
		name     string
		has      service.Generations
		asks     tools.Generation
		byREST   []string
		byTools  []string
		notThere string
	}{
		{"both", service.Both, tools.Auto, restTools, toolOnly, ""},
		{"both, REST chosen", service.Both, tools.REST, restTools, nil, "CODEALIVE_API=rest"},
		{"both, Tool API chosen", service.Both, tools.ToolAPI, nil, append(toolOnly, restTools...), ""},
		{"REST only", service.RESTOnly, tools.Auto, restTools, nil, "does not offer this tool"},
		{"Tool API only", service.ToolsOnly, tools.Auto, nil, append(toolOnly, restTools...), ""},
		{"Tool API only, REST chosen", service.ToolsOnly, tools.REST, nil, nil, ""},
		{"old", service.Old, tools.Auto, old, nil, "does not offer this tool"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := start(t)
			s.Generations = x.has
			c := connect(t, s.URL, func(o *tools.Options) { o.Generation = x.asks })
			for _, tool := range tools.Names() {
				args, ok := oneOfEach[tool]
				if !ok {
					t.Errorf("no call of %s", tool)
				}
				text, isError := call(t, c, tool, args)
				isTool := strings.HasPrefix(text, service.ToolText(tool))
				switch {
				case contains(x.byREST, tool):
					if isError || isTool {
						t.Errorf("%s is not answered by REST: %s", tool, text)
					}
				case contains(x.byTools, tool):
					if isError || !isTool {
						t.Errorf("%s is not answered by the Tool API: %s", tool, text)
					}
				case !isError || !strings.Contains(text, "Retry: no.") || !strings.Contains(text, x.notThere):
					t.Errorf("%s: %s", tool, text)
				}
			}
		})
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestAMissingGenerationIsRemembered(t *testing.T) {
	s := start(t)
	s.Generations = service.ToolsOnly
	c := connect(t, s.URL)
	for i, want := range []int{2, 1} {
		before := len(s.Requests())
		if text, isError := call(t, c, "grep_search", oneOfEach["grep_search"]); isError {
			t.Fatal(text)
		}
		if n := len(s.Requests()) - before; n != want {
			t.Errorf("call %d: %d requests, want %d", i, n, want)
		}
	}
	// A name that has to be found takes the list by the Tool API.
	if text, isError := call(t, c, "semantic_search", map[string]any{"question": "q"}); !isError || !strings.Contains(text, "choose from payments-api, web-shop, checkout") {
		t.Error(text)
	}
}

// A gateway without routes must not be taken for a service of another
// generation for the next ten minutes.
func TestAMissingServiceIsNotRemembered(t *testing.T) {
	s := start(t)
	nothing := func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
	s.Override["/api/search/grep"], s.Override["/api/tools/grep_search"] = nothing, nothing
	c := connect(t, s.URL)
	if text, isError := call(t, c, "grep_search", oneOfEach["grep_search"]); !isError {
		t.Fatal(text)
	}
	s.Override["/api/search/grep"] = nil
	if text, isError := call(t, c, "grep_search", oneOfEach["grep_search"]); isError || !strings.Contains(text, "1 match in 1 file") {
		t.Error(text)
	}
}

func TestRepairableMistakesAreToolErrors(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	text, isError := call(t, c, "read_file", map[string]any{"path": "../secret", "data_source": "payments-api"})
	want := "[read_file] The path leaves the repository. Retry: yes, after fixing the arguments. Try: (1) Send a path inside the repository. [code: invalid_tool_arguments]"
	if !isError || text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
	if text, isError = call(t, c, "read_file", map[string]any{"path": "x", "data_source": "nowhere"}); !isError || !strings.Contains(text, "not found (404)") {
		t.Error(text)
	}
}

func TestConversationsNeedREST(t *testing.T) {
	s := start(t)
	s.Generations = service.ToolsOnly
	text, isError := call(t, connect(t, s.URL), "chat", map[string]any{"question": "And then?", "conversation_id": service.ConversationID})
	if !isError || !strings.Contains(text, "knows no conversation_id") {
		t.Error(text)
	}
}

func TestLongTextsOfTheServiceAreCutAtALine(t *testing.T) {
	s := start(t)
	s.Override["/api/tools/read_file"] = func(w http.ResponseWriter, _ *http.Request) {
		service.Rendered(w, strings.Repeat("é a line of forty bytes or a little more\n", 3000))
	}
	text, isError := call(t, connect(t, s.URL), "read_file", oneOfEach["read_file"])
	if isError || len(text) > 28_200 || !strings.HasSuffix(text, "read the rest with start_line)") {
		t.Errorf("%d bytes: …%s", len(text), text[max(0, len(text)-200):])
	}
	lines := strings.Split(text, "\n")
	if last := lines[len(lines)-2]; last != "é a line of forty bytes or a little more" {
		t.Errorf("cut inside a line: %q", last)
	}
}

func TestArgumentsReachTheToolAPI(t *testing.T) {
	s := start(t)
	s.Generations = service.ToolsOnly
	c := connect(t, s.URL)
	for tool, x := range map[string]struct {
		args map[string]any
		want string
	}{
		"semantic_search": {map[string]any{"question": "q", "data_sources": "payments-api", "paths": "src", "extensions": []string{"go"}, "max_results": "5", "exclude_markdown": true},
			`{"data_sources":["payments-api"],"exclude_markdown":true,"extensions":["go"],"max_results":5,"output_format":"agentic","paths":["src"],"question":"q"}`},
		"grep_search": {map[string]any{"query": "q", "data_sources": "payments-api"},
			`{"data_sources":["payments-api"],"exclude_markdown":false,"max_results":50,"output_format":"agentic","query":"q","regex":false}`},
		"get_file_tree": {map[string]any{"data_source": "payments-api", "path": " ", "max_depth": 2},
			`{"data_source":"payments-api","max_depth":2,"output_format":"agentic"}`},
		"get_artifact_query_schema": {map[string]any{"include_examples": "false"}, `{"include_examples":false,"output_format":"agentic"}`},
		"get_data_sources":          {map[string]any{"alive_only": false}, `{"output_format":"agentic","ready_only":false}`},
	} {
		if text, isError := call(t, c, tool, x.args); isError {
			t.Errorf("%s: %s", tool, text)
		}
		sent := s.Requests()
		if got := sent[len(sent)-1].Body; got != x.want {
			t.Errorf("%s sent\n%s\nwant\n%s", tool, got, x.want)
		}
	}
}
