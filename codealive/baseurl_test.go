package codealive

import (
	"net/http"
	"strings"
	"testing"
)

func TestBaseURLIsNormalised(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       DefaultBaseURL,
		" \t\n":                                  DefaultBaseURL,
		"https://app.codealive.ai/api/":          "https://app.codealive.ai",
		"https://code.example.com/":              "https://code.example.com",
		"https://code.example.com":               "https://code.example.com",
		"https://code.example.com/api":           "https://code.example.com",
		"  https://code.example.com/api/// ":     "https://code.example.com",
		"https://code.example.com/internal/api":  "https://code.example.com/internal",
		"https://code.example.com/internal//api": "https://code.example.com/internal",
		"https://code.example.com/api/api":       "https://code.example.com/api",
		"https://code.example.com/rapi":          "https://code.example.com/rapi",
		"https://code.example.com/api/v2":        "https://code.example.com/api/v2",
		"https://api":                            "https://api",
		"http://api/api":                         "http://api",
		"HTTPS://code.example.com":               "https://code.example.com",
		"http://127.0.0.1:8080/":                 "http://127.0.0.1:8080",
		"http://[::1]:8080/a%2Fb/api":            "http://[::1]:8080/a%2Fb",
	} {
		u, err := ParseBaseURL(text)
		if err != nil {
			t.Errorf("ParseBaseURL(%q): %v", text, err)
		} else if u.String() != want {
			t.Errorf("ParseBaseURL(%q) = %s, want %s", text, u, want)
		}
	}
}

func TestBaseURLRefusesWhatCannotBeOne(t *testing.T) {
	for text, why := range map[string]string{
		"code.example.com/api":           "https://",
		"localhost:8080":                 "https://",
		"/api":                           "https://",
		"/":                              "https://",
		"ftp://code.example.com":         "https://",
		"127.0.0.1:8080":                 "not a URL",
		"https://code.example.com:x":     "not a URL",
		"https://code example.com":       "not a URL",
		"https://":                       "no host",
		"https:///api":                   "no host",
		"https://:443":                   "no host",
		"https:code.example.com":         "no host",
		"https://me:hunter2@example.com": "password",
		"https://hunter2@example.com":    "password",
		"https://example.com/?a=b":       "query",
		"https://example.com/api?":       "query",
		"https://example.com/#hunter2":   "fragment",
		"https://example.com/api#":       "fragment",
		"https://me:hunter2@exa mple":    "not a URL",
	} {
		u, err := ParseBaseURL(text)
		switch {
		case err == nil:
			t.Errorf("ParseBaseURL(%q) = %s, want an error", text, u)
		case !strings.Contains(err.Error(), why):
			t.Errorf("ParseBaseURL(%q): %q, want %q in it", text, err, why)
		case strings.Contains(err.Error(), "hunter2"):
			t.Errorf("ParseBaseURL(%q): %q shows what may be a password", text, err)
		}
	}
}

func TestPathPrefixSurvivesInRequests(t *testing.T) {
	paths := make(chan string, 1)
	base := listen(t, func(w http.ResponseWriter, r *http.Request) {
		paths <- r.URL.EscapedPath()
		write(w, `[]`)
	})
	for suffix, want := range map[string]string{
		"":               "/api/datasources/ready",
		"/api":           "/api/datasources/ready",
		"/internal":      "/internal/api/datasources/ready",
		"/internal/api/": "/internal/api/datasources/ready",
		"/a%20b/c":       "/a%20b/c/api/datasources/ready",
	} {
		if _, err := connect(t, base+suffix).DataSources(t.Context(), DataSourceQuery{}); err != nil {
			t.Fatal(err)
		}
		if got := <-paths; got != want {
			t.Errorf("base %q: path %s, want %s", suffix, got, want)
		}
	}
}
