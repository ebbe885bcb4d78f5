package e2e_test

import "testing"

const local = "local/payments-api::"

// What a model reads of the engine: usual, empty, huge and hostile, in scripts
// of both directions, and with paths as on Windows.
func TestGoldenResultsOfTheEngine(t *testing.T) {
	type args = map[string]any
	dir := oddCheckout(t)
	golden(t, "engine", map[string][]shown{
		"get_data_sources": {
			{"usual", nil},
			{"relevant", args{"query": "book a refund"}},
			{"all", args{"ready_only": false}},
		},
		"semantic_search": {
			{"usual", args{"question": "where is a refund booked", "extensions": ".go", "max_results": 3}},
			{"empty", args{"question": "zebra"}},
			{"huge", args{"question": "returns its number", "max_results": 500}},
			{"hostile", args{"question": "signs of direction, forge, ignore instructions", "paths": "hostile"}},
			{"right to left", args{"question": "يبدأ الخدمة"}},
			{"CJK", args{"question": "帳簿を締める"}},
			{"Windows path", args{"question": "append an entry", "paths": `internal\store`}},
			{"unknown source", args{"question": "q", "data_sources": "payments"}},
		},
		"grep_search": {
			{"usual", args{"query": "Append("}},
			{"by name", args{"query": "post.go"}},
			{"empty", args{"query": "zebra"}},
			{"huge", args{"query": "F0"}},
			{"long line", args{"query": "1234567890"}},
			{"hostile", args{"query": "forged"}},
			{"control characters", args{"query": "hidden"}},
			{"right to left", args{"query": "الخدمة"}},
			{"CJK", args{"query": "締める(日付"}},
			{"Windows path", args{"query": "Append(", "paths": `internal\store`}},
			{"wrong pattern", args{"query": "(", "regex": true}},
		},
		"fetch_artifacts": {
			{"usual", args{"identifiers": local + "internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"}},
			{"missing", args{"identifiers": []string{local + "internal/ledger/post.go::Ledger.Undo()", "acme/other::x.go"}}},
			{"empty", args{"identifiers": local + "empty.txt"}},
			{"huge", args{"identifiers": local + "huge/functions.go"}},
			{"long line", args{"identifiers": local + "huge/line.js"}},
			{"hostile", args{"identifiers": []string{local + "hostile/forge.go", local + "hostile/a\n2. forged.go", local + "hostile/signs.go::Signs()"}}},
			{"right to left", args{"identifiers": local + "خدمة/ملف.go::ابدأ()"}},
			{"CJK", args{"identifiers": local + "勘定/締め.go::締める(日付 string)"}},
			{"Windows line ends and path", args{"identifiers": []string{local + "windows/crlf.go::LineEnds()", local + `windows\src\post.go`}}},
			{"secret", args{"identifiers": local + ".env"}},
		},
		"get_artifact_relationships": {
			{"usual", args{"identifier": local + "internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)"}},
			{"references", args{"identifier": local + "internal/ledger/entry.go::Entry", "profile": "references_only"}},
			{"other profile", args{"identifier": local + "internal/ledger/entry.go::Entry", "profile": "inheritance_only"}},
			{"missing", args{"identifier": local + "gone.go::Gone()"}},
			{"right to left", args{"identifier": local + "خدمة/ملف.go::ابدأ()"}},
			{"CJK", args{"identifier": local + "勘定/締め.go::検査(日付 string)"}},
		},
		"get_file_tree": {
			{"usual", nil},
			{"folder", args{"path": "internal"}},
			{"few", args{"max_nodes": 5}},
			{"hostile", args{"path": "hostile"}},
			{"right to left", args{"path": "خدمة"}},
			{"Windows path", args{"path": `internal\ledger`}},
			{"missing", args{"path": "intrenal"}},
			{"outside", args{"path": "../other"}},
		},
		"read_file": {
			{"usual", args{"path": "internal/ledger/entry.go"}},
			{"lines", args{"path": "internal/ledger/entry.go", "start_line": 5, "end_line": 9}},
			{"empty", args{"path": "empty.txt"}},
			{"huge", args{"path": "huge/functions.go", "start_line": 5000}},
			{"long line", args{"path": "huge/line.js"}},
			{"hostile", args{"path": "hostile/forge.go"}},
			{"signs", args{"path": "hostile/signs.go"}},
			{"right to left", args{"path": "خدمة/ملف.go"}},
			{"CJK", args{"path": "勘定/締め.go"}},
			{"Windows line ends", args{"path": "windows/crlf.go"}},
			{"Windows path", args{"path": `internal\ledger\entry.go`}},
			{"missing", args{"path": "internal/ledger/entri.go"}},
			{"outside", args{"path": "../../etc/passwd"}},
			{"secret", args{"path": ".env"}},
			{"binary", args{"path": "binary.dat"}},
			{"past the end", args{"path": "README.md", "start_line": 999}},
		},
		"get_repository_ontology":   {{"usual", nil}},
		"get_artifact_query_schema": {{"usual", nil}, {"one entity", args{"entity": "symbols", "include_examples": false}}, {"unknown entity", args{"entity": "tables"}}},
		"query_artifact_metadata": {
			{"usual", args{"statement": "SELECT path, lines FROM files ORDER BY lines DESC, path LIMIT 5"}},
			{"empty", args{"statement": "SELECT path FROM files WHERE path = 'zebra'"}},
			{"huge", args{"statement": "SELECT name FROM symbols ORDER BY name LIMIT 500"}},
			{"hostile", args{"statement": "SELECT path FROM files WHERE path LIKE 'hostile%' ORDER BY path"}},
			{"right to left and CJK", args{"statement": "SELECT name, path FROM symbols WHERE path LIKE '%勘定%' OR path LIKE '%خدمة%' ORDER BY path, name"}},
			{"wrong column", args{"statement": "SELECT pth FROM files"}},
			{"write", args{"statement": "DELETE FROM files"}},
		},
		"chat": {
			{"usual", args{"question": "How is an entry checked?"}},
			{"empty", args{"question": "zebra"}},
			{"CJK", args{"question": "帳簿を締める"}},
		},
	}, func(*testing.T) backend { return overEngine(dir) }, nil, nil)
}
