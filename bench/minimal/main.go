// Command minimal is the least MCP server that the SDK allows, to compare the
// product with: one tool, one request upstream, no checks. Usage: minimal UPSTREAM
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func main() {
	upstream := os.Args[1]
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	client := &http.Client{Transport: transport}
	s := server.NewMCPServer("minimal", "1", server.WithToolCapabilities(false))
	s.AddTool(mcp.NewTool("semantic_search", mcp.WithString("question")), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		target := upstream + "/api/search/semantic?Query=" + url.QueryEscape(req.GetString("question", ""))
		out, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
		if err != nil {
			return nil, err
		}
		out.Header.Set("Authorization", req.Header.Get("Authorization"))
		resp, err := client.Do(out)
		if err != nil {
			return nil, err
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		return mcp.NewToolResultText(string(body)), err
	})
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s\n", l.Addr())
	srv := &http.Server{Handler: server.NewStreamableHTTPServer(s, server.WithStateLess(true)), ReadHeaderTimeout: time.Minute}
	log.Fatal(srv.Serve(l))
}
