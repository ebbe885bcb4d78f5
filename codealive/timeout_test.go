package codealive

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a network inside one test, for synctest: its clock stands still
// while a real connection is waited for.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func servePipes(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	network := make(pipes)
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(network) }()
	client := connect(t, "http://pipe.example.com")
	client.http.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		network <- theirs
		return ours, nil
	}
	t.Cleanup(func() {
		close(network)
		_ = srv.Close()
	})
	return client
}

func TestHungServerEndsWithTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := servePipes(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		began := time.Now()
		_, err := client.DataSources(ctx, DataSourceQuery{})
		api := apiError(t, err, KindTimeout)
		if waited := time.Since(began); waited != 5*time.Minute {
			t.Errorf("ended after %s", waited)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v is no DeadlineExceeded", err)
		}
		if got, want := api.Retry(time.Now()), (Retry{Worth: true, Once: true, After: 30 * time.Second}); got != want {
			t.Errorf("retry %+v, want %+v", got, want)
		}
	})
}

func TestDeadlinesAreTimeoutsHoweverTheyAreSet(t *testing.T) {
	cause := errors.New("the tool's own limit")
	for name, ctx := range map[string]func() (context.Context, context.CancelFunc){
		"plain": func() (context.Context, context.CancelFunc) { return context.WithDeadline(t.Context(), time.Now()) },
		"with cause": func() (context.Context, context.CancelFunc) {
			return context.WithDeadlineCause(t.Context(), time.Now(), cause)
		},
		"as cause": func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(context.DeadlineExceeded)
			return ctx, func() {}
		},
	} {
		ctx, cancel := ctx()
		_, err := reply(t, http.StatusOK, "application/json", `[]`).DataSources(ctx, DataSourceQuery{})
		cancel()
		t.Log(name)
		_ = apiError(t, err, KindTimeout)
	}
}

// TestConnectionNotMadeInTimeIsANetworkError: other data sources or a shorter
// question would not help.
func TestConnectionNotMadeInTimeIsANetworkError(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("connected") })
	client.http.Transport.(*http.Transport).DialContext = (&net.Dialer{Timeout: time.Nanosecond}).DialContext
	_ = apiError(t, sources(t, client), KindNetwork)
}
