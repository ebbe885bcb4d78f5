package codealive

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAnswersThatAreNotOfThisAPI(t *testing.T) {
	for _, c := range []struct{ name, mediaType, body string }{
		{"truncated", "application/json", `[{"id":"65f0c1a2b3d4e5f607182930","na`},
		{"two values", "application/json", `[] []`},
		{"object for a list", "application/json", `{"error":{"code":"X","message":"out of order"}}`},
		{"text for an object", "application/json", `["payments-api"]`},
		{"number for a name", "application/json", `[{"id":"1","name":5}]`},
		{"HTML", "text/html", `<!DOCTYPE html><title>Sign in</title>`},
		{"HTML called JSON", "application/json", "\n <html></html>"},
		{"plain text", "text/plain", `OK`},
		{"empty", "application/json", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := sources(t, reply(t, http.StatusOK, c.mediaType, c.body))
			api := apiError(t, err, KindAnswer)
			if api.Retry(time.Now()).Worth {
				t.Errorf("%v: a retry is called worth it", err)
			}
			if html := strings.Contains(c.name, "HTML"); html != strings.Contains(api.Detail, "web page") {
				t.Errorf("detail %q", api.Detail)
			}
		})
	}
}

func TestOtherStatusesOfSuccessAreErrors(t *testing.T) {
	for _, status := range []int{http.StatusAccepted, http.StatusNoContent, http.StatusNotModified} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if api := apiError(t, sources(t, client), KindStatus); api.Status != status {
			t.Errorf("status %d, want %d", api.Status, status)
		}
	}
}

func TestAnswersHaveALimit(t *testing.T) {
	const limit = 64 << 10
	for size, ok := range map[int]bool{limit: true, limit + 1: false, 3 * limit: false} {
		client := reply(t, http.StatusOK, "application/json", "["+strings.Repeat(" ", size-2)+"]")
		client.limit = limit
		err := sources(t, client)
		if ok {
			if err != nil {
				t.Errorf("%d bytes: %v", size, err)
			}
			continue
		}
		if api := apiError(t, err, KindAnswer); !strings.Contains(api.Detail, "larger than 64 KiB") {
			t.Errorf("%d bytes: detail %q", size, api.Detail)
		}
	}
	if got := New(Options{}).limit; got != maxAnswer {
		t.Errorf("a new client's limit is %d", got)
	}
}

func TestEndlessErrorBodyIsNotReadToItsEnd(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		for r.Context().Err() == nil {
			write(w, strings.Repeat("no ", 10_000))
		}
	})
	api := apiError(t, sources(t, client), KindStatus)
	if api.Status != 500 || len(api.Detail) > maxDetail+len("…") {
		t.Errorf("status %d, detail of %d bytes", api.Status, len(api.Detail))
	}
}

func TestBrokenErrorBodyKeepsItsStatus(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusServiceUnavailable)
		write(w, "maintenance")
	})
	if api := apiError(t, sources(t, client), KindStatus); api.Status != 503 || api.Detail != "maintenance" {
		t.Errorf("%v", api)
	}
}

func TestBodyCutShortIsANetworkError(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		write(w, `[]`) // whole as JSON, but not as announced
	})
	err := sources(t, client)
	api := apiError(t, err, KindNetwork)
	if !errors.Is(err, io.ErrUnexpectedEOF) || api.Unwrap() == nil {
		t.Errorf("%v, want an unexpected end", err)
	}
	if got, want := api.Retry(time.Now()), (Retry{Worth: true, Once: true, After: 5 * time.Second}); got != want {
		t.Errorf("retry %+v, want %+v", got, want)
	}
}

func TestUnreachableServerIsANetworkErrorWithoutTheQuestion(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	_, err := connect(t, srv.URL).SemanticSearch(bounded(t), SearchQuery{Query: "secretquestion"})
	_ = apiError(t, err, KindNetwork)
	var dial *net.OpError
	if !errors.As(err, &dial) {
		t.Errorf("%v does not wrap the cause", err)
	}
	if text := err.Error(); strings.Contains(text, "secretquestion") || strings.Contains(text, testKey) {
		t.Errorf("%s shows question or key", text)
	}
}

func TestCancelledCallReturnsTheContextError(t *testing.T) {
	ctx, cancel := context.WithCancel(bounded(t))
	gone := make(chan struct{})
	client := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
		close(gone)
	})
	_, err := client.DataSources(ctx, DataSourceQuery{})
	var api *APIError
	if !errors.Is(err, context.Canceled) || errors.As(err, &api) {
		t.Errorf("%T %v, want the context's error", err, err)
	}
	<-gone // the request upstream has ended too
}
