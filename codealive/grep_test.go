package codealive

import (
	"net/http"
	"testing"
)

func TestGrepSendsItsQueryAndReadsEveryMember(t *testing.T) {
	var query string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.Path + "?" + r.URL.RawQuery
		write(w, `{"results":[
			{"kind":"File","identifier":"a/b::x.go","location":{"path":"x.go","range":{"start":{"line":16}}},"matchCount":9,
			 "matches":[{"lineNumber":16,"startColumn":17,"endColumn":22,"lineText":"\treturn","remark":"generated"},{"lineNumber":null,"lineText":null}]},
			{"identifier":"a/b::post.go","matchCount":0,"matches":[],"matchedByName":true},
			{"identifier":"a/b::null.go","matches":null,"matchedByName":null}]}`)
	})
	answer, err := client.Grep(bounded(t), SearchQuery{Query: "Append(", Names: []string{"a"}, Extensions: []string{"go"}, MaxResults: 7}, true)
	if err != nil {
		t.Fatal(err)
	}
	if want := "/api/search/grep?Extensions=.go&MaxResults=7&Names=a&Query=Append%28&Regex=true"; query != want {
		t.Errorf("sent %s, want %s", query, want)
	}
	if len(answer.Results) != 3 {
		t.Fatalf("%d results", len(answer.Results))
	}
	hit := answer.Results[0]
	if hit.Path() != "x.go" || hit.MatchCount != 9 || len(hit.Matches) != 2 || hit.Matches[0] != (GrepMatch{16, 17, 22, "\treturn", "generated"}) {
		t.Errorf("%+v", hit)
	}
	if !answer.Results[1].MatchedByName || answer.Results[1].Path() != "post.go" || answer.Results[2].MatchedByName {
		t.Errorf("%+v", answer.Results[1:])
	}
}

func TestGrepSendsRegexExplicitly(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.URL.Query().Get("Regex"); got != "false" {
			t.Errorf("Regex=%q", got)
		}
		write(w, `{}`)
	})
	if answer, err := client.Grep(bounded(t), SearchQuery{Query: "x"}, false); err != nil || len(answer.Results) != 0 {
		t.Errorf("%+v, %v", answer, err)
	}
}
