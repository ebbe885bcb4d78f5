package contractserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// Generations of the service: which routes it has. Both is the zero value.
type Generations int

// The generations that a server can play.
const (
	Both      Generations = iota // REST and the Tool API
	RESTOnly                     // no Tool API
	ToolsOnly                    // no REST
	Old                          // what the first releases had
)

var oldRoutes = []string{"/api/datasources/alive", "/api/datasources/all", "/api/search", "/api/chat/completions"}

func (g Generations) has(path string) bool {
	isTool := strings.HasPrefix(path, "/api/tools/")
	switch g {
	case RESTOnly:
		return !isTool
	case ToolsOnly:
		return isTool
	case Old:
		return slices.Contains(oldRoutes, path)
	}
	return true
}

// ToolText is how the text of a tool begins.
func ToolText(tool string) string { return "<" + tool + ">" }

// tools answers the Tool API. Most objects are invented: the contract knows
// only some of them.
func (s *Server) tools(w http.ResponseWriter, r *http.Request) {
	tool := r.PathValue("tool")
	var in map[string]any
	if json.NewDecoder(r.Body).Decode(&in) != nil || in["output_format"] != "agentic" && in["output_format"] != "json" {
		Problem(w, r, codealive.Problem{Status: 400, Title: "The request is not valid"})
		return
	}
	text := func(name string) string { s, _ := in[name].(string); return s }
	names, _ := in["data_sources"].([]any)
	if one := text("data_source"); one != "" {
		names = append(names, one)
	}
	for _, name := range names {
		if !slices.ContainsFunc(Sources, func(d codealive.DataSource) bool { return d.Name == name || d.ID == name }) {
			Problem(w, r, codealive.Problem{Status: 404, Title: "Not found", Detail: fmt.Sprintf("No data source is called %v.", name)})
			return
		}
	}
	required := map[string]string{
		"semantic_search": "question", "grep_search": "query", "read_file": "path", "get_artifact_relationships": "identifier",
		"query_artifact_metadata": "statement", "chat": "question", "ask_codebase": "question",
	}[tool]
	quota(w)
	switch {
	case required != "" && strings.TrimSpace(text(required)) == "":
		fault(w, "The "+required+" is missing.", "Send "+required+" with some text.")
	case tool == "read_file" && strings.Contains(text("path"), ".."):
		fault(w, "The path leaves the repository.", "Send a path inside the repository.")
	default:
		obj, rendered, ok := toolAnswer(tool, in)
		if !ok {
			Problem(w, r, codealive.Problem{Status: 404, Title: "Not found", Detail: "No tool is called " + tool + "."})
			return
		}
		writeJSON(w, map[string]any{"obj": obj, "rendered": ToolText(tool) + rendered})
	}
}

func toolAnswer(tool string, in map[string]any) (obj any, rendered string, ok bool) {
	switch tool {
	case "get_data_sources":
		list := slices.DeleteFunc(slices.Clone(Sources), func(d codealive.DataSource) bool {
			return in["ready_only"] == true && d.State == "Processing"
		})
		for _, d := range list {
			rendered += "\n" + d.Name
		}
		return map[string]any{"data_sources": list}, rendered, true
	case "fetch_artifacts":
		yes, content := true, PostContent
		return map[string]any{"artifacts": []codealive.Artifact{{Identifier: PostIdentifier, Found: &yes, Content: &content, StartLine: 12}}}, "\n" + content, true
	case "chat", "ask_codebase":
		return map[string]any{"answer": Answer}, "\n" + Answer, true
	case "semantic_search", "grep_search", "get_artifact_relationships":
		return map[string]any{"results": []string{PostIdentifier}}, "\n" + PostIdentifier, true
	case "get_file_tree":
		return map[string]any{"paths": []string{"internal/ledger/post.go"}}, "\ninternal/\n  ledger/\n    post.go", true
	case "read_file":
		return map[string]any{"path": in["path"]}, "\n12 | func (l *Ledger) Post(", true
	case "get_repository_ontology":
		return nil, "\nGo service that books ledger entries.", true
	case "get_artifact_query_schema":
		return map[string]any{"entities": []string{"files", "symbols"}}, "\nfiles(path), symbols(name)", true
	case "query_artifact_metadata":
		return map[string]any{"rows": [][]string{{"internal/ledger/post.go"}}}, "\ninternal/ledger/post.go", true
	}
	return nil, "", false
}

// Rendered answers a tool with a text alone.
func Rendered(w http.ResponseWriter, text string) {
	writeJSON(w, map[string]any{"rendered": text})
}

func fault(w http.ResponseWriter, message, try string) {
	writeJSON(w, map[string]any{
		"rendered": "<tool_error><code>invalid_tool_arguments</code></tool_error>",
		"obj": map[string]any{"error": codealive.ToolFault{
			Code: "invalid_tool_arguments", Message: message, Retry: "yes, after fixing the arguments", Try: try,
		}},
	})
}
