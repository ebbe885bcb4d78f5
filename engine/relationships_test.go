package engine

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func (k *kit) relateRaw(body string) *http.Response {
	k.t.Helper()
	return k.do(k.t.Context(), http.MethodPost, "/api/search/artifact-relationships", body)
}

func (k *kit) relate(in codealive.RelationshipsRequest) codealive.RelationshipsResponse {
	k.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		k.t.Fatal(err)
	}
	res := k.relateRaw(string(body))
	if res.StatusCode != http.StatusOK {
		k.t.Fatalf("%s: %d", body, res.StatusCode)
	}
	return decode[codealive.RelationshipsResponse](k.t, res)
}

// books is a folder called books.
func books(t *testing.T) string {
	t.Helper()
	isolate(t)
	dir := filepath.Join(t.TempDir(), "books")
	write(t, dir, "go.mod", "module example.org/books\n")
	write(t, dir, "ledger/ledger.go", `package ledger

import "example.org/books/store"

// Ledger keeps entries.
type Ledger struct {
	store store.Store
}

// Post books an entry.
func (l *Ledger) Post(cents int) error {
	if err := check(cents); err != nil {
		return err
	}
	return l.store.Append(cents)
}

func check(cents int) error { return nil }
`)
	write(t, dir, "store/store.go", `package store

// Store appends.
type Store interface {
	Append(cents int) error
}

// Memory forgets.
type Memory struct{}

// Append drops.
func (*Memory) Append(cents int) error { return nil }
`)
	write(t, dir, "cmd/main.go", `package main

import "example.org/books/ledger"

func main() {
	var l ledger.Ledger
	_ = l.Post(1)
	_ = l.Post(2)
}
`)
	return dir
}

func TestRelationshipsOfAMethod(t *testing.T) {
	k := serve(t, []string{books(t)})
	id := "local/books::ledger/ledger.go::Ledger.Post(cents int)"
	res := k.relateRaw(`{"identifier":"` + id + `"}`)
	var raw map[string]any
	if err := json.NewDecoder(res.Body).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	delete(raw, "dataSources")
	want := `{
		"sourceIdentifier": "` + id + `", "profile": "CallsOnly", "found": true,
		"availableRelationshipCounts": {"outgoingCalls": 3, "incomingCalls": 1, "ancestors": 0, "descendants": 0, "references": 0},
		"relationships": [
			{"relationType": "OutgoingCalls", "totalCount": 3, "returnedCount": 3, "truncated": false, "items": [
				{"identifier": "local/books::ledger/ledger.go::check(cents int)", "filePath": "ledger/ledger.go", "startLine": 18,
					"callSites": [{"position": "ledger/ledger.go:12"}], "callSiteCount": 1},
				{"identifier": "local/books::store/store.go::Store", "filePath": "store/store.go", "startLine": 4, "shortSummary": "Store appends.",
					"callSites": [{"position": "ledger/ledger.go:15"}], "callSiteCount": 1},
				{"identifier": "local/books::store/store.go::Memory.Append(cents int)", "filePath": "store/store.go", "startLine": 12, "shortSummary": "Append drops.",
					"callSites": [{"position": "ledger/ledger.go:15", "confidence": 0.4}], "callSiteCount": 1}]},
			{"relationType": "IncomingCalls", "totalCount": 1, "returnedCount": 1, "truncated": false, "items": [
				{"identifier": "local/books::cmd/main.go::main()", "filePath": "cmd/main.go", "startLine": 5,
					"callSites": [{"position": "cmd/main.go:7"}, {"position": "cmd/main.go:8"}], "callSiteCount": 2}]}]}`
	if got, want := normal(t, raw), normal(t, json.RawMessage(want)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func normal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	mustUnmarshal(t, b, &plain)
	b, _ = json.Marshal(plain)
	return string(b)
}

func TestProfilesAndLimits(t *testing.T) {
	k := serve(t, []string{books(t)})
	id := "local/books::store/store.go::Store"
	for profile, want := range map[codealive.Profile]string{
		"": "OutgoingCalls 0 IncomingCalls 1", "callsonly": "OutgoingCalls 0 IncomingCalls 1", "INHERITANCEONLY": "Ancestors 0 Descendants 1",
		"AllRelevant": "OutgoingCalls 0 IncomingCalls 1 Ancestors 0 Descendants 1", "ReferencesOnly": "References 1",
	} {
		res := k.relate(codealive.RelationshipsRequest{Identifier: id, Profile: profile})
		var got []string
		for _, g := range res.Relationships {
			if g.Items == nil {
				t.Errorf("%s: items of %s are null", profile, g.RelationType)
			}
			got = append(got, g.RelationType, string(rune('0'+g.TotalCount)))
		}
		if strings.Join(got, " ") != want || *res.Counts != (codealive.RelationshipCounts{IncomingCalls: 1, Descendants: 1, References: 1}) {
			t.Errorf("%q: %q, %+v", profile, got, res.Counts)
		}
	}
	res := k.relate(codealive.RelationshipsRequest{Identifier: "local/books::ledger/ledger.go::Ledger.Post(cents int)", MaxCountPerType: 1})
	if g := res.Relationships[0]; g.TotalCount != 3 || g.ReturnedCount != 1 || !g.Truncated || len(g.Items) != 1 || res.Counts.OutgoingCalls != 3 {
		t.Errorf("limited: %+v", g)
	}
}

func TestWhatHasNoRelationshipsIsNotFound(t *testing.T) {
	k := serve(t, []string{books(t)})
	for _, id := range []string{
		"local/books::ledger/ledger.go", "local/books::ledger/ledger.go::0001", "local/books::ledger/gone.go::F()", "local/books::ledger/ledger.go::check",
		"local/other::ledger/ledger.go::check(cents int)", "nonsense", "local/books::go.mod",
	} {
		res := k.relate(codealive.RelationshipsRequest{Identifier: id})
		if res.Found || res.Relationships != nil || res.Counts != nil || res.SourceIdentifier != id || res.Profile != codealive.CallsOnly {
			t.Errorf("%s: %+v", id, res)
		}
	}
}

func TestWrongRelationshipsRequests(t *testing.T) {
	k := serve(t, []string{books(t)})
	for body, field := range map[string]string{
		`{}`: "identifier", `{"identifier":" "}`: "identifier", `{"identifier":1}`: "identifier", `{"identifier":"x","profile":"all"}`: "profile",
		`{"identifier":"x","maxCountPerType":0}`: "maxCountPerType", `{"identifier":"x","maxCountPerType":1001}`: "maxCountPerType",
		`{"identifier":"x","maxCountPerType":"5"}`: "maxCountPerType",
	} {
		if p := problem(t, k.relateRaw(body), http.StatusBadRequest); len(p.Errors[field]) != 1 {
			t.Errorf("%s: %+v", body, p)
		}
	}
	problem(t, k.relateRaw(`{"identifier":"x","dataSource":"gone"}`), http.StatusNotFound)
	for _, body := range []string{`{"identifier":"x","maxCountPerType":null,"profile":null,"dataSource":null}`, `{"identifier":"x","dataSource":"BOOKS"}`, `{"identifier":"x","maxCountPerType":1000}`} {
		if res := k.relateRaw(body); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", body, res.StatusCode)
		}
	}
}

func TestRelationshipsSeeWhatWasJustChanged(t *testing.T) {
	dir := books(t)
	k := serve(t, []string{dir})
	in := codealive.RelationshipsRequest{Identifier: "local/books::ledger/ledger.go::check(cents int)"}
	if n := k.relate(in).Counts.IncomingCalls; n != 1 {
		t.Fatalf("%d callers", n)
	}
	write(t, dir, "ledger/more.go", "package ledger\n\nfunc more() { check(1) }\n")
	if n := k.relate(in).Counts.IncomingCalls; n != 2 {
		t.Errorf("%d callers after one came", n)
	}
	write(t, dir, "ledger/more.go", "package ledger\n\nfunc more() { }\n")
	if n := k.relate(in).Counts.IncomingCalls; n != 1 {
		t.Errorf("%d callers after it went", n)
	}
}

func TestFetchShowsCallsWhenTheIndexIsThere(t *testing.T) {
	k := serve(t, []string{books(t)})
	method, typ := "local/books::ledger/ledger.go::Ledger.Post(cents int)", "local/books::ledger/ledger.go::Ledger"
	k.search("ledger")
	got := k.fetch("", method, typ, "local/books::ledger/ledger.go", "local/books::cmd/main.go::main()")
	if p := got[0].Relationships; p == nil || *p.OutgoingCallsCount != 3 || len(p.OutgoingCalls) != 3 || *p.IncomingCallsCount != 1 ||
		p.OutgoingCalls[1] != (codealive.CallRef{Identifier: "local/books::store/store.go::Store", Summary: "Store appends."}) {
		t.Errorf("method: %+v", p)
	}
	if got[1].Relationships != nil || got[2].Relationships != nil {
		t.Errorf("a type and a file have calls: %+v, %+v", got[1].Relationships, got[2].Relationships)
	}
	if p := got[3].Relationships; p == nil || *p.OutgoingCallsCount != 1 || *p.IncomingCallsCount != 0 {
		t.Errorf("main: %+v", p)
	}
}

func TestFetchDoesNotWaitForAnIndex(t *testing.T) {
	g := newGate()
	k := serve(t, []string{books(t)}, g.hold(1))
	t.Cleanup(g.open)
	a := k.fetch("", "local/books::cmd/main.go::main()")[0]
	if !a.IsFound() || a.Relationships != nil {
		t.Errorf("%+v", a)
	}
}

func TestMethodOfATypeThatIsDeclaredNowhere(t *testing.T) {
	root := folder(t, "a.go", "package a\n\nfunc (l *Ledger) Post(e Entry) error { return l.store.Append(e.Validate()) }\n")
	k := serve(t, []string{root})
	id := "local/" + filepath.Base(root) + "::a.go::Ledger.Post(e Entry)"
	obj, text := k.tool("get_artifact_relationships", map[string]any{"identifier": id})
	if obj["found"] != true || !strings.Contains(text, "calls: 0\ncalled by: 0") {
		t.Errorf("%v\n%s", obj, text)
	}
}
