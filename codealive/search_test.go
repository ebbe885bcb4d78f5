package codealive

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"testing"
)

func TestSemanticSearchSendsItsQuery(t *testing.T) {
	for want, q := range map[string]SearchQuery{
		"Query=refund":                                                  {Query: "refund"},
		"MaxResults=500&Query=refund":                                   {Query: "refund", MaxResults: 500},
		"Names=payments-api&Names=web+shop&Query=a%26b":                 {Query: "a&b", Names: []string{"payments-api", "web shop"}},
		"Paths=src%2Fservices&Paths=main.go&Query=q":                    {Query: "q", Paths: []string{"src/services", "main.go"}},
		"Extensions=.go&Extensions=.md&Query=q":                         {Query: "q", Extensions: []string{"go", ".md"}},
		"Names=%D0%BA%D0%B0%D1%81%D1%81%D0%B0&Query=%E8%BF%94%E9%87%91": {Query: "返金", Names: []string{"касса"}},
	} {
		var got string
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			got = r.Method + " " + r.URL.Path + "?" + r.URL.RawQuery
			write(w, `{"results":[]}`)
		})
		answer, err := client.SemanticSearch(bounded(t), q)
		if err != nil || len(answer.Results) != 0 {
			t.Errorf("%+v: %+v, %v", q, answer, err)
		}
		if want = "GET /api/search/semantic?" + want; got != want {
			t.Errorf("%+v:\n%s, want\n%s", q, got, want)
		}
	}
}

func TestSemanticSearchKeepsOrderAndMembers(t *testing.T) {
	client := reply(t, http.StatusOK, "application/json", `{"searchMode":"fast","results":[
		{"kind":"Chunk","identifier":"acme/payments-api::README.md::0003","score":0.2,"snippet":"s","dataSource":"payments-api"},
		{"kind":"Symbol","identifier":"acme/касса::src/возврат.go::Возврат()","score":0.91,"description":"d","contentByteSize":146,"new":{"x":1},
		 "location":{"path":"src/возврат.go","range":{"start":{"line":12,"character":0},"end":{"line":17,"character":1}}},
		 "dataSource":{"id":"65f0c1a2b3d4e5f607182930","name":"касса","type":"repository"}},
		{"kind":null,"identifier":null,"location":null,"score":null,"description":null,"snippet":null,"content":null,"contentByteSize":null,"dataSource":null},
		{"location":{"path":null,"range":null}},
		{"location":{"range":{"start":null,"end":{"line":null,"character":null}}},"dataSource":{"id":null,"name":null,"type":null}},
		null],
		"dataSources":[{"id":"1","name":"касса","indexing":{"branch":"main","filesIndexed":1,"filesTotal":2}},{"indexing":null}]}`)
	answer, err := client.SemanticSearch(bounded(t), SearchQuery{Query: "q"})
	if err != nil {
		t.Fatal(err)
	}
	want := SearchResponse{
		Results: []SearchResult{
			{Kind: "Chunk", Identifier: "acme/payments-api::README.md::0003", Score: 0.2, Snippet: "s", DataSource: &DataSourceRef{Name: "payments-api"}},
			{Kind: "Symbol", Identifier: "acme/касса::src/возврат.go::Возврат()", Score: 0.91, Description: "d", ContentByteSize: 146,
				Location:   &Location{Path: "src/возврат.go", Range: &Range{Start: &Position{Line: 12}, End: &Position{Line: 17, Character: 1}}},
				DataSource: &DataSourceRef{ID: "65f0c1a2b3d4e5f607182930", Name: "касса", Type: "repository"}},
			{},
			{Location: &Location{}},
			{Location: &Location{Range: &Range{End: &Position{}}}, DataSource: &DataSourceRef{}},
			{},
		},
		DataSources: []SourceIndex{{ID: "1", Name: "касса", Indexing: &Indexing{Branch: "main", FilesIndexed: 1, FilesTotal: 2}}, {}},
	}
	if !reflect.DeepEqual(answer.SearchResponse, want) {
		t.Errorf("%+v", answer.SearchResponse)
	}
	for i, hit := range answer.Results[2:] {
		if start, end := hit.Lines(); hit.Path() != "" || start != 0 || end != 0 {
			t.Errorf("empty hit %d: %q, %d-%d", i, hit.Path(), start, end)
		}
	}
}

func TestMissingResultsAreNoneButAnErrorIsAnError(t *testing.T) {
	for body, kind := range map[string]Kind{
		`{"results":[]}`:               "",
		`{"results":null}`:             "",
		`{}`:                           "",
		`{"results":[],"error":null}`:  "",
		`{"error":"out of order"}`:     KindAnswer,
		`{"error":{"message":"down"}}`: KindAnswer,
		`{"results":{}}`:               KindAnswer,
	} {
		answer, err := reply(t, http.StatusOK, "application/json", body).SemanticSearch(bounded(t), SearchQuery{Query: "q"})
		if kind != "" {
			_ = apiError(t, err, kind)
		} else if err != nil || len(answer.Results) != 0 {
			t.Errorf("%s: %+v, %v", body, answer, err)
		}
	}
}

func TestPathOfAHit(t *testing.T) {
	for _, c := range []struct {
		identifier string
		location   *Location
		want       string
	}{
		{"acme/payments-api::internal/ledger/post.go::Ledger.Post(ctx context.Context, e Entry)", nil, "internal/ledger/post.go"},
		{"acme/payments-api::internal/ledger/post.go", nil, "internal/ledger/post.go"},
		{"acme/payments-api::internal/ledger/post.go::", nil, "internal/ledger/post.go"},
		{"backend::README.md", nil, "README.md"},
		{"acme/payments-api::a.go::x", &Location{Path: "b.go"}, "b.go"},
		{"acme/payments-api::a.go::x", &Location{}, "a.go"},
		{"acme/x::src/возврат.cpp::ns::f", nil, "src/возврат.cpp"},
		{"acme/payments-api", nil, ""},
		{"", nil, ""},
	} {
		if got := (SearchResult{Identifier: c.identifier, Location: c.location}).Path(); got != c.want {
			t.Errorf("%q, %v: %q, want %q", c.identifier, c.location, got, c.want)
		}
	}
}

func TestLinesOfAHit(t *testing.T) {
	for body, want := range map[string][2]int{
		`{}`:                        {0, 0},
		`{"location":{}}`:           {0, 0},
		`{"location":{"range":{}}}`: {0, 0},
		`{"location":{"range":{"start":{"line":12},"end":{"line":17}}}}`: {12, 17},
		`{"location":{"range":{"start":{"line":12},"end":{"line":12}}}}`: {12, 12},
		`{"location":{"range":{"start":{"line":12}}}}`:                   {12, 0},
		`{"location":{"range":{"start":{"line":12},"end":null}}}`:        {12, 0},
		`{"location":{"range":{"start":{"line":12},"end":{"line":3}}}}`:  {12, 0},
		`{"location":{"range":{"start":{"line":0},"end":{"line":0}}}}`:   {0, 0},
		`{"location":{"range":{"start":{"line":-1},"end":{"line":-1}}}}`: {0, 0},
	} {
		var hit SearchResult
		if err := json.Unmarshal([]byte(body), &hit); err != nil {
			t.Fatal(err)
		}
		if start, end := hit.Lines(); [2]int{start, end} != want {
			t.Errorf("%s: %d-%d, want %v", body, start, end, want)
		}
	}
}

func TestDataSourceRefIsAnObjectOrABareName(t *testing.T) {
	for body, want := range map[string]DataSourceRef{
		`"payments-api"`: {Name: "payments-api"},
		`"касса"`:        {Name: "касса"},
		`{"id":"1","name":"n","type":"repository","x":0}`: {ID: "1", Name: "n", Type: "repository"},
		`{}`:   {},
		`null`: {},
	} {
		var got DataSourceRef
		if err := json.Unmarshal([]byte(body), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{`5`, `["a"]`, `{"name":5}`} {
		if err := json.Unmarshal([]byte(body), new(DataSourceRef)); err == nil {
			t.Errorf("%s is accepted", body)
		}
	}
}

func TestSearchWithoutMarkdownAsksForMoreThanItKeeps(t *testing.T) {
	for _, c := range []struct {
		q                     SearchQuery
		asked, kept, markdown int
	}{
		{SearchQuery{}, 0, 400, 0},
		{SearchQuery{MaxResults: 7}, 7, 400, 0},
		{SearchQuery{ExcludeMarkdown: true}, 30, 10, 100},
		{SearchQuery{ExcludeMarkdown: true, MaxResults: 7}, 21, 7, 100},
		{SearchQuery{ExcludeMarkdown: true, MaxResults: 400}, 500, 300, 100},
	} {
		answer, err := c.q.Ask(func(q SearchQuery) (answer SearchAnswer, err error) {
			if q.MaxResults != c.asked {
				t.Errorf("%+v asks for %d", c.q, q.MaxResults)
			}
			for i := range 400 {
				name := "x.go"
				if i%4 == 0 {
					name = "x.MD"
				}
				answer.Results = append(answer.Results, SearchResult{Identifier: "a/b::" + name})
			}
			return answer, nil
		})
		if err != nil || len(answer.Results) != c.kept || answer.Markdown != c.markdown {
			t.Errorf("%+v: %d kept, %d in Markdown, %v", c.q, len(answer.Results), answer.Markdown, err)
		}
	}
	lost := errors.New("lost")
	if _, err := (SearchQuery{ExcludeMarkdown: true}).Ask(func(SearchQuery) (SearchAnswer, error) { return SearchAnswer{}, lost }); !errors.Is(err, lost) {
		t.Error(err)
	}
}
