// Package doctor finds out why the server does not work. People and language
// models read what it says: one line a check, with the fix.
package doctor

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// State is the outcome of a check.
type State string

// The states. Only a problem keeps the server from working.
const (
	OK      State = "ok"
	Warning State = "warning"
	Problem State = "problem"
	Skipped State = "skipped"
)

// Finding is what one check found; a check may have several. Its members are
// those of the JSON output, and these are the names of the checks:
//
//	program settings variables backend
//	service: proxy ca_file dns tcp tls answer key generations quota latency
//	engine:  directory cache index model
//	http:    listen access
//
// A group that does not apply is one skipped finding, with the name before the colon.
type Finding struct {
	Check string `json:"check"`         // its name, or that of a group that was skipped
	State State  `json:"state"`         // ok, warning, problem or skipped
	Found string `json:"found"`         // what is, or "because …" when skipped
	Fix   string `json:"fix,omitempty"` // what to set or to run; there for every warning and problem
}

// Report is all that was found. Its members are those of the JSON output.
type Report struct {
	Healthy  bool      `json:"healthy"`  // there is no problem; warnings may be
	Problems int       `json:"problems"` // findings of that state
	Warnings int       `json:"warnings"` // findings of that state
	Calls    int       `json:"calls"`    // requests sent with the key, which count towards its hourly budget
	Findings []Finding `json:"findings"` // in the order of the checks
}

// Options are what is checked.
type Options struct {
	Flags, Env envconfig.Lookuper
	Environ    []string // the environment as NAME=value
	Version    string   // of this program
	Commit     string   // "" if not known

	// CheckTools judges the settings that name tools.
	CheckTools func(settings.Settings) error
	// Proxy chooses a proxy; nil means that of the environment.
	Proxy func(*http.Request) (*url.URL, error)
	// Step is the longest time for one lookup, connection or call; 0 means 15 s.
	Step time.Duration
}

// check is one thing to look at. It is skipped when one of those it needs has
// found a problem or was skipped itself.
type check struct {
	name  string
	needs []string
	run   func(context.Context, *exam) []Finding
}

// group is checks that make sense together. skip says why not now, "" to run them.
type group struct {
	name   string
	skip   func(*exam) string
	checks []check
}

func groups() []group {
	return []group{
		{checks: []check{
			{"program", nil, program},
			{"settings", nil, givenSettings},
			{"variables", nil, unknownVariables},
			{"backend", nil, chosenBackend},
		}},
		{name: "service", skip: noService, checks: []check{
			{"proxy", nil, proxyInUse},
			{"ca_file", nil, caFile},
			{"dns", []string{"proxy"}, lookup},
			{"tcp", []string{"dns"}, dial},
			{"tls", []string{"tcp", "ca_file"}, certificate},
			{"answer", []string{"tls"}, firstAnswer},
			{"key", []string{"answer"}, keyAccepted},
			{"generations", []string{"answer"}, generations},
			{"quota", []string{"key"}, quota},
			{"latency", []string{"answer"}, latency},
		}},
		{name: "engine", skip: noEngine, checks: []check{
			{"directory", nil, directories},
			{"cache", nil, cacheDir},
			{"index", []string{"directory"}, indexes},
			{"model", nil, model},
		}},
		{name: "http", skip: noHTTP, checks: []check{
			{"listen", nil, listen},
			{"access", nil, access},
		}},
	}
}

// Run makes all checks. It ends when ctx does, and changes nothing.
func Run(ctx context.Context, o Options) Report {
	if o.Step == 0 {
		o.Step = 15 * time.Second
	}
	e := newExam(o)
	defer e.close()
	var findings []Finding
	failed := map[string]string{} // check to the reason for skipping those that need it
	for _, g := range groups() {
		if g.skip != nil {
			if why := g.skip(e); why != "" {
				findings = append(findings, Finding{g.name, Skipped, because + why, ""})
				continue
			}
		}
		for _, c := range g.checks {
			found := c.result(ctx, e, failed)
			for i := range found {
				found[i].Check = c.name
				switch found[i].State {
				case Problem:
					failed[c.name] = c.name + " has a problem"
				case Skipped:
					failed[c.name] = strings.TrimPrefix(found[i].Found, because)
				case OK, Warning:
				}
			}
			findings = append(findings, found...)
		}
	}
	return e.report(findings)
}

func (c check) result(ctx context.Context, e *exam, failed map[string]string) []Finding {
	if ctx.Err() != nil {
		return skipped("the check was stopped")
	}
	for _, name := range c.needs {
		if why, is := failed[name]; is {
			return skipped(why)
		}
	}
	return c.run(ctx, e)
}

func (e *exam) report(findings []Finding) Report {
	r := Report{Findings: findings, Calls: e.calls}
	for i := range findings {
		f := &findings[i]
		f.Found, f.Fix = strings.TrimRight(e.scrub.line(f.Found), "."), e.scrub.line(f.Fix)
		switch f.State {
		case Problem:
			r.Problems++
		case Warning:
			r.Warnings++
		case OK, Skipped:
		}
	}
	r.Healthy = r.Problems == 0
	return r
}

func ok(found string) []Finding           { return []Finding{{State: OK, Found: found}} }
func warning(found, fix string) []Finding { return []Finding{{State: Warning, Found: found, Fix: fix}} }
func problem(found, fix string) []Finding { return []Finding{{State: Problem, Found: found, Fix: fix}} }
func skipped(why string) []Finding {
	return []Finding{{State: Skipped, Found: because + why}}
}

const because = "because "
