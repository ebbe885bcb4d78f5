package transport

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	clienttransport "github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

func TestHTTPServesTheSDKsClient(t *testing.T) {
	for _, version := range []string{mcp.ProtocolVersion20250326, mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		t.Run(version, func(t *testing.T) {
			const each = 100
			h := newHolder()
			v := visit(t, serverWith(map[string]handler{
				"progress": notify(each),
				"hold":     h.tool,
				"whoami": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
					key, err := codealive.ContextKey(ctx)
					return mcp.NewToolResultText(key), err
				},
			}), quietOptions())
			link, err := clienttransport.NewStreamableHTTP(v.url+"/mcp",
				clienttransport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer mine"}),
				clienttransport.WithHTTPBasicClient(&http.Client{Transport: v.client.Transport}))
			if err != nil {
				t.Fatal(err)
			}
			c := client.NewClient(link)
			defer func() { _ = c.Close() }()
			var progress atomic.Int32
			c.OnNotification(func(n mcp.JSONRPCNotification) {
				if n.Method == "notifications/progress" {
					progress.Add(1)
				}
			})
			if err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			var hello mcp.InitializeRequest
			hello.Params.ProtocolVersion = version
			hello.Params.ClientInfo.Name = "sdk"
			if r, err := c.Initialize(t.Context(), hello); err != nil || r.ProtocolVersion != version {
				t.Fatalf("initialize: %v, %v", r, err)
			}
			if r, err := c.ListTools(t.Context(), mcp.ListToolsRequest{}); err != nil || len(r.Tools) != 3 {
				t.Fatalf("list: %v, %v", r, err)
			}
			call := func(ctx context.Context, tool string) (string, error) {
				var r mcp.CallToolRequest
				r.Params.Name = tool
				r.Params.Meta = &mcp.Meta{ProgressToken: 1}
				result, err := c.CallTool(ctx, r)
				if err != nil {
					return "", err
				}
				return result.Content[0].(mcp.TextContent).Text, nil
			}
			if text, err := call(t.Context(), "whoami"); err != nil || text != "mine" {
				t.Errorf("whoami: %q, %v", text, err)
			}
			if text, err := call(t.Context(), "progress"); err != nil || text != "ok" || progress.Load() != each {
				t.Errorf("progress: %q, %v, after %d notifications", text, err, progress.Load())
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-h.entered
				cancel()
			}()
			if _, err := call(ctx, "hold"); !errors.Is(err, context.Canceled) {
				t.Errorf("hold: %v", err)
			}
			<-h.stopped // the handler was told
		})
	}
}
