package faults_test

import (
	"regexp"
	"strings"
)

// What the tools say, and what the page calls it.
var words = []struct{ said, result string }{
	{"no answer in time", late},
	{"the answer broke off", cutOff},
	{"the service was not reached or the connection broke", lost},
	{"the answer is not one of the CodeAlive API", foreign},
	{"the service does not offer this tool", noRoute},
}

var (
	timeSaid   = regexp.MustCompile(` \(at [0-9: -]+ UTC\)`) // of the clock, which no page can show
	statusSaid = regexp.MustCompile(`(?:\(|status )([1-5]\d\d)(?:\)|$)`)
	codeSaid   = regexp.MustCompile(`^the service reported an error \((.*)\)$`)
)

// read tells from the text of a result how the call ended. It takes what a model
// reads, and nothing from inside.
func read(op operation, text string, isError bool, usual string) outcome {
	if !isError {
		switch {
		case text == usual:
			return outcome{result: answered, by: byService}
		case strings.HasPrefix(text, "The answer is empty."):
			return outcome{result: nothingSaid, by: byService}
		}
		return outcome{result: "another answer than usual: " + text}
	}
	head, kept, _ := strings.Cut(text, "\n\n")
	what, rest, ok := strings.Cut(strings.TrimPrefix(head, "["+op.name+"] "), ". Retry: ")
	if !ok {
		return outcome{result: "an error without advice: " + text}
	}
	what, incomplete := strings.CutPrefix(what, "incomplete, ")
	if incomplete != (kept != "") {
		return outcome{result: "text that is not marked incomplete: " + text}
	}
	retry, detail, _ := strings.Cut(rest, ".")
	got := outcome{retry: timeSaid.ReplaceAllString(strings.TrimPrefix(retry, "yes, "), ""), kept: kept, result: mistake}
	for _, w := range words {
		if what == w.said || strings.HasPrefix(what, w.said+":") {
			got.result = w.result
		}
	}
	if m := statusSaid.FindStringSubmatch(what); m != nil {
		got.result = "error " + m[1]
	} else if m := codeSaid.FindStringSubmatch(what); m != nil {
		got.result = "error " + m[1]
	}
	got.by = endedBy(got.result, detail)
	return got
}

func endedBy(result, detail string) ender {
	switch {
	case result == late:
		return byTime
	case strings.Contains(detail, "the answer is larger than"):
		return bySize
	case strings.Contains(detail, "headers exceeded"):
		return byHeader
	case strings.Contains(detail, "redirect"):
		return byRedirect
	case result == lost, result == cutOff:
		return byConnection
	}
	return byService
}
