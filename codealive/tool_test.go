package codealive

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"testing"
)

func TestToolSendsItsArguments(t *testing.T) {
	var got map[string]any
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/tools/grep_search" || r.Header.Get("X-CodeAlive-Tool") != "grep_search" {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		write(w, `{"rendered":"x"}`)
	})
	var none *int
	_, err := client.Tool(bounded(t), "grep_search", map[string]any{
		"query": "<é>", "regex": false, "zero": 0, "blank": "  ", "nothing": nil, "no_list": []string{}, "no_number": none, "paths": []string{"src"},
	})
	want := map[string]any{"output_format": "agentic", "query": "<é>", "regex": false, "zero": 0.0, "paths": []any{"src"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("sent %v, %v", got, err)
	}
}

func TestToolAnswers(t *testing.T) {
	for body, want := range map[string]ToolResult{
		`{"obj":{"a":1},"rendered":"text"}`:          {Obj: json.RawMessage(`{"a":1}`), Rendered: "text"},
		`{"rendered":"text"}`:                        {Rendered: "text"},
		`{"obj":[1],"rendered":" "}`:                 {Obj: json.RawMessage(`[1]`), Rendered: " "},
		"{\"obj\":[\"a\xffb\"]}":                     {Obj: json.RawMessage("[\"a\uFFFDb\"]")},
		`{"obj":{"error":null},"rendered":"text"}`:   {Obj: json.RawMessage(`{"error":null}`), Rendered: "text"},
		`{"obj":{"error":"word"},"rendered":"text"}`: {Obj: json.RawMessage(`{"error":"word"}`), Rendered: "text"},
	} {
		got, err := reply(t, 200, "application/json", body).Tool(bounded(t), "read_file", nil)
		if err != nil || string(got.Obj) != string(want.Obj) || got.Rendered != want.Rendered {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{`{}`, `{"obj":null,"rendered":null}`, `{"rendered":""}`, `[]`, `<html>`, `{"rendered":5}`, ``} {
		_, err := reply(t, 200, "application/json", body).Tool(bounded(t), "read_file", nil)
		_ = apiError(t, err, KindAnswer)
	}
}

func TestRepairableMistakesOfAToolAreErrors(t *testing.T) {
	_, err := reply(t, 200, "application/json", `{"rendered":"<tool_error>","obj":{"error":{
		"code":"invalid_tool_arguments","message":"The question is missing.","retry":"yes, after fixing\nthe arguments","try":"Send question."}}}`).Tool(bounded(t), "chat", nil)
	e := apiError(t, err, KindTool)
	if e.Code != "invalid_tool_arguments" || e.Detail != "The question is missing." || e.Hint != (ToolHint{"yes, after fixing the arguments", "Send question."}) {
		t.Errorf("%+v", e)
	}
	_, err = reply(t, 200, "application/json", `{"rendered":"<tool_error>it is wrong</tool_error>","obj":{"error":{}}}`).Tool(bounded(t), "chat", nil)
	if e := apiError(t, err, KindTool); e.Detail != "<tool_error>it is wrong</tool_error>" {
		t.Errorf("%+v", e)
	}
}

func TestToolErrorsOfTheWholeCall(t *testing.T) {
	for status, body := range map[int]string{
		401: `{"detail":"no"}`, 409: `{"detail":"Name='a' Id='1'"}`, 422: ``, 404: `{"title":"Not found"}`,
	} {
		_, err := reply(t, status, "application/json", body).Tool(bounded(t), "read_file", nil)
		if e := apiError(t, err, KindStatus); e.Status != status || errors.Is(err, ErrNoRoute) {
			t.Errorf("%d: %+v", status, e)
		}
	}
	if _, err := reply(t, 404, "text/plain", "404 page not found").Tool(bounded(t), "read_file", nil); !errors.Is(err, ErrNoRoute) {
		t.Error(err)
	}
}

func TestToolsThatCostAreNotRepeated(t *testing.T) {
	for tool, want := range map[string]int{"chat": 1, "ask_codebase": 1, "read_file": 3} {
		calls := 0
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			calls++
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "bad")
		})
		client.backoff = 1
		if _, err := client.Tool(bounded(t), tool, nil); err == nil || calls != want {
			t.Errorf("%s: %d calls, %v", tool, calls, err)
		}
	}
}

func TestDataSourcesOfATool(t *testing.T) {
	for obj, want := range map[string]int{`{"data_sources":[{"name":"a"},{"name":"b"}]}`: 2, `{"data_sources":[]}`: 0, `{}`: -1, ``: -1, `[]`: -1} {
		list, ok := ToolResult{Obj: json.RawMessage(obj)}.DataSources()
		if ok != (want >= 0) || ok && len(list) != want {
			t.Errorf("%s: %v, %v", obj, list, ok)
		}
	}
}
