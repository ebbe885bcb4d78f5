package transport

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

var (
	_ server.SessionWithElicitation = (*caller)(nil)
	_ server.SessionWithRoots       = (*caller)(nil)
	_ server.SessionWithSampling    = (*caller)(nil)
)

// ask sends a request of ours on the response to the client's, and waits for
// the answer, which comes with a request of its own and must reach this
// process. The id cannot be guessed, so nobody else can answer.
//
// Protocol versions from 2026-07-28 have no such requests; there the SDK does
// not get here.
func (c *caller) ask(ctx context.Context, method mcp.MCPMethod, params, result any) error {
	if !c.out.events {
		return fmt.Errorf("%s: the client takes no events, so it cannot be asked", method)
	}
	id := "codealive-" + rand.Text()
	answers := c.asks.expect(id)
	defer c.asks.forget(id)
	line, err := encode(mcp.JSONRPCRequest{
		JSONRPC: mcp.JSONRPC_VERSION, ID: mcp.NewRequestId(id), Request: mcp.Request{Method: string(method)}, Params: params,
	})
	if err == nil {
		err = c.out.send(line)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case m := <-answers:
		err = m.read(result)
	case <-ctx.Done():
		// A courtesy, so whether it arrives does not matter.
		_ = c.Notify(string(mcp.MethodNotificationCancelled), map[string]any{"requestId": id})
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// ListRoots asks the client for its roots. It takes as long as the client
// does, so ctx should have a deadline, here and below.
func (c *caller) ListRoots(ctx context.Context, _ mcp.ListRootsRequest) (*mcp.ListRootsResult, error) {
	result := new(mcp.ListRootsResult)
	return result, c.ask(ctx, mcp.MethodListRoots, nil, result)
}

// RequestElicitation asks the client's user.
func (c *caller) RequestElicitation(ctx context.Context, r mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	result := new(mcp.ElicitationResult)
	return result, c.ask(ctx, mcp.MethodElicitationCreate, r.Params, result)
}

// RequestSampling asks the client's model.
func (c *caller) RequestSampling(ctx context.Context, r mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	result := new(mcp.CreateMessageResult)
	if err := c.ask(ctx, mcp.MethodSamplingCreateMessage, r.CreateMessageParams, result); err != nil {
		return nil, err
	}
	content, err := mcp.ParseSamplingContent(result.Content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", mcp.MethodSamplingCreateMessage, err)
	}
	result.Content = content
	return result, nil
}
