package codealive

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strconv"
	"strings"
)

// Progress is what a backend reports while it makes the caller wait.
type Progress struct {
	Done, Total int    // Total is 0 when the end is not known
	What        string // e.g. "files indexed"
}

type progressKey struct{}

// WithProgress returns a context whose calls report progress to f. Backends
// report by 102 responses. f is called from other goroutines; when a call is
// given up, a last report may come just after it returned.
func WithProgress(ctx context.Context, f func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, f)
}

func progressOf(ctx context.Context) func(Progress) {
	f, _ := ctx.Value(progressKey{}).(func(Progress))
	return f
}

// traced returns a context in which requests report to the function that ctx
// got from WithProgress.
func traced(ctx context.Context) context.Context {
	f := progressOf(ctx)
	if f == nil {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			if code == http.StatusProcessing {
				f(parseProgress(header.Get(HeaderProgress)))
			}
			return nil
		},
	})
}

// parseProgress reads "done/total what"; anything else is text to show.
func parseProgress(s string) Progress {
	counts, what, _ := strings.Cut(s, " ")
	done, total, ok := strings.Cut(counts, "/")
	d, errDone := strconv.Atoi(done)
	t, errTotal := strconv.Atoi(total)
	if !ok || errDone != nil || errTotal != nil || d < 0 || t < 0 {
		return Progress{What: s}
	}
	return Progress{Done: d, Total: t, What: what}
}
