package codealive

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// failing answers with fail until it has been called n times, then with an empty list.
func failing(t *testing.T, n int32, fail http.HandlerFunc) (*Client, *atomic.Int32) {
	calls := new(atomic.Int32)
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= n {
			fail(w, r)
			return
		}
		write(w, `[]`)
	}), calls
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func TestPassingFailuresOfReadsAreTriedAgain(t *testing.T) {
	for name, fail := range map[string]http.HandlerFunc{
		"502": status(502), "503": status(503), "504": status(504),
		"reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut off in the body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			write(w, `[{"id":`)
		},
		"503 with Retry-After": status(503, "Retry-After", "1"),
		"429 with Retry-After": status(429, "Retry-After", "1"),
	} {
		client, calls := failing(t, 1, fail)
		if err := sources(t, client); err != nil || calls.Load() != 2 {
			t.Errorf("%s: %v after %d calls", name, err, calls.Load())
		}
	}
}

func TestOtherFailuresAreNotTriedAgain(t *testing.T) {
	for name, fail := range map[string]http.HandlerFunc{
		"400": status(400), "401": status(401), "403": status(403), "409": status(409), "422": status(422), "500": status(500),
		"429":                       status(429),
		"503 with long Retry-After": status(503, "Retry-After", "60"),
		"503 for good": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(503)
			write(w, `{"retryable":false}`)
		},
		"200 with HTML": func(w http.ResponseWriter, _ *http.Request) { write(w, `<html>`) },
	} {
		client, calls := failing(t, 1, fail)
		if err := sources(t, client); err == nil || calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls.Load())
		}
	}
}

func TestRetriesAreFew(t *testing.T) {
	client, calls := failing(t, 100, status(503))
	err := sources(t, client)
	if api := apiError(t, err, KindStatus); api.Status != 503 || calls.Load() != maxRetries+1 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

func TestChatIsNeverRepeated(t *testing.T) {
	client, calls := failing(t, 1, status(503))
	if _, err := ask(bounded(t), t, client); err == nil || calls.Load() != 1 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

func TestCancelEndsTheWaitForARetry(t *testing.T) {
	ctx, cancel := context.WithCancel(bounded(t))
	client, calls := failing(t, 100, func(w http.ResponseWriter, r *http.Request) {
		status(503, "Retry-After", "4")(w, r)
		cancel()
	})
	if _, err := client.DataSources(ctx, DataSourceQuery{}); !errors.Is(err, context.Canceled) || calls.Load() != 1 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

func TestNoRetryThatTheDeadlineForbids(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	client, calls := failing(t, 100, status(503, "Retry-After", "2"))
	_, err := client.DataSources(ctx, DataSourceQuery{})
	if api := apiError(t, err, KindStatus); api.Status != 503 || calls.Load() != 1 || ctx.Err() != nil {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}
