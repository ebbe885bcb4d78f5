package codealive

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
)

func TestFetchTellsFoundFromMissing(t *testing.T) {
	client := reply(t, http.StatusOK, "application/json", `{"artifacts":[
		{"identifier":"moved","found":true,"content":"x","startLine":12,"contentByteSize":1,
		 "relationships":{"outgoingCallsCount":2,"outgoingCalls":[{"identifier":"c","summary":"s"}],"incomingCallsCount":null}},
		{"identifier":"empty","found":true,"content":null},
		{"identifier":"refused","found":false,"content":null},
		{"identifier":"old","content":"y"},
		{"identifier":"old miss","content":null},
		{"identifier":"never asked","found":true,"content":"z"}]}`)
	got, err := client.Fetch(bounded(t), []string{"old", "refused", "moved", "left out", "empty", "old miss"}, "")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, a := range got.Found {
		found = append(found, a.Identifier)
	}
	if !slices.Equal(found, []string{"old", "moved", "empty"}) || !slices.Equal(got.NotFound, []string{"refused", "left out", "old miss"}) {
		t.Errorf("found %v, not found %v", found, got.NotFound)
	}
	calls := got.Found[1].Relationships
	if got.Found[1].StartLine != 12 || calls == nil || *calls.OutgoingCallsCount != 2 || calls.IncomingCallsCount != nil || calls.OutgoingCalls[0] != (CallRef{"c", "s"}) {
		t.Errorf("%+v", got.Found[1])
	}
}

func TestFetchSplitsLongListsAndKeepsTheOrder(t *testing.T) {
	var mu sync.Mutex
	var sizes []int
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var in FetchRequest
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.DataSource != "src" {
			t.Errorf("%+v, %v", in, err)
		}
		mu.Lock()
		sizes = append(sizes, len(in.Identifiers))
		mu.Unlock()
		var out FetchResponse
		yes, content := true, "c"
		for _, id := range in.Identifiers {
			out.Artifacts = append(out.Artifacts, Artifact{Identifier: id, Found: &yes, Content: &content})
		}
		slices.Reverse(out.Artifacts)
		_ = json.NewEncoder(w).Encode(out)
	})
	var ids []string
	for i := range 45 {
		ids = append(ids, fmt.Sprintf("a/b::%d", i))
	}
	got, err := client.Fetch(bounded(t), ids, "src")
	if err != nil || len(got.Found) != 45 || len(got.NotFound) != 0 {
		t.Fatalf("%d found, %v", len(got.Found), err)
	}
	for i, a := range got.Found {
		if a.Identifier != ids[i] {
			t.Fatalf("%s at %d", a.Identifier, i)
		}
	}
	if !slices.Equal(sizes, []int{20, 20, 5}) {
		t.Errorf("requests of %v identifiers", sizes)
	}
}

func TestFetchAmbiguityIsAnError(t *testing.T) {
	client := reply(t, http.StatusConflict, MediaProblem, `{"title":"Ambiguous data source","status":409,"detail":"Name='a' Id='1', Name='b' Id='2'"}`)
	_, err := client.Fetch(bounded(t), []string{"x"}, "")
	if api := apiError(t, err, KindStatus); api.Status != 409 {
		t.Error(err)
	}
}
