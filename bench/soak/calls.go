package main

// calls are one of each tool.
var calls = []struct {
	tool string
	args func(asked string) map[string]any
}{
	{"get_data_sources", func(q string) map[string]any { return map[string]any{"query": q} }},
	{"semantic_search", func(q string) map[string]any { return map[string]any{"question": q, "data_sources": "a"} }},
	{"grep_search", func(q string) map[string]any { return map[string]any{"query": q, "data_sources": "a"} }},
	{"fetch_artifacts", func(q string) map[string]any { return map[string]any{"identifiers": "acme/a::" + q + ".go"} }},
	{"get_artifact_relationships", func(q string) map[string]any { return map[string]any{"identifier": "acme/a::" + q + ".go"} }},
	{"get_file_tree", func(q string) map[string]any { return map[string]any{"path": q, "data_source": "a"} }},
	{"read_file", func(q string) map[string]any { return map[string]any{"path": q + ".go", "data_source": "a"} }},
	{"get_repository_ontology", func(q string) map[string]any { return map[string]any{"data_source": q} }},
	{"get_artifact_query_schema", func(q string) map[string]any { return map[string]any{"entity": q} }},
	{"query_artifact_metadata", func(q string) map[string]any {
		return map[string]any{"statement": "SELECT path FROM files WHERE path = '" + q + "'", "data_sources": "a"}
	}},
	{"chat", func(q string) map[string]any {
		return map[string]any{"question": "What is " + q + "?", "data_sources": "a"}
	}},
}
