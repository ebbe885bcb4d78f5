package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	clienttransport "github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

type homeRoot struct{}

func (homeRoot) ListRoots(context.Context, mcp.ListRootsRequest) (*mcp.ListRootsResult, error) {
	return &mcp.ListRootsResult{Roots: []mcp.Root{{URI: "file:///home"}}}, nil
}

func TestStdioServesTheSDKsClient(t *testing.T) {
	for _, version := range []string{mcp.ProtocolVersion20250326, mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		t.Run(version, func(t *testing.T) {
			running := make(chan struct{}, 1)
			s := serverWith(map[string]handler{
				"roots": rootsTool,
				"progress": func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
					for i := range 100 {
						params := map[string]any{"progressToken": r.Params.Meta.ProgressToken, "progress": i}
						if err := server.ClientSessionFromContext(ctx).(*session).Notify("notifications/progress", params); err != nil {
							return nil, err
						}
					}
					return ok(), nil
				},
				"wait": func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
					running <- struct{}{}
					<-ctx.Done()
					close(running)
					return ok(), nil
				},
			})
			in, clientIn := io.Pipe()
			clientOut, out := io.Pipe()
			done := make(chan error, 1)
			go func() {
				done <- Stdio(t.Context(), s, in, out, slog.New(slog.DiscardHandler))
				_ = out.Close()
			}()

			pipes := clienttransport.NewIO(clientOut, clientIn, io.NopCloser(strings.NewReader("")))
			c := client.NewClient(pipes, client.WithRootsHandler(homeRoot{}))
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
			if text, err := call(t.Context(), "progress"); err != nil || text != "ok" || progress.Load() != 100 {
				t.Errorf("progress: %q, %v, after %d notifications", text, err, progress.Load())
			}
			if text, err := call(t.Context(), "roots"); err != nil || text != "root file:///home" && version != mcp.ProtocolVersion20260728 {
				t.Errorf("roots: %q, %v", text, err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-running
				cancel()
			}()
			if _, err := call(ctx, "wait"); !errors.Is(err, context.Canceled) {
				t.Errorf("wait: %v", err)
			}
			<-running // the handler was told

			_ = clientIn.Close()
			if err := <-done; err != nil {
				t.Error(err)
			}
			_ = c.Close()
		})
	}
}
