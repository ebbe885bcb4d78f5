package codealive

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func TestRelationships(t *testing.T) {
	var sent map[string]any
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/search/artifact-relationships" || r.Header.Get("X-CodeAlive-Tool") != "get_artifact_relationships" {
			t.Errorf("%s %s for %s", r.Method, r.URL.Path, r.Header.Get("X-CodeAlive-Tool"))
		}
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		w.Header().Set("X-RateLimit-Remaining", "7")
		_, _ = w.Write([]byte(`{"sourceIdentifier":"a","profile":"AllRelevant","found":true,
			"availableRelationshipCounts":{"OutgoingCalls":2,"incomingCalls":1,"Ancestors":null},
			"relationships":[{"relationType":"OutgoingCalls","totalCount":2,"returnedCount":1,"truncated":true,"items":[
				{"identifier":"b","filePath":"b.go","startLine":3,"shortSummary":"B.","callSiteCount":2,
				 "callSites":[{"position":"a.go:9"},{"position":"a.go:10","confidence":0.4}]},
				{"identifier":null,"filePath":null,"startLine":null,"shortSummary":null,"callSites":null,"callSiteCount":null,"new":{}}]},
			{"relationType":"SomethingNew","totalCount":null,"items":null},{}]}`))
	})
	got, err := client.Relationships(bounded(t), RelationshipsRequest{Identifier: "a::F(x <T>)", Profile: AllRelevant, MaxCountPerType: 1, DataSource: "src"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"identifier": "a::F(x <T>)", "profile": "AllRelevant", "maxCountPerType": 1.0, "dataSource": "src"}
	if !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %v", sent)
	}
	if !got.Found || got.Counts == nil || *got.Counts != (RelationshipCounts{OutgoingCalls: 2, IncomingCalls: 1}) || len(got.Relationships) != 3 {
		t.Fatalf("%+v", got)
	}
	g := got.Relationships[0]
	if g.RelationType != OutgoingCalls || g.TotalCount != 2 || g.ReturnedCount != 1 || !g.Truncated || len(g.Items) != 2 {
		t.Errorf("%+v", g)
	}
	b := g.Items[0]
	if b.Identifier != "b" || b.FilePath != "b.go" || b.StartLine != 3 || b.ShortSummary != "B." || b.CallSiteCount != 2 ||
		b.CallSites[0].Position != "a.go:9" || b.CallSites[0].Confidence != nil || *b.CallSites[1].Confidence != 0.4 {
		t.Errorf("%+v", b)
	}
	if !reflect.DeepEqual(g.Items[1], RelatedArtifact{}) {
		t.Errorf("nulls: %+v", g.Items[1])
	}
	if got.Quota.Remaining != 7 {
		t.Errorf("quota %+v", got.Quota)
	}
}

func TestRelationshipsLeavesOutWhatIsNotSaid(t *testing.T) {
	b, err := json.Marshal(RelationshipsRequest{Identifier: "a"})
	if err != nil || string(b) != `{"identifier":"a"}` {
		t.Errorf("%s, %v", b, err)
	}
}

func TestNoRelationshipsAreAnAnswer(t *testing.T) {
	for _, body := range []string{`{"found":false}`, `{"found":null,"relationships":null,"availableRelationshipCounts":null}`, `{}`} {
		got, err := reply(t, http.StatusOK, "application/json", body).Relationships(bounded(t), RelationshipsRequest{Identifier: "a"})
		if err != nil || got.Found || got.Relationships != nil || got.Counts != nil {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

func TestRelationshipsErrors(t *testing.T) {
	for status, body := range map[int]string{
		http.StatusConflict: `{"title":"Ambiguous","status":409,"detail":"Name='a' Id='1', Name='b' Id='2'"}`,
		http.StatusNotFound: `{"title":"Not Found","status":404,"detail":"no such source"}`,
	} {
		_, err := reply(t, status, MediaProblem, body).Relationships(bounded(t), RelationshipsRequest{Identifier: "a"})
		if api := apiError(t, err, KindStatus); api.Status != status {
			t.Errorf("%d: %v", status, err)
		}
	}
	_, err := reply(t, http.StatusOK, "application/json", `{"error":{"code":"X","message":"down"}}`).Relationships(bounded(t), RelationshipsRequest{Identifier: "a"})
	if api := apiError(t, err, KindAnswer); !strings.Contains(api.Detail, "down") {
		t.Error(err)
	}
}
