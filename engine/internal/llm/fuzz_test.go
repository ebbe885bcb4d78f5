package llm

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// What an endpoint says instead of an answer is told on one line, short, and
// without the key.
func FuzzRefusals(f *testing.F) {
	for i, body := range []string{
		`{"error":{"message":"wrong key %KEY%","code":5}}`, `{"error":"%KEY%"}`, `{"message":["a"],"detail":"d` + "`" + `"}`, "%KE\u200bY%", "<html>", "", "plain\n%KEY%", "\xff", `{"error":{"message":""}}`,
		strings.Repeat("x", detailRunes-3) + "%KEY%",
	} {
		for _, status := range []uint16{400, 401, 404, 429, 307, 503} {
			f.Add(status, []string{"", "30", "https://h%KEY%/x", "%zz", "//"}[i%5], body)
		}
	}
	const mark = "%KEY%"
	f.Fuzz(func(t *testing.T, status uint16, header, body string) {
		put := strings.NewReplacer(mark, testKey, "%KE", testKey[:7], "Y%", testKey[7:]).Replace
		c := newClient(t, Config{BaseURL: "http://h:1", Model: "m`1", Key: testKey})
		resp := &http.Response{
			StatusCode: 300 + int(status)%300, Header: http.Header{"Retry-After": {put(header)}, "Location": {put(header)}},
			Request: &http.Request{URL: &url.URL{Scheme: "http", Host: "h:1"}},
		}
		failure := c.refused(resp, []byte(put(body)))
		text := failure.Error()
		if strings.Contains(text, testKey) || strings.Contains(text, "\n") || strings.ContainsFunc(text, safe.Hidden) || !utf8.ValidString(text) {
			t.Errorf("%q", text)
		}
		if failure.What == "" || failure.Check == "" || utf8.RuneCountInString(text) > 3*detailRunes || strings.Contains(failure.Detail, "`") {
			t.Errorf("%+v", failure)
		}
	})
}

// An address is completed once, whichever form it has.
func FuzzEndpoint(f *testing.F) {
	for _, base := range []string{"http://localhost:11434", "https://h/v1/", "https://h/v1/chat/completions", "https://h//", "https://u:p@h", "https://h?x", "h", "https://h/a%2Fb", "http://[::1]:1/é"} {
		f.Add(base)
	}
	f.Fuzz(func(t *testing.T, base string) {
		u, err := endpoint(base)
		if err != nil {
			if len(err.Error()) > 100 {
				t.Error(err)
			}
			return
		}
		if u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !strings.HasSuffix(u.Path, "/chat/completions") {
			t.Errorf("%q: %+v", base, u)
		}
		again, err := endpoint(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q is completed to %s, and that to %v, %v", base, u, again, err)
		}
		if _, err := http.NewRequest(http.MethodPost, u.String(), nil); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	})
}
