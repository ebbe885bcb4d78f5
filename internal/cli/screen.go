package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/codealive-mcp/codealive-mcp/tools"
)

// Screen shows a call to a person: the result on Out, progress on Err.
type Screen struct {
	Out, Err io.Writer
	Stream   bool // Out is a terminal: show a streamed answer as it comes
	Status   bool // Err is a terminal: show what the server is doing, in one line

	mu       sync.Mutex
	streamed strings.Builder
	status   bool // a status line is showing
}

// progress shows one notification of the server.
func (s *Screen) progress(n mcp.JSONRPCNotification) {
	text, _ := n.Params.AdditionalFields["message"].(string)
	if n.Method != "notifications/progress" || text == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.Params.Meta[tools.AnswerText] != true {
		if s.Status && s.streamed.Len() == 0 {
			fmt.Fprintf(s.Err, "\r\x1b[K%s", printable(text))
			s.status = true
		}
		return
	}
	if s.Stream {
		s.clear()
		s.streamed.WriteString(text)
		fmt.Fprint(s.Out, printable(text))
	}
}

// result prints what is not on the screen yet.
func (s *Screen) result(r *mcp.CallToolResult, raw bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	if raw {
		return printJSON(s.Out, r)
	}
	text := resultText(r)
	if shown := s.streamed.String(); shown != "" {
		if before, ok := strings.CutSuffix(text, shown); ok && r.IsError {
			text = "\n\n" + before // the answer broke off: say why below it
		} else {
			text = strings.TrimPrefix(text, shown)
		}
	}
	if s.Stream {
		text = printable(text)
	}
	_, err := fmt.Fprintln(s.Out, strings.TrimRight(text, "\n"))
	return err
}

func (s *Screen) clear() {
	if s.status {
		fmt.Fprint(s.Err, "\r\x1b[K")
		s.status = false
	}
}

func resultText(r *mcp.CallToolResult) string {
	var parts []string
	for _, c := range r.Content {
		if text, ok := c.(mcp.TextContent); ok {
			parts = append(parts, text.Text)
		}
	}
	return strings.Join(parts, "\n")
}

// printable keeps text of a repository from driving the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}
