package codealive

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestWhatCountsAsAMissingRoute(t *testing.T) {
	for _, c := range []struct {
		status  int
		body    string
		missing bool
	}{
		{404, "", true},
		{404, "404 page not found", true},
		{404, "<html>not found</html>", true},
		{404, `{}`, true},
		{404, `{"path":"/x"}`, true},
		{404, `{"detail":"No data source is called x."}`, false},
		{404, `{"title":"Not Found"}`, false},
		{404, `{"error":{"code":"NOT_FOUND","message":"m"}}`, false},
		{404, `{"error":"text"}`, false},
		{404, `{"message":"m"}`, false},
		{405, "", true},
		{410, `{"detail":"gone"}`, true},
		{501, "", true},
		{400, "", false},
		{401, "", false},
		{403, "", false},
		{422, "", false},
		{429, "", false},
		{500, "", false},
		{502, "", false},
	} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := client.Grep(bounded(t), SearchQuery{Query: "q"}, false)
		if got := errors.Is(err, ErrNoRoute); err == nil || got != c.missing {
			t.Errorf("%d %q: %v, want %v (%v)", c.status, c.body, got, c.missing, err)
		}
	}
}

// oldServer has the routes of the first generation only, and counts the others.
func oldServer(t *testing.T, refused *[]string) *Client {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/datasources/alive":
			write(w, `[{"id":"1","name":"a","type":"Repository"}]`)
		case "/api/search":
			if q := r.URL.Query(); q.Get("IncludeContent") != "false" || q.Get("DescriptionDetail") != "Short" || q.Has("Paths") {
				t.Errorf("sent %s", r.URL.RawQuery)
			}
			write(w, `{"results":[{"identifier":"a/b::src/x.go"},{"identifier":"a/b::src/x.py"},{"identifier":"a/b::srcs/y.go"},{"identifier":"a/b::src/z.go"},{"identifier":"a/b::src/w.GO"}]}`)
		default:
			*refused = append(*refused, r.URL.Path)
			http.NotFound(w, r)
		}
	})
}

func TestAnOldServiceIsAskedOnItsOwnRoutes(t *testing.T) {
	var refused []string
	client := oldServer(t, &refused)
	for range 2 {
		list, err := client.DataSources(bounded(t), DataSourceQuery{})
		if err != nil || len(list.Sources) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		answer, err := client.SemanticSearch(bounded(t), SearchQuery{Query: "q", Names: []string{"a"}, Paths: []string{"/src/"}, Extensions: []string{"go"}, MaxResults: 2})
		if err != nil || len(answer.Results) != 2 || answer.Results[1].Path() != "src/z.go" || answer.Dropped != 3 {
			t.Errorf("%+v, %v", answer, err)
		}
	}
	if got := strings.Join(refused, " "); got != "/api/datasources/ready /api/search/semantic" {
		t.Errorf("tried %s: a missing route is remembered", got)
	}
}

func TestAFallbackThatFailsSaysItsOwnError(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/search" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		http.NotFound(w, r)
	})
	_, err := client.SemanticSearch(bounded(t), SearchQuery{Query: "q"})
	if api := apiError(t, err, KindStatus); api.Status != http.StatusForbidden {
		t.Error(err)
	}
}
