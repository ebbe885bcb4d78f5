package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

func FuzzStdio(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "{}", "[]", "null", "\xef\xbb\xbf", "\x00", `"` + strings.Repeat("x", 100),
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}` + "\r\n" +
			`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" +
			`{"jsonrpc":"2.0","id":1,"method":"tools/list"}` + "\n" +
			`{"jsonrpc":"2.0","id":"2","method":"tools/call","params":{"name":"t","arguments":{"a":"<b>"}}}` + "\n" +
			`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"2"}}` + "\n" +
			`{"jsonrpc":"2.0","id":null,"error":{}}` + "\n",
		`{"jsonrpc":"2.0","id":1e400,"method":"ping"}`, `{"id":{"id":[]},"result":null}`, `{"method":{}}`,
		`{"jsonrpc":"2.0","id":3,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`,
	} {
		f.Add([]byte(seed))
	}
	s := serverWith(map[string]handler{"t": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) { return ok(), nil }})
	f.Fuzz(func(t *testing.T, in []byte) {
		if bytes.Contains(in, []byte("last")) {
			return
		}
		start := time.Now()
		// Whatever came before, and in whichever pieces, the last line is answered.
		last := []byte("\r\n" + `{"jsonrpc":"2.0","id":"last","method":"ping"}`)
		out := exchange(t, s, iotest.HalfReader(io.MultiReader(bytes.NewReader(in), bytes.NewReader(last))))
		if n := strings.Count(out, `"id":"last"`); n != 1 {
			t.Errorf("%d answers to the last line: %q", n, out)
		}
		if time.Since(start) > finishTime/2 {
			t.Error("hung")
		}
		for line := range strings.Lines(out) {
			var m struct {
				JSONRPC string `json:"jsonrpc"`
			}
			if err := json.Unmarshal([]byte(line), &m); err != nil || m.JSONRPC != "2.0" || !strings.HasSuffix(line, "\n") {
				t.Errorf("not a message: %q, %v", line, err)
			}
		}
	})
}
