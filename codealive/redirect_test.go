package codealive

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// moved redirects everything but /moved, which answers.
func moved(code int, answer string, seen *[]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/moved" {
			http.Redirect(w, r, "/moved", code)
			return
		}
		body, _ := io.ReadAll(r.Body)
		*seen = append(*seen, r.Method+" "+r.Header.Get("Authorization")+" "+string(body))
		w.Header().Set("Content-Type", "application/json")
		write(w, answer)
	}
}

func TestRedirectOnTheHostIsFollowedWithTheKey(t *testing.T) {
	for _, code := range []int{301, 302, 303, 307, 308} {
		var seen []string
		if err := sources(t, serve(t, moved(code, `[]`, &seen))); err != nil {
			t.Errorf("%d: %v", code, err)
		}
		if want := "GET Bearer " + testKey + " "; len(seen) != 1 || seen[0] != want {
			t.Errorf("%d: followed by %q", code, seen)
		}
	}
}

func TestRedirectedQuestionKeepsItsBodyOrIsRefused(t *testing.T) {
	for code, follow := range map[int]bool{301: false, 302: false, 303: false, 307: true, 308: true} {
		var seen []string
		client := serve(t, moved(code, `{"content":"ok"}`, &seen))
		answer, err := client.Chat(bounded(t), ChatQuestion{Question: "why"}, nil)
		if !follow {
			if api := apiError(t, err, KindAnswer); api.Op != "ask" || api.Retry(time.Now()).Worth || len(seen) > 0 {
				t.Errorf("%d: %v after %q", code, err, seen)
			}
			continue
		}
		if err != nil || answer.Text != "ok" || len(seen) != 1 ||
			!strings.HasPrefix(seen[0], "POST Bearer "+testKey) || !strings.Contains(seen[0], `"content":"why"`) {
			t.Errorf("%d: %v, %q, followed by %q", code, err, answer.Text, seen)
		}
	}
}

// TestRedirectElsewhereIsRefused: neither the key nor the question may reach
// a server that was not configured.
func TestRedirectElsewhereIsRefused(t *testing.T) {
	other := listen(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the other server got %s %s", r.Method, r.URL) })
	otherHost := strings.Replace(other, "127.0.0.1", "localhost", 1)
	for name, to := range map[string]string{"other port": other, "other host": otherHost, "user info": strings.Replace(other, "//", "//me:pw@", 1)} {
		for _, code := range []int{302, 307} {
			client := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to+r.URL.RequestURI(), code) })
			_, search := client.SemanticSearch(bounded(t), SearchQuery{Query: "secretquestion"})
			_, chat := client.Chat(bounded(t), ChatQuestion{Question: "secretquestion"}, func(string) {})
			for _, err := range []error{search, chat} {
				api := apiError(t, err, KindAnswer)
				if !strings.Contains(api.Detail, "redirected to http://") || api.Retry(time.Now()).Worth {
					t.Errorf("%s, %d: %v", name, code, err)
				}
				if strings.Contains(err.Error(), "secretquestion") || strings.Contains(err.Error(), "pw") {
					t.Errorf("%s, %d: %v shows too much", name, code, err)
				}
			}
		}
	}
}

func TestRedirectFromHTTPSToHTTPIsRefused(t *testing.T) {
	plain := listen(t, func(http.ResponseWriter, *http.Request) { t.Error("the plain server was asked") })
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plain, http.StatusFound) }))
	t.Cleanup(srv.Close)
	client := connect(t, srv.URL)
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	client.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: pool}
	api := apiError(t, sources(t, client), KindAnswer)
	if !strings.Contains(api.Detail, "redirected to "+plain) {
		t.Errorf("detail %q", api.Detail)
	}
}

func TestSameOriginKnowsDefaultPortsAndCase(t *testing.T) {
	for _, c := range []struct {
		base, to string
		same     bool
	}{
		{"https://code.example.com", "https://code.example.com:443/x", true},
		{"http://code.example.com:80", "http://CODE.example.com", true},
		{"https://code.example.com", "http://code.example.com", false},
		{"https://code.example.com", "http://code.example.com:443", false},
		{"https://code.example.com", "https://code.example.com:8443", false},
		{"https://code.example.com", "https://example.com", false},
		{"https://example.com", "https://code.example.com", false},
		{"https://[::1]:8443", "https://[::1]:8443/x", true},
		{"https://code.example.com", "https://code.example.com.evil.example", false},
	} {
		base, errBase := ParseBaseURL(c.base)
		to, errTo := ParseBaseURL(c.to)
		if errBase != nil || errTo != nil {
			t.Fatal(errBase, errTo)
		}
		if got := sameOrigin(base, to); got != c.same {
			t.Errorf("%s and %s: %v", c.base, c.to, got)
		}
	}
}

func TestRedirectLoopEnds(t *testing.T) {
	requests := 0
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	if api := apiError(t, sources(t, client), KindAnswer); !strings.Contains(api.Detail, "too many redirects") {
		t.Errorf("%v", api)
	}
	if requests != maxRedirects+1 {
		t.Errorf("%d requests, want %d", requests, maxRedirects+1)
	}
}

func TestRedirectWithoutTargetIsAStatusError(t *testing.T) {
	for _, code := range []int{302, 307} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
		if api := apiError(t, sources(t, client), KindStatus); api.Status != code {
			t.Errorf("%v", api)
		}
	}
}
