package doctor

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	service "github.com/codealive-mcp/codealive-mcp/internal/contractserver"
)

func TestAHealthyServiceCostsTwoCalls(t *testing.T) {
	s := started(t)
	r := examine(t, env(s.URL+"/api/"))
	r.wellFormed(t)
	if !r.Healthy || r.Warnings > 0 || r.Calls != 2 {
		t.Errorf("healthy %v, %d warnings, %d calls\n%s", r.Healthy, r.Warnings, r.Calls, r.text(t))
	}
	r.want(t, "backend", OK, "CodeAlive service at "+s.URL, "CODEALIVE_API_KEY is set")
	r.want(t, "proxy", OK, "none")
	r.want(t, "dns", OK, "127.0.0.1")
	r.want(t, "tcp", OK, "accepts")
	r.want(t, "tls", OK, "this machine")
	r.want(t, "answer", OK, "status 401")
	r.want(t, "key", OK, "data sources: 3 ready, 1 not ready")
	r.want(t, "generations", OK, "REST answers, the Tool API answers")
	r.want(t, "quota", OK, "97 calls remain", "100 an hour", "reset at")
	r.want(t, "latency", OK, "lookup", "connection", "list of data sources", "Tool API")
	r.want(t, "engine", Skipped, "not used")
	r.want(t, "http", Skipped, "TRANSPORT_MODE is stdio")
	keyed := 0
	for i, request := range s.Requests() {
		if request.Key != "" {
			keyed++
		} else if i > 0 {
			t.Errorf("%s without a key, as request %d", request.Path, i)
		}
	}
	if keyed != r.Calls {
		t.Errorf("%d calls, but %d are told", keyed, r.Calls)
	}
}

func TestGenerations(t *testing.T) {
	for _, c := range []struct {
		has   service.Generations
		api   string
		calls int
		state State
		texts []string
	}{
		{service.Both, "rest", 2, OK, nil},
		{service.Both, "tools", 2, OK, nil},
		{service.RESTOnly, "auto", 2, Warning, []string{"the Tool API is not there", "get_file_tree", "CODEALIVE_MCP_EXCLUDE_TOOLS"}},
		{service.RESTOnly, "tools", 2, Problem, []string{"CODEALIVE_API is tools", "set CODEALIVE_API to auto"}},
		{service.ToolsOnly, "auto", 2, OK, []string{"REST is not there, the Tool API answers"}},
		{service.ToolsOnly, "rest", 2, Problem, []string{"CODEALIVE_API is rest", "set CODEALIVE_API to auto"}},
		{service.Old, "auto", 2, Warning, []string{"REST answers, the Tool API is not there"}},
	} {
		s := started(t)
		s.Generations = c.has
		r := examine(t, env(s.URL, "CODEALIVE_API", c.api))
		r.wellFormed(t)
		r.want(t, "key", OK, "accepted")
		r.want(t, "generations", c.state, c.texts...)
		if r.Calls != c.calls {
			t.Errorf("%d calls of %v", r.Calls, c)
		}
	}
}

func TestNeitherGenerationIsNotCodeAlive(t *testing.T) {
	s := started(t)
	s.Generations = service.ToolsOnly
	s.Override["/api/tools/get_data_sources"] = http.NotFound
	r := examine(t, env(s.URL))
	r.want(t, "key", Problem, "this is not CodeAlive", "CODEALIVE_BASE_URL")
	r.want(t, "generations", Skipped)
}

func TestRefusedKeys(t *testing.T) {
	const list = "/api/datasources/all"
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		state  State
		texts  []string
	}{
		"401":       {answer(401, "", `{"title":"Unauthorized"}`), Problem, []string{"not accepted", "status 401: Unauthorized", "make a new key", "CODEALIVE_API_KEY"}},
		"403":       {answer(403, "", `{"detail":"no seat"}`), Problem, []string{"may not list", "no seat"}},
		"429":       {answer(429, "Retry-After: 1", ``), Warning, []string{"no more calls", "wait"}},
		"500":       {answer(500, "X-Request-Id: r-1", ``), Problem, []string{"status 500", "r-1"}},
		"503":       {answer(503, "", ``), Problem, []string{"status 503", "in a few minutes"}},
		"400":       {answer(400, "", ``), Problem, []string{"status 400"}},
		"a page":    {answer(200, "", `<html>`), Problem, []string{"a web page", "CODEALIVE_BASE_URL"}},
		"no source": {answer(200, "", `[]`), Warning, []string{"data sources: 0 ready", "connect a repository"}},
		"not ready": {answer(200, "", `[{"name":"x","state":"Processing"}]`), Warning, []string{"data sources: 0 ready, 1 not ready", "--ready_only false"}},
		"gone":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Problem, []string{"the connection broke"}},
	} {
		s := started(t)
		s.Override[list] = c.answer
		r := examine(t, env(s.URL))
		r.wellFormed(t)
		r.want(t, "key", c.state, c.texts...)
		if n := len(s.Requests()) - 1; r.Calls != n || c.state == Problem && n != 1 && name != "gone" {
			t.Errorf("%s: %d calls are told, %d were made", name, r.Calls, n)
		}
	}
}

func TestASpentQuotaIsAProblem(t *testing.T) {
	s := started(t)
	reset := time.Now().Add(30 * time.Minute).Truncate(time.Second)
	s.Override["/api/datasources/all"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
		w.Header().Set("X-RateLimit-Limit", "100")
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset", fmt.Sprint(reset.Unix()))
		service.Problem(w, r, codealive.Problem{Status: 429, Title: "Too many"})
	}
	r := examine(t, env(s.URL))
	r.want(t, "quota", Problem, "0 calls remain, 100 an hour, reset at ", "wait")
	r.want(t, "generations", Skipped, "another one would be lost")
	if r.Calls != 1 {
		t.Errorf("%d calls", r.Calls)
	}
}

func TestNoRateHeadersAreSaid(t *testing.T) {
	s := started(t)
	s.Generations = service.RESTOnly
	s.Override["/api/datasources/all"] = answer(200, "", `[{"name":"x"}]`)
	examine(t, env(s.URL)).want(t, "quota", OK, "the service does not say")
}

// What is wrong before a key is sent is found without one.
func TestAnswersWithoutAKey(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		state  State
		texts  []string
	}{
		"redirect": {answer(302, "Location: https://u:hunter22@login.example.com/x?token=hunter22", ""), Problem, []string{"https://[redacted]@login.example.com/x?[redacted]", "login"}},
		"page":     {answer(200, "", "<!doctype html>"), Problem, []string{"this is not the API", "CODEALIVE_BASE_URL"}},
		"down":     {answer(503, "", ""), Problem, []string{"down for now"}},
		"open":     {answer(200, "", "[]"), OK, []string{"status 200"}},
		"no route": {answer(404, "", "404 page not found"), OK, []string{"status 404"}},
	} {
		s := started(t)
		s.Override["/api/datasources/ready"] = c.answer
		r := examine(t, env(s.URL))
		r.wellFormed(t)
		r.want(t, "answer", c.state, c.texts...)
		if text := r.text(t); strings.Contains(text, "hunter22") {
			t.Errorf("%s: a secret shows: %s", name, text)
		}
		if c.state == Problem {
			r.want(t, "key", Skipped, "because answer has a problem")
			r.want(t, "latency", Skipped, "because answer has a problem")
			if r.Calls != 0 || len(s.Requests()) != 1 {
				t.Errorf("%s: %d calls", name, r.Calls)
			}
		}
	}
}

func TestOverHTTPTheKeyIsOnlyForTheCheck(t *testing.T) {
	s := started(t)
	over := []string{"TRANSPORT_MODE", "http", "CODEALIVE_MCP_PORT", "0"}
	r := examine(t, env(s.URL, over...))
	r.want(t, "key", OK, "for this check only")
	r.want(t, "backend", OK, "each HTTP request brings")
	r.want(t, "listen", OK, "free")
	r.want(t, "access", OK, "every request brings its own CodeAlive key")
	r = examine(t, vars(append(over, "CODEALIVE_BASE_URL", s.URL)...))
	r.want(t, "key", Skipped, "each request brings its own key")
	r.want(t, "generations", Skipped)
	r.want(t, "latency", OK)
	if r.Calls != 0 || !r.Healthy {
		t.Errorf("%s", r.text(t))
	}
}

func TestAHangingServiceEndsInTime(t *testing.T) {
	silent := started(t)
	silent.Override["/api/datasources/ready"] = hang
	late := started(t)
	late.Override["/api/datasources/all"] = hang
	slow := started(t)
	slow.Override["/api/tools/get_data_sources"] = hang
	for base, check := range map[string]string{silent.URL: "answer", late.URL: "key", slow.URL: "generations"} {
		isolate(t)
		o := options(env(base))
		o.Step = 100 * time.Millisecond
		start := time.Now()
		r := Run(t.Context(), o)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s takes %v", check, took)
		}
		state := Problem
		if check == "generations" {
			state = Warning
		}
		r.want(t, check, state, "no answer in time")
	}
}
