package api

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestASilentAnswerShowsSignsOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := httptest.NewRecorder()
		r := reply{call: &call{ResponseWriter: w}, sending: new(sync.Mutex)}
		r.stream(func(emit func(string) error) error {
			time.Sleep(2*aliveEvery + time.Second) // in the bubble
			return emit("A refund.")
		})
		got := w.Body.String()
		if strings.Count(got, ": thinking\n\n") != 2 || !strings.HasSuffix(got, "A refund.\"}}]}\n\ndata: [DONE]\n\n") {
			t.Error(got)
		}
	})
}
