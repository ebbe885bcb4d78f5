package codealive

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"
)

func TestDataSourcesAsksForWhatWasWanted(t *testing.T) {
	for _, c := range []struct {
		q     DataSourceQuery
		path  string
		query url.Values
	}{
		{DataSourceQuery{}, "/api/datasources/ready", url.Values{}},
		{DataSourceQuery{All: true}, "/api/datasources/all", url.Values{}},
		{DataSourceQuery{Type: "Workspace", SearchTerm: "pay & go"}, "/api/datasources/ready",
			url.Values{"type": {"Workspace"}, "searchTerm": {"pay & go"}}},
		{DataSourceQuery{All: true, Query: " вернуть платёж "}, "/api/datasources/all", url.Values{"query": {"вернуть платёж"}}},
		{DataSourceQuery{Type: " ", SearchTerm: "\t", Query: "\n"}, "/api/datasources/ready", url.Values{}},
	} {
		var got *http.Request
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			got = r.Clone(r.Context())
			write(w, `[]`)
		})
		if _, err := client.DataSources(bounded(t), c.q); err != nil {
			t.Fatal(err)
		}
		if got.Method != http.MethodGet || got.URL.Path != c.path || !reflect.DeepEqual(got.URL.Query(), c.query) {
			t.Errorf("%+v: %s %s", c.q, got.Method, got.URL)
		}
	}
}

func TestDataSourcesReadsEveryMemberAndKeepsTheOrder(t *testing.T) {
	body := `[
		{"id":"65f0c1a2b3d4e5f607182932","name":"касса","type":"Workspace","description":"d",
		 "repositoryIds":["65f0c1a2b3d4e5f607182930"],"relevanceReason":"r","state":"Alive","createdAt":"2026-01-01","more":{"a":[1]}},
		{"id":"65f0c1a2b3d4e5f607182930","name":"payments-api","type":"Repository","url":"git@git.example.com:acme/payments-api.git",
		 "branch":"main","fullName":"acme/payments-api","readiness":"Ready"},
		{"id":"1","name":"bare","type":"Repository","description":null,"url":null,"branch":null,"repositoryIds":null,
		 "relevanceReason":null,"state":null,"readiness":null,"fullName":null}]`
	want := []DataSource{
		{ID: "65f0c1a2b3d4e5f607182932", Name: "касса", Type: "Workspace", Description: "d",
			RepositoryIDs: []string{"65f0c1a2b3d4e5f607182930"}, RelevanceReason: "r", State: "Alive"},
		{ID: "65f0c1a2b3d4e5f607182930", Name: "payments-api", Type: "Repository", URL: "git@git.example.com:acme/payments-api.git",
			Branch: "main", FullName: "acme/payments-api", Readiness: "Ready"},
		{ID: "1", Name: "bare", Type: "Repository"},
	}
	// The media type does not matter: proxies get it wrong.
	for _, mediaType := range []string{"application/json; charset=utf-8", "text/plain", ""} {
		list, err := reply(t, http.StatusOK, mediaType, body).DataSources(bounded(t), DataSourceQuery{})
		if err != nil || !reflect.DeepEqual(list.Sources, want) {
			t.Errorf("%q: %v\n%+v", mediaType, err, list.Sources)
		}
	}
}

func TestNoDataSourcesIsAnAnswer(t *testing.T) {
	list, err := reply(t, http.StatusOK, "application/json", `[]`).DataSources(bounded(t), DataSourceQuery{})
	if err != nil || len(list.Sources) != 0 || list.Total != -1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestTotalHeaderIsTheNumberBeforeTheFilter(t *testing.T) {
	for text, want := range map[string]int{"3": 3, "0": 0, "": -1, "-2": -1, "many": -1, "3.5": -1} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if text != "" {
				w.Header()["x-codealive-TOTAL-data-sources"] = []string{text}
			}
			write(w, `[]`)
		})
		list, err := client.DataSources(bounded(t), DataSourceQuery{Query: "refund"})
		if err != nil || list.Total != want {
			t.Errorf("%q: %d, %v, want %d", text, list.Total, err, want)
		}
	}
}

func TestDataSourceIsSearchableByReadinessThenState(t *testing.T) {
	for _, c := range []struct {
		readiness, state string
		ready, known     bool
	}{
		{"Ready", "", true, true},
		{"ready", "Processing", true, true},
		{"", "Ready", true, true},
		{"", "Alive", true, true},
		{"", "ALIVE", true, true},
		{"Indexing", "", false, true},
		{"", "New", false, true},
		{"", "Processing", false, true},
		{"", "Failed", false, true},
		{"", "Hibernating", false, true},
		{"", "", false, false},
	} {
		ready, known := DataSource{Readiness: c.readiness, State: c.state}.Searchable()
		if ready != c.ready || known != c.known {
			t.Errorf("readiness %q, state %q: ready %v, known %v", c.readiness, c.state, ready, known)
		}
	}
}
