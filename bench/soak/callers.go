package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/mark3labs/mcp-go/server"
)

type mcpServer = server.MCPServer

// response is the answer to a tools/call.
type response struct {
	ID     int64
	Error  *struct{ Message string }
	Result struct {
		Content []struct{ Text string }
		IsError bool
	}
}

func (r response) text() (string, bool, error) {
	switch {
	case r.Error != nil:
		return "", false, fmt.Errorf("protocol error: %s", r.Error.Message)
	case len(r.Result.Content) != 1:
		return "", false, fmt.Errorf("%d contents", len(r.Result.Content))
	}
	return r.Result.Content[0].Text, r.Result.IsError, nil
}

func request(id int64, tool string, args map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{
		"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": map[string]any{"name": tool, "arguments": args},
	})
}

// overHTTP calls by streamable HTTP.
type overHTTP struct {
	url    string
	client *http.Client
	key    string
}

func (o *overHTTP) as(key string) *overHTTP { return &overHTTP{o.url, o.client, key} }

func (o *overHTTP) call(ctx context.Context, tool string, args map[string]any) (string, bool, error) {
	body, err := request(1, tool, args)
	if err != nil {
		return "", false, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(body))
	if err != nil {
		return "", false, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json, text/event-stream")
	req.Header.Set("Authorization", "Bearer "+o.key)
	resp, err := o.client.Do(req)
	if err != nil {
		return "", false, err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", false, err
	}
	for line := range bytes.Lines(b) { // one JSON object, or an event stream whose data lines are objects
		line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("data: "))
		var r response
		if json.Unmarshal(line, &r) == nil && r.ID == 1 {
			return r.text()
		}
	}
	return "", false, fmt.Errorf("status %d, no reply in %q", resp.StatusCode, b)
}

// overStdio calls on one pair of pipes.
type overStdio struct {
	mu      sync.Mutex
	in      io.Writer
	last    int64
	waiting map[int64]chan response
}

func newOverStdio(in io.Writer, out io.Reader) *overStdio {
	o := &overStdio{in: in, waiting: map[int64]chan response{}}
	go func() {
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var r response
			if json.Unmarshal(line, &r) != nil {
				continue // who waits for it will tell
			}
			o.mu.Lock()
			c := o.waiting[r.ID]
			delete(o.waiting, r.ID)
			o.mu.Unlock()
			if c != nil {
				c <- r
			}
		}
	}()
	return o
}

func (o *overStdio) call(ctx context.Context, tool string, args map[string]any) (string, bool, error) {
	c := make(chan response, 1)
	o.mu.Lock()
	o.last++
	id := o.last
	o.waiting[id] = c
	body, err := request(id, tool, args)
	if err == nil {
		_, err = o.in.Write(append(body, '\n'))
	}
	o.mu.Unlock()
	if err != nil {
		return "", false, err
	}
	select {
	case r := <-c:
		return r.text()
	case <-ctx.Done():
		return "", false, ctx.Err()
	}
}
