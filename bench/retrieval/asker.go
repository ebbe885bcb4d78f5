package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine"
)

// asker is the engine over one directory.
type asker struct{ client *http.Client }

// serve starts it; stop ends it.
func serve(dir, cache string) (a asker, stop func(), err error) {
	e, err := engine.New(engine.Config{
		Roots:    func() []string { return []string{dir} },
		CacheDir: cache, FirstIndexWait: 10 * time.Minute, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return asker{}, nil, err
	}
	transport, end := engine.InProcess(e)
	return asker{&http.Client{Transport: transport}}, func() { _, _ = end(), e.Close() }, nil
}

// search gives the n best places for a question.
func (a asker) search(ctx context.Context, text string, n int) ([]place, error) {
	query := url.Values{"Query": {text}, "MaxResults": {strconv.Itoa(n)}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine.local/api/search/semantic?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("search: status %d", resp.StatusCode)
	}
	var answer codealive.SearchResponse
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	var places []place
	for _, r := range answer.Results {
		places = append(places, place{r.Path(), r.Location.Range.Start.Line})
	}
	return places, nil
}
