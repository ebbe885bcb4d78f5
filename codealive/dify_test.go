package codealive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRetrieveSendsItsRequestAndReadsEveryMember(t *testing.T) {
	var sent string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = r.Method + " " + r.URL.Path + " " + strings.TrimSpace(string(body))
		w.Header().Set("X-RateLimit-Limit", "100")
		w.Header().Set("X-RateLimit-Remaining", "97")
		write(w, `{"records":[
			{"content":"func Post() {}","score":0.91,"title":"post.go","more":{"a":1},"metadata":{
				"path":"internal/ledger/post.go","description":"d","file_extension":".go","data_source_id":"65f0c1a2b3d4e5f607182930",
				"data_source_name":"payments-api","data_source_type":"repository","artifact_kind":"symbol",
				"start_line":12,"start_character":0,"end_line":17,"end_character":1,"more":[1]}},
			{"content":null,"score":null,"title":null,"metadata":null},
			{"metadata":{"path":null,"description":null,"file_extension":null,"data_source_id":null,"data_source_name":null,"data_source_type":null,
				"artifact_kind":null,"start_line":null,"start_character":null,"end_line":null,"end_character":null}},
			{}]}`)
	})
	answer, err := client.Retrieve(bounded(t), DifyRequest{
		KnowledgeID: "65f0c1a2b3d4e5f607182930", Query: "where are entries appended <&>",
		Setting: &DifySetting{TopK: new(3), ScoreThreshold: new(0.5)},
		Condition: &DifyCondition{LogicalOperator: "or", Conditions: []DifyComparison{
			{Name: DifyNames{"file_extension"}, Operator: "is", Value: ".go"},
			{Name: DifyNames{"path", "description"}, Operator: "not empty"},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `POST /api/knowledge-retrieval/dify/retrieval {"knowledge_id":"65f0c1a2b3d4e5f607182930","query":"where are entries appended <&>",` +
		`"retrieval_setting":{"top_k":3,"score_threshold":0.5},"metadata_condition":{"logical_operator":"or","conditions":[` +
		`{"name":["file_extension"],"comparison_operator":"is","value":".go"},{"name":["path","description"],"comparison_operator":"not empty"}]}}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
	full := DifyRecord{Content: "func Post() {}", Score: 0.91, Title: "post.go", Metadata: &DifyMetadata{
		Path: "internal/ledger/post.go", Description: "d", FileExtension: ".go", DataSourceID: "65f0c1a2b3d4e5f607182930",
		DataSourceName: "payments-api", DataSourceType: "repository", ArtifactKind: "symbol", StartLine: 12, EndLine: 17, EndCharacter: 1,
	}}
	if got := []DifyRecord{full, {}, {Metadata: &DifyMetadata{}}, {}}; !reflect.DeepEqual(answer.Records, got) {
		t.Errorf("%+v", answer.Records)
	}
	if answer.Quota.Remaining != 97 {
		t.Errorf("quota %+v", answer.Quota)
	}
}

func TestRetrieveSendsNoMoreThanItWasGiven(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.TrimSpace(string(body)) != `{"knowledge_id":"a","query":"q"}` {
			t.Errorf("sent %s", body)
		}
		write(w, `{"records":[]}`)
	})
	if answer, err := client.Retrieve(bounded(t), DifyRequest{KnowledgeID: "a", Query: "q"}); err != nil || len(answer.Records) != 0 {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestDifyErrorsKeepTheirCode(t *testing.T) {
	for status, code := range map[int]int{400: DifyInvalid, 401: DifyUnauthorized, 403: DifyForbidden, 404: DifyNotFound, 500: DifyInternal} {
		client := reply(t, status, "application/json", fmt.Sprintf(`{"error_code":%d,"error_msg":"what happened"}`, code))
		_, err := client.Retrieve(bounded(t), DifyRequest{Query: "q"})
		api := apiError(t, err, KindStatus)
		if api.Status != status || api.Code != fmt.Sprint(code) || api.Detail != "what happened" || errors.Is(err, ErrNoRoute) {
			t.Errorf("%d: %v, code %q", status, err, api.Code)
		}
		if worth := api.Retry(time.Now()).Worth; worth != (status == 500) {
			t.Errorf("%d: a retry is called worth it: %v", status, worth)
		}
	}
}

func TestAnswersThatAreNoRetrieval(t *testing.T) {
	const page = "<html><h1>502 Bad Gateway</h1></html>"
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		kind    Kind
		detail  string
		calls   int32
	}{
		"HTML with 502": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502); write(w, page) }, KindStatus, "", 3},
		"HTML with 200": {func(w http.ResponseWriter, _ *http.Request) { write(w, page) }, KindAnswer, "web page", 1},
		"error with 200": {func(w http.ResponseWriter, _ *http.Request) { write(w, `{"error_code":2001,"error_msg":"broken"}`) },
			KindAnswer, "broken", 1},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			write(w, `{"records":[{"content":"half`)
			panic(http.ErrAbortHandler)
		}, KindNetwork, "", 3},
		"truncated": {func(w http.ResponseWriter, _ *http.Request) { write(w, `{"records":[{"content":"half`) }, KindAnswer, "", 1},
		"a list":    {func(w http.ResponseWriter, _ *http.Request) { write(w, `[]`) }, KindAnswer, "", 1},
	} {
		var calls atomic.Int32
		client := serve(t, func(w http.ResponseWriter, r *http.Request) { calls.Add(1); c.handler(w, r) })
		answer, err := client.Retrieve(bounded(t), DifyRequest{Query: "q"})
		if err == nil {
			t.Errorf("%s: %+v", name, answer)
			continue
		}
		if api := apiError(t, err, c.kind); !strings.Contains(api.Detail, c.detail) || calls.Load() != c.calls {
			t.Errorf("%s: %v after %d calls", name, err, calls.Load())
		}
	}
}

func TestRetrieveOfAServiceWithoutDify(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) })
	if _, err := client.Retrieve(bounded(t), DifyRequest{Query: "q"}); !errors.Is(err, ErrNoRoute) {
		t.Errorf("%v", err)
	}
}

func TestNamesInDifysConditions(t *testing.T) {
	for text, want := range map[string]DifyNames{`"path"`: {"path"}, `["a","b"]`: {"a", "b"}, `[]`: {}, `null`: nil} {
		var got DifyComparison
		if err := json.Unmarshal([]byte(`{"name":`+text+`}`), &got); err != nil || !reflect.DeepEqual(got.Name, want) {
			t.Errorf("%s: %q, %v", text, got.Name, err)
		}
	}
	for _, text := range []string{`7`, `[7]`, `{}`} {
		if err := json.Unmarshal([]byte(`{"name":`+text+`}`), new(DifyComparison)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}
