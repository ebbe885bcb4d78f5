package tools_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

func TestRelationshipsOfTheService(t *testing.T) {
	s := start(t)
	c := connect(t, s.URL)
	for _, x := range []struct {
		args map[string]any
		want string
	}{
		{map[string]any{"identifier": service.PostIdentifier}, service.PostIdentifier + `
Identifiers below begin with acme/payments-api::
calls: 2
  internal/ledger/entry.go::Entry.Validate() line 9 : Rejects entries with a zero amount.
  internal/store/store.go::Store.Append(ctx context.Context, e Entry) line 31, at internal/ledger/post.go:16
called by: 1
  cmd/api/refund.go::handleRefund(w http.ResponseWriter, r *http.Request) line 22`},
		{map[string]any{"identifier": service.PostIdentifier, "profile": "inheritance_only"}, service.PostIdentifier + `
derives from or implements: 0
derived or implemented by: 0
None in this profile; try calls_only (3).`},
		{map[string]any{"identifier": "acme/x::gone.go::Gone()", "data_source": "payments-api"}, `No relationships are known of acme/x::gone.go::Gone()
It does not exist, or is a file, prose, or code in a language without relationships here: use grep_search for its name. Of a symbol, copy the identifier exactly from a search, or leave out data_source.`},
	} {
		if got, isError := call(t, c, "get_artifact_relationships", x.args); got != x.want || isError {
			t.Errorf("%v:\n%s\nwant:\n%s", x.args, got, x.want)
		}
	}
	for _, x := range []struct {
		args map[string]any
		want string
	}{
		{map[string]any{}, "identifier is missing"},
		{map[string]any{"identifier": "x", "profile": "everything"}, "profile must be one of calls_only, inheritance_only"},
		{map[string]any{"identifier": "x", "max_count_per_type": 1001}, "max_count_per_type must be 1 to 1000"},
	} {
		if got, isError := call(t, c, "get_artifact_relationships", x.args); !isError || !strings.Contains(got, x.want) {
			t.Errorf("%v: %s", x.args, got)
		}
	}
}

func TestManyRelationshipsFitTheirBudget(t *testing.T) {
	s := start(t)
	s.Override["/api/search/artifact-relationships"] = func(w http.ResponseWriter, _ *http.Request) {
		var items []string
		for i := range 1000 {
			items = append(items, fmt.Sprintf(`{"identifier":"a/b::dir/file%d.go::F%d()","startLine":3,"shortSummary":"%s","callSiteCount":9,"callSites":[{"position":"x.go:1","confidence":0.75},{"position":"x.go:2"},{"position":"x.go:3"}]}`, i, i, strings.Repeat("word ", 20)))
		}
		fmt.Fprintf(w, `{"found":true,"relationships":[{"relationType":"IncomingCalls","totalCount":4000,"truncated":true,"items":[%s]}]}`, strings.Join(items, ","))
	}
	text, isError := call(t, connect(t, s.URL), "get_artifact_relationships", map[string]any{"identifier": "a/b::x.go::F()", "max_count_per_type": 1000})
	for _, want := range []string{"called by: 4000 (1000 shown; raise max_count_per_type)", "more lines left out: lower max_count_per_type"} {
		if isError || len(text) > 28_200 || !strings.Contains(text, want) {
			t.Errorf("%d bytes, lacks %q: %.400s", len(text), want, text)
		}
	}
}

func TestApproximateRelationshipsSayHowLikely(t *testing.T) {
	s := start(t)
	s.Override["/api/search/artifact-relationships"] = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"found":true,"relationships":[{"relationType":"Foreseen","totalCount":1,"items":[{"identifier":"a/b::x.go::F\n()","filePath":null,"callSiteCount":4,"callSites":[{"position":"x.go:1","confidence":0.75},{"position":"x.go:2"}]}]},{"relationType":"References","items":null}]}`)
	}
	text, isError := call(t, connect(t, s.URL), "get_artifact_relationships", map[string]any{"identifier": "a/b::y"})
	want := "a/b::y\nIdentifiers below begin with a/b::\nForeseen: 1\n  \"x.go::F\\n()\", at x.go:1 (75 % sure), 2 and 2 more\nused by: 0"
	if isError || text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
}
