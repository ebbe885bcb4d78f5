package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
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

func TestAWholeAnswerIsPrecededByProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &statuses{ResponseRecorder: httptest.NewRecorder()}
		c := &call{ResponseWriter: w, r: httptest.NewRequest("POST", "/", nil)}
		c.r.Header.Set(codealive.HeaderProgress, "yes")
		inside := &call{ResponseWriter: &inner{outer: c, header: http.Header{}}, r: c.r} // as in a tool call
		reply{call: inside}.whole(func(emit func(string) error) error {
			time.Sleep(2*aliveEvery + time.Second) // in the bubble
			return emit("A refund.")
		})
		if want := []string{"102 the model is thinking", "102 the model is thinking"}; !slices.Equal(w.sent, want) {
			t.Errorf("sent %q", w.sent)
		}
	})
}

// statuses keeps each status with the progress it came with.
type statuses struct {
	*httptest.ResponseRecorder
	sent []string
}

func (s *statuses) WriteHeader(status int) {
	s.sent = append(s.sent, fmt.Sprint(status, " ", s.Header().Get(codealive.HeaderProgress)))
}
