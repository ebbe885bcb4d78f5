package faults_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/faults"
)

// problem is an error answer in the service's present format.
func problem(status int, change ...func(*codealive.Problem)) faults.Answer {
	p := codealive.Problem{
		Type: "https://app.codealive.ai/errors/test", Title: http.StatusText(status), Status: status,
		Detail: "It did not work.", RequestID: "0HNA1B2C3D4E5:00000001",
	}
	for _, f := range change {
		f(&p)
	}
	b, _ := json.Marshal(p)
	return faults.JSON(status, string(b)).With("Content-Type", codealive.MediaProblem)
}

// documented is one in the format of the reference.
func documented(status int) faults.Answer {
	return faults.JSON(status, `{"error":{"code":"FAILED","message":"It did not work."}}`)
}

func plain(status int) faults.Answer {
	return faults.Answer{Status: status}.With("Content-Type", "text/plain").Saying("It did not work.")
}

func webPage(status int) faults.Answer {
	return faults.Answer{Status: status}.With("Content-Type", "text/html").Saying("<html><h1>Failed</h1></html>")
}

func bare(status int) faults.Answer { return faults.Answer{Status: status} }

// gateway are the statuses of which another try of a read is made.
var gateway = map[int]string{502: "after 10 s", 503: after30, 504: once5}

// statusFaults are refusals and failures that the service reports.
func statusFaults() []fault {
	refuses := func(format string, a faults.Answer, retry string) fault {
		n := 1
		if _, ok := gateway[a.Status]; ok {
			n = 3
		}
		return fault{
			name: fmt.Sprintf("%d, %s", a.Status, format), do: faults.Sending(a),
			read: fails(fmt.Sprint("error ", a.Status), retry, n, byService), chat: fails(fmt.Sprint("error ", a.Status), retry, 1, byService),
		}
	}
	candidates := problem(409, func(p *codealive.Problem) {
		p.Detail = "2 data sources match: Name='payments-api' Id='1', Name='payments-api-next' Id='2'"
	})
	never := false
	capacity := problem(500, func(p *codealive.Problem) {
		p.Type, p.Retryable = "https://app.codealive.ai/errors/provider-capacity-exhausted", &never
	})
	refusedForGood := refuses("retryable: false", problem(503, func(p *codealive.Problem) { p.Retryable = &never }), no)
	refusedForGood.read.sent = 1
	list := []fault{
		refuses("problem details", problem(400), corrected),
		refuses("plain text", plain(400), corrected),
		refuses("problem details", problem(401), no),
		refuses("the documented format", documented(401), no),
		refuses("no body", bare(401), no),
		refuses("problem details", problem(403), no),
		refuses("problem details", problem(404), no),
		refuses("the documented format", documented(404), no),
		refuses("problem details", problem(408), after30),
		refuses("with candidates", candidates, corrected),
		refuses("no candidates", documented(409), no),
		refuses("problem details", problem(422), "after 60 s"),
		refuses("problem details", problem(425), after30),
		refuses("problem details", problem(500), once5),
		refuses("the documented format", documented(500), once5),
		refuses("plain text", plain(500), once5),
		refuses("provider-capacity-exhausted, retryable: false", capacity, no),
		refusedForGood,
		missing("404, a web page", webPage(404)),
		missing("404, plain text", plain(404)),
		missing("404, no body", bare(404)),
		missing("501, problem details", problem(501)),
	}
	for _, status := range []int{502, 503, 504} {
		list = append(list,
			refuses("problem details", problem(status), gateway[status]),
			refuses("a web page", webPage(status), gateway[status]),
			refuses("no body", bare(status), gateway[status]),
			passing(fmt.Sprintf("%d, the first two times", status), bare(status), gateway[status]),
		)
	}
	return list
}

// passing is a failure that ends while a read is being tried again.
func passing(name string, a faults.Answer, retry string) fault {
	once := fails(fmt.Sprint("error ", a.Status), retry, 1, byService)
	return fault{name: name, do: faults.Sending(a), first: 2, read: answer(3), chat: once, tool: once}
}

// missing is an answer that means that the service does not have the route. It
// is then asked by what it was called before, and by the Tool API; a call that
// costs, too, since none was answered.
func missing(name string, a faults.Answer) fault {
	lacks := func(sent int) outcome { return fails(noRoute, no, sent, byService) }
	return fault{name: name, do: faults.Sending(a), read: lacks(1), chat: lacks(2), but: map[string]outcome{
		"get_data_sources": lacks(3), "semantic_search": lacks(3), "grep_search": lacks(2),
		"fetch_artifacts": lacks(2), "get_artifact_relationships": lacks(2),
	}}
}
