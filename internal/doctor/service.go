package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/internal/settings"
)

// counted counts the requests that went out, also those that net/http sends
// again because a connection broke.
type counted struct {
	next http.RoundTripper
	n    atomic.Int32
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{WroteHeaders: func() { c.n.Add(1) }})
	return c.next.RoundTrip(r.WithContext(ctx))
}

// ask makes one call with the key. No call is tried again: each costs.
func (e *exam) ask(ctx context.Context, what string, call func(context.Context, *codealive.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.Step)
	defer cancel()
	count := &counted{next: e.transport}
	client := codealive.New(codealive.Options{
		BaseURL: e.backend.BaseURL, Key: codealive.StaticKey(e.set.CheckKey().Reveal()), Transport: count, Version: e.Version,
		Backoff: time.Hour, // longer than it waits for another try
	})
	start := time.Now()
	err := call(ctx, client)
	e.calls += int(count.n.Load())
	e.timing = append(e.timing, fmt.Sprintf("%s %s", what, short(time.Since(start))))
	var api *codealive.APIError
	if errors.As(err, &api) {
		e.noteQuota(api.Quota)
	}
	return err
}

func (e *exam) noteQuota(q codealive.Quota) {
	if q.Known || q.Limit > 0 || !q.Reset.IsZero() {
		e.quota = q
	}
}

// keyAccepted lists all data sources, by the Tool API where there is no REST.
func keyAccepted(ctx context.Context, e *exam) []Finding {
	if e.set.CheckKey() == "" {
		if e.backend.Kind == settings.PerRequest {
			return skipped("over HTTP each request brings its own key; set CODEALIVE_API_KEY for doctor alone to check one")
		}
		return skipped("there is no usable key")
	}
	var list []codealive.DataSource
	e.rest = e.ask(ctx, "list of data sources", func(ctx context.Context, c *codealive.Client) error {
		l, err := c.DataSources(ctx, codealive.DataSourceQuery{All: true})
		e.noteQuota(l.Quota)
		list = l.Sources
		return err
	})
	err := e.rest
	if errors.Is(err, codealive.ErrNoRoute) {
		list, err = e.askTools(ctx)
		if errors.Is(err, codealive.ErrNoRoute) {
			return problem("no route of the API is there, neither REST nor the Tool API: this is not CodeAlive, or not all of its address", "set CODEALIVE_BASE_URL to the address of CodeAlive without a path, or with the prefix under which /api lies")
		}
	}
	if err != nil {
		return refusedKey(err)
	}
	return e.accepted(list)
}

func (e *exam) accepted(list []codealive.DataSource) []Finding {
	ready, not := 0, 0
	for _, source := range list {
		if is, known := source.Searchable(); known && !is {
			not++
		} else {
			ready++
		}
	}
	found := fmt.Sprintf("accepted; data sources: %d ready, %d not ready", ready, not)
	if e.backend.Kind == settings.PerRequest {
		found += "; CODEALIVE_API_KEY was used for this check only, since over HTTP each request brings its own key"
	}
	switch {
	case list == nil && e.tools == nil && e.rest != nil:
		return ok("accepted; the Tool API does not say how many data sources there are")
	case len(list) == 0:
		return warning(found, "connect a repository in CodeAlive, or make a key that may see one")
	case ready == 0:
		return warning(found, "wait until CodeAlive has indexed one; codealive-mcp call get_data_sources --ready_only false shows their state")
	}
	return ok(found)
}

// askTools makes the one call of the Tool API.
func (e *exam) askTools(ctx context.Context) (list []codealive.DataSource, err error) {
	e.askedTools = true
	e.tools = e.ask(ctx, "Tool API", func(ctx context.Context, c *codealive.Client) error {
		r, err := c.Tool(ctx, "get_data_sources", map[string]any{"ready_only": false})
		e.noteQuota(r.Quota)
		list, _ = r.DataSources()
		return err
	})
	return list, e.tools
}

// refusedKey words the failure of the first call.
func refusedKey(err error) []Finding {
	var api *codealive.APIError
	if !errors.As(err, &api) {
		return problem(err.Error(), "run doctor again")
	}
	said := fmt.Sprintf("status %d", api.Status)
	if api.Detail != "" {
		said += ": " + strings.TrimRight(api.Detail, ".")
	}
	switch {
	case api.Kind == codealive.KindKey:
		return problem("the key cannot be sent: "+errors.Unwrap(api).Error(), "copy the key into CODEALIVE_API_KEY again")
	case api.Kind == codealive.KindTimeout:
		return problem("no answer in time", "try again; if it lasts, tell the operator of the service")
	case api.Kind == codealive.KindNetwork:
		return problem("the connection broke: "+reason(errors.Unwrap(api)), "try again; a firewall or proxy may cut requests")
	case api.Kind != codealive.KindStatus:
		return problem("the answer is not one of the CodeAlive API: "+api.Detail, "check CODEALIVE_BASE_URL: a proxy or another service may be answering")
	case api.Status == http.StatusUnauthorized:
		return problem("the key is not accepted ("+said+")", "make a new key in CodeAlive under Settings, API keys, and put it into CODEALIVE_API_KEY; a key of another server does not work at this CODEALIVE_BASE_URL, and a shared engine wants its CODEALIVE_ENGINE_KEY")
	case api.Status == http.StatusForbidden:
		return problem("the key is known, but may not list data sources ("+said+")", "ask the owner of the organisation for access, or make another key")
	case api.Status == http.StatusTooManyRequests:
		return warning("not known: the service takes no more calls for now ("+said+")", "wait until the quota is reset, and run doctor again")
	case api.Status >= 500:
		return problem("the service failed ("+said+")", "try again in a few minutes; if it lasts, tell its operator the request id "+orNone(api.RequestID))
	}
	return problem("the request was refused ("+said+")", "check CODEALIVE_BASE_URL and CODEALIVE_API_KEY")
}

func orNone(id string) string {
	if id == "" {
		return "(none was sent)"
	}
	return id
}

func short(d time.Duration) string {
	if d < time.Millisecond {
		return "below 1 ms"
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}
