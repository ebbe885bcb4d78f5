package codealive

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

func TestProgressOfEveryInterimAnswerArrives(t *testing.T) {
	const reports = 50 // far more than the five that clients commonly allow
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		for i := range reports {
			w.Header().Set(HeaderProgress, fmt.Sprintf("%d/%d files indexed", i, reports))
			w.WriteHeader(http.StatusProcessing)
		}
		write(w, `{"results":[]}`)
	})
	var got, want []Progress
	for i := range reports {
		want = append(want, Progress{Done: i, Total: reports, What: "files indexed"})
	}
	ctx := WithProgress(bounded(t), func(p Progress) { got = append(got, p) })
	if _, err := client.SemanticSearch(ctx, SearchQuery{Query: "q"}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestInterimAnswersDoNoHarmToWhoDoesNotListen(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 50 {
			w.WriteHeader(http.StatusProcessing)
		}
		write(w, `[]`)
	})
	if err := sources(t, client); err != nil {
		t.Error(err)
	}
}

func TestProgressIsCountsAndTextOrText(t *testing.T) {
	for text, want := range map[string]Progress{
		"120/800 files indexed": {Done: 120, Total: 800, What: "files indexed"},
		"120/800":               {Done: 120, Total: 800},
		"3/0 files":             {Done: 3, What: "files"},
		"reading a/b":           {What: "reading a/b"},
		"a/8 files":             {What: "a/8 files"},
		"8/b files":             {What: "8/b files"},
		"12 files":              {What: "12 files"},
		"-3/5 files":            {What: "-3/5 files"},
		"3/-5 files":            {What: "3/-5 files"},
		"":                      {},
	} {
		if got := parseProgress(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
