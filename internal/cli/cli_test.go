package cli

import (
	"bytes"
	"flag"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/tools"
)

func parse(args ...string) (Call, error) {
	fs := flag.NewFlagSet("call", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return ParseCall(fs, tools.All(tools.Options{}), args)
}

func TestParseCallTakesTheToolsArguments(t *testing.T) {
	call, err := parse("semantic_search", "--question", "a b", "--data-sources", "x", "--data_sources=y", "--max-results", "3", "--exclude_markdown", "--json")
	want := map[string]any{"question": "a b", "data_sources": []string{"x", "y"}, "max_results": "3", "exclude_markdown": "true"}
	if err != nil || call.Tool != "semantic_search" || !call.JSON || !reflect.DeepEqual(call.Args, want) {
		t.Errorf("%+v, %v", call, err)
	}
}

func TestSearchExplainsItselfToPeople(t *testing.T) {
	call, err := parse("semantic_search", "--question", "a", "--explain")
	if err != nil || call.Args["explain"] != "true" {
		t.Errorf("%+v, %v", call, err)
	}
	if _, err := parse("grep_search", "--query", "a", "--explain"); err == nil {
		t.Error("grep_search has no scores to explain")
	}
}

func TestBooleansMayBeWrittenLikeOtherArguments(t *testing.T) {
	for _, args := range [][]string{{"--ready-only", "false", "--json"}, {"--ready_only=false", "--json", "true"}} {
		call, err := parse(append([]string{"get_data_sources"}, args...)...)
		if err != nil || call.Args["ready_only"] != "false" || !call.JSON {
			t.Errorf("%q: %+v, %v", args, call, err)
		}
	}
}

func TestParseCallNamesWhatExists(t *testing.T) {
	for _, args := range [][]string{{}, {"--question", "x"}, {"serch"}, {"semantic_search", "loose words"}, {"chat", "--nope", "1"}} {
		if _, err := parse(args...); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
	if _, err := parse("serch"); !strings.Contains(err.Error(), "there are get_data_sources, semantic_search") {
		t.Error(err)
	}
}

func note(message string, answer bool) mcp.JSONRPCNotification {
	var n mcp.JSONRPCNotification
	n.Method = "notifications/progress"
	n.Params.AdditionalFields = map[string]any{"message": message}
	if answer {
		n.Params.Meta = map[string]any{tools.AnswerText: true}
	}
	return n
}

func TestScreenShowsAStreamedAnswerOnce(t *testing.T) {
	var out, err bytes.Buffer
	s := &Screen{Out: &out, Err: &err, Stream: true, Status: true}
	s.progress(note("3 of 9 files indexed", false))
	s.progress(note("A refund ", true))
	s.progress(note("is booked.\x1b[2J", true))
	if e := s.result(mcp.NewToolResultText("A refund is booked.\x1b[2J\n\nconversation_id: x"), false); e != nil {
		t.Fatal(e)
	}
	if got := out.String(); got != "A refund is booked.[2J\n\nconversation_id: x\n" {
		t.Errorf("%q", got)
	}
	if !strings.Contains(err.String(), "3 of 9 files indexed") || !strings.HasSuffix(err.String(), "\r\x1b[K") {
		t.Errorf("status %q", err.String())
	}
}

func TestScreenTellsWhyAnAnswerBrokeOff(t *testing.T) {
	var out bytes.Buffer
	s := &Screen{Out: &out, Err: io.Discard, Stream: true}
	s.progress(note("A refund ", true))
	if err := s.result(mcp.NewToolResultError("[chat] incomplete.\n\nA refund "), false); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "A refund \n\n[chat] incomplete.\n" {
		t.Errorf("%q", got)
	}
}

func TestScreenPrintsOnlyTheResultWithoutATerminal(t *testing.T) {
	var out, err bytes.Buffer
	s := &Screen{Out: &out, Err: &err}
	s.progress(note("3 of 9 files indexed", false))
	s.progress(note("A refund ", true))
	if e := s.result(mcp.NewToolResultText("A refund is booked."), false); e != nil {
		t.Fatal(e)
	}
	if out.String() != "A refund is booked.\n" || err.Len() > 0 {
		t.Errorf("%q, %q", out.String(), err.String())
	}
}

func TestLogsAreJSONWithoutATerminal(t *testing.T) {
	var out bytes.Buffer
	NewLogger(&out, slog.LevelInfo).Info("x", "a", 1)
	if !strings.HasPrefix(out.String(), `{"time":`) {
		t.Error(out.String())
	}
}

func TestVersionTellsWhatTheLinkerWasGiven(t *testing.T) {
	var out strings.Builder
	want := "codealive-mcp 1.2.3 (abc123 of 2026-11-23T12:00:00Z, go"
	if err := Version(&out, "1.2.3", "abc123", "2026-11-23T12:00:00Z"); err != nil || !strings.HasPrefix(out.String(), want) {
		t.Errorf("%q, %v", out.String(), err)
	}
}
