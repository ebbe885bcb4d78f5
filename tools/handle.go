package tools

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// handle is the one adapter between the SDK and a tool's function: it decodes
// the arguments, bounds the call in time, reports progress, and words the
// failure. A run may return both a result and an error: an answer that broke off.
func handle[A any](o Options, run func(context.Context, *progress, A) (result, error)) server.ToolHandlerFunc {
	return func(ctx context.Context, req mcp.CallToolRequest) (reply *mcp.CallToolResult, _ error) {
		tool, start := req.Params.Name, time.Now()
		defer func() {
			if p := recover(); p != nil {
				o.Log.Error("tool panicked", "tool", tool, "panic", p, "stack", string(debug.Stack()))
				reply = mcp.NewToolResultError(failure{what: "internal error of this server", try: []string{"report it with the server's log"}}.text(tool))
			}
		}()
		in, err := decode[A](req.GetRawArguments())
		if err != nil {
			return mcp.NewToolResultError(failure{what: err.Error(), said: corrected}.text(tool)), nil
		}
		ctx, cancel := context.WithTimeout(ctx, o.Timeout)
		defer cancel()
		p := newProgress(ctx, req)
		defer p.stop() // nothing may be sent after the reply
		got, err := run(codealive.WithProgress(ctx, p.status), p, in)
		logCall(ctx, o.Log, tool, time.Since(start), err)
		if err != nil {
			return mcp.NewToolResultError(failureText(tool, err, got.text)), nil
		}
		reply = mcp.NewToolResultText(got.text)
		if o.structured(ctx) {
			reply.StructuredContent = got.structured()
		}
		return reply, nil
	}
}

// failureText words err. What came before the failure is kept, marked so that
// it is not taken for the whole.
func failureText(tool string, err error, got string) string {
	f := advise(err, time.Now())
	if got == "" {
		return f.text(tool)
	}
	f.what = "incomplete, " + f.what
	return f.text(tool) + "\n\n" + got
}

// logCall writes one line a call; questions and code stay out of it.
func logCall(ctx context.Context, log *slog.Logger, tool string, took time.Duration, err error) {
	attrs := []slog.Attr{slog.String("tool", tool), slog.Duration("took", took.Round(time.Millisecond))}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	log.LogAttrs(ctx, slog.LevelDebug, "tool call", attrs...)
}
