package faults_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
	"github.com/codealive-mcp/codealive-mcp/tools"
)

// fault is one line of the table: what breaks, and what is expected of every
// operation. The expectations are written by hand, from the contract and from
// what a user needs: an outage never looks like "nothing found", text that came
// is kept, and no call that costs is repeated.
type fault struct {
	name  string
	do    faults.Fault
	first int           // breaks only so many requests; 0 means all
	moved bool          // sends the client on: a request that follows is no repeat
	alone bool          // the next call may fail as well: the key is used up, or the connection is out of step
	place place         // other than the server's own address
	warm  bool          // an unbroken call of another tool goes before, on the same connection
	limit time.Duration // of the tool; 0 is one that is never reached
	waits bool          // spends time waiting: all operations run at once
	large bool          // costs seconds: one operation of each way to read an answer

	read outcome            // of every tool but chat; none means that it does not apply
	chat outcome            // of chat, which is streamed
	tool outcome            // of chat over the Tool API; none means that of reads, sent once
	but  map[string]outcome // of operations that differ, by title
}

// place leads the client elsewhere than to the server: to another base URL, or
// by another transport. What it started ends by done.
type place func(t *testing.T, base string, transport *http.Transport) (url string, done func())

// outcome is how a call ends.
type outcome struct {
	result string
	retry  string // the advice; "" with an answer
	kept   string // text of an answer that broke off
	sent   int    // requests that the service received
	tries  int    // connections tried, when no request could be sent
	by     ender
}

// ender is what ended a call.
type ender string

const (
	byService    ender = "the service's answer"
	byConnection ender = "the connection"
	byTime       ender = "the time limit"
	bySize       ender = "the size limit"
	byHeader     ender = "the header limit"
	byRedirect   ender = "the redirect rule"
)

// Results, as the page calls them.
const (
	answered    = "answer"
	nothingSaid = "empty answer, said so"
	lost        = "connection failed"
	cutOff      = "broke off"
	late        = "no answer in time"
	foreign     = "not an answer of the API"
	noRoute     = "the service lacks it"
	mistake     = "mistake in the arguments"
)

// Advice, as the tools word it.
const (
	no        = "no"
	once5     = "once, after 5 s"
	once30    = "once, after 30 s"
	after30   = "after 30 s"
	corrected = "with corrected arguments"
)

func answer(sent int) outcome { return outcome{result: answered, sent: sent, by: byService} }

func fails(result, retry string, sent int, by ender) outcome {
	return outcome{result: result, retry: retry, sent: sent, by: by}
}

// keeping is the outcome with the text that came before the end.
func (o outcome) keeping(text string) outcome {
	o.kept = text
	return o
}

// tried is the outcome without a request.
func (o outcome) tried(n int) outcome {
	o.sent, o.tries = 0, n
	return o
}

// once is the outcome of a read for a call that costs: it is not tried again.
func (o outcome) once() outcome {
	o.sent, o.tries = min(o.sent, 1), min(o.tries, 1)
	return o
}

// Some of the answer of the working service to chat.
const (
	firstText = "A refund is booked by "
	allText   = service.Answer
)

// limits of the tools. A row that stalls is run again with the next one when it
// does not end as expected: a busy machine may need longer to get to the stall.
var stalls = []time.Duration{200 * time.Millisecond, time.Second, 5 * time.Second}

const (
	never = 30 * time.Second
	grace = 10 * time.Second // of a busy machine
)

// operation is a call of a tool that the working service answers.
type operation struct {
	name   string
	args   map[string]any
	viaAPI tools.Generation
	lists  bool // names no data source, so that they are listed first
}

// title is what the page calls it.
func (o operation) title() string {
	switch {
	case o.viaAPI == tools.ToolAPI:
		return o.name + " over the Tool API"
	case o.lists:
		return o.name + " without a data source"
	}
	return o.name
}

func operations() []operation {
	const source = "payments-api"
	list := []operation{
		{name: "get_data_sources"},
		{name: "semantic_search", args: map[string]any{"question": "book a refund", "data_sources": source}},
		{name: "grep_search", args: map[string]any{"query": "Append", "data_sources": source}},
		{name: "fetch_artifacts", args: map[string]any{"identifiers": service.PostIdentifier}},
		{name: "get_artifact_relationships", args: map[string]any{"identifier": service.PostIdentifier}},
		{name: "get_file_tree", args: map[string]any{"data_source": source}},
		{name: "read_file", args: map[string]any{"path": "internal/ledger/post.go", "data_source": source}},
		{name: "get_repository_ontology", args: map[string]any{"data_source": source}},
		{name: "get_artifact_query_schema"},
		{name: "query_artifact_metadata", args: map[string]any{"statement": "SELECT path FROM files LIMIT 10", "data_sources": source}},
		{name: "chat", args: map[string]any{"question": "How is a refund booked?", "data_sources": source}},
	}
	again := list[len(list)-1]
	again.viaAPI = tools.ToolAPI
	return append(list, again, operation{name: "get_file_tree", lists: true})
}

// expected is the outcome of an operation, and whether the fault applies to it.
func (f fault) expected(op operation) (outcome, bool) {
	if f.large && !slices.Contains([]string{"get_data_sources", "fetch_artifacts", "read_file", "chat"}, op.name) {
		return outcome{}, false
	}
	want := f.read
	switch {
	case op.lists:
		return f.listing()
	case op.viaAPI == tools.ToolAPI && f.tool.result != "":
		want = f.tool
	case op.viaAPI == tools.ToolAPI:
		want = f.read.once()
	case op.name == "chat":
		want = f.chat
	}
	if other, ok := f.but[op.title()]; ok {
		want = other
	}
	return want, want.result != ""
}

// listing is the outcome of a call that lists the data sources first: that of
// the list when it fails, else the answer with one more request.
func (f fault) listing() (outcome, bool) {
	want := f.read
	if other, ok := f.but["get_data_sources"]; ok {
		want = other
	}
	if want.result == answered {
		want.sent++
	}
	return want, want.result != ""
}
