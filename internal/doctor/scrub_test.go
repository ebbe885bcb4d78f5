package doctor

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sethvargo/go-envconfig"
)

// echo answers with all that it was sent, as broken servers do.
func echo(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprintf(w, "%s %s %v", r.Method, r.URL, r.Header)
}

func TestNoOutputHoldsASecret(t *testing.T) {
	isolate(t)
	s := started(t)
	s.Override["/api/datasources/all"] = echo
	echoing := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(echoing.Close)
	withUser := func(address string) string {
		return strings.Replace(address, "://", "://marker-user:marker%40pass@", 1)
	}
	for name, env := range map[string]map[string]string{
		"service":       env(s.URL, "CODEALIVE_API_KEY", "marker-api-key"),
		"bearer":        env(s.URL, "CODEALIVE_API_KEY", "Bearer marker-api-key"),
		"quoted":        env(s.URL, "CODEALIVE_API_KEY", `"marker-api-key"`),
		"control":       env(s.URL, "CODEALIVE_API_KEY", "marker-api\x02key-marker"),
		"user in base":  env(withUser(s.URL)),
		"query in base": env(s.URL + "?key=marker-in-query"),
		"no URL":        env("marker-user:marker-pass@code.example.com"),
		"broken URL":    env("https://marker-user:marker pass@[::1"),
		"wrong place":   env(s.URL, "CODEALIVE_API", realForm, "CODEALIVE_MCP_TOOLS", realForm, "CODEALIVE_TOOL_TIMEOUT", realForm),
		"engine": vars("CODEALIVE_LOCAL", code(t), "CODEALIVE_ENGINE_KEY", "marker-engine-key", "CODEALIVE_LLM_API_KEY", "marker-llm-key",
			"CODEALIVE_LLM_BASE_URL", echoing.URL, "CODEALIVE_LLM_MODEL", "m"),
		"user in model": vars("CODEALIVE_LOCAL", code(t), "CODEALIVE_LLM_BASE_URL", withUser(echoing.URL), "CODEALIVE_LLM_MODEL", "m"),
		"references":    vars("CODEALIVE_API_KEY", "${marker}", "CODEALIVE_ENGINE_KEY", "$marker", "CODEALIVE_LLM_API_KEY", "%marker%"),
		"misspelt":      vars("CODEALIVE_APIKEY", "marker-api-key", "CODEALIVE_TOKEN", "marker-token"),
	} {
		for _, proxy := range []string{"", echoing.URL, "https://" + strings.TrimPrefix(echoing.URL, "http://")} {
			o := options(env)
			o.CheckTools = nil
			if proxy != "" {
				proxy = withUser(proxy)
				o.Environ = append(o.Environ, "HTTPS_PROXY="+proxy, "HTTP_PROXY="+proxy)
				o.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
			}
			noSecret(t, name+" "+proxy, Run(t.Context(), o))
			o.Flags, o.Env = o.Env, envconfig.MapLookuper(nil)
			noSecret(t, name+" as flags "+proxy, Run(t.Context(), o))
		}
	}
}

func noSecret(t *testing.T, name string, r Report) {
	t.Helper()
	r.wellFormed(t)
	var asJSON strings.Builder
	if err := r.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{r.text(t), asJSON.String()} {
		if strings.Contains(text, "marker") || strings.Contains(text, "ca_123") {
			t.Errorf("%s: a secret shows in %s", name, text)
		}
	}
}

func TestShowURL(t *testing.T) {
	for address, want := range map[string]string{
		"https://h/x":               "https://h/x",
		"https://u:p@h/x?k=v#f":     "https://[redacted]@h/x?[redacted]",
		"u:p@h":                     "[redacted]@h",
		"https://u:p@ss@h":          "https://[redacted]@h",
		"/home/me/code":             "/home/me/code",
		"https://a.com,https://b.c": "https://a.com,https://b.c",
	} {
		if got := showURL(address); got != want {
			t.Errorf("%s is shown as %s", address, got)
		}
	}
}

func TestTheEchoWouldShowWithoutTheScrubber(t *testing.T) {
	s := newScrubber(nil, []string{"https_proxy=http://me:marker%40pass@h", "CODEALIVE_API_KEYS=marker-key", "PATH=/bin/marker"})
	if got := s.line("a marker%40pass b marker@pass c marker-key\nd /bin/marker e " + realForm[:60]); got != "a [redacted] b [redacted] c [redacted] d /bin/marker e [redacted]" {
		t.Error(got)
	}
}
