package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

// called posts a call and gives the answer later.
func (v *site) called(tool string) <-chan answered {
	done := make(chan answered, 1)
	go func() {
		a, _ := v.call(context.Background(), legacy, "1", tool, bearing("k")...)
		done <- a
	}()
	return done
}

func TestShutdownLetsRequestsFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHolder()
		v := visitInMemory(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
		call := v.called("hold")
		<-h.entered
		v.cancel()
		synctest.Wait()
		if _, err := v.call(t.Context(), legacy, "2", "hold"); err == nil {
			t.Error("a new request is let in")
		}
		time.Sleep(finishTime - time.Second) // in the bubble
		close(h.leave)
		if a := <-call; a.last().Result == nil || strings.Contains(a.body, "cancelled") {
			t.Errorf("have %d %s", a.status, a.body)
		}
		if err := <-v.done; err != nil {
			t.Error(err)
		}
		v.done <- nil
	})
}

func TestShutdownCancelsWhatDoesNotFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHolder()
		v := visitInMemory(t, serverWith(map[string]handler{"hold": h.tool}), quietOptions())
		call := v.called("hold")
		<-h.entered
		start := time.Now()
		v.cancel()
		<-h.stopped
		if a := <-call; a.last().Error == nil || !strings.Contains(a.body, "stopping") {
			t.Errorf("have %d %s", a.status, a.body)
		}
		if err := v.end(); err != nil || time.Since(start) < finishTime || time.Since(start) > finishTime+stopTime {
			t.Errorf("%v, after %v", err, time.Since(start))
		}
	})
}

func TestShutdownDoesNotWaitForStuckHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck, entered := make(chan struct{}), make(chan struct{})
		v := visitInMemory(t, serverWith(map[string]handler{"stuck": func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			close(entered)
			<-stuck
			return ok(), nil
		}}), quietOptions())
		call := v.called("stuck")
		<-entered
		start := time.Now()
		if err := v.end(); err != nil || time.Since(start) != finishTime+stopTime {
			t.Errorf("%v, after %v", err, time.Since(start))
		}
		if a := <-call; a.status != 0 {
			t.Errorf("have %d", a.status)
		}
		close(stuck)
	})
}

func TestShutdownDoesNotWaitForListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := visitInMemory(t, serverWith(nil), quietOptions())
		body := era(modern).request("1", "subscriptions/listen", `"notifications":{"toolsListChanged":true}`)
		done := make(chan error, 1)
		go func() {
			_, err := v.try(v.request(t.Context(), http.MethodPost, "/mcp", body, era(modern).headers("subscriptions/listen", "")...))
			done <- err
		}()
		synctest.Wait()
		start := time.Now()
		if err := v.end(); err != nil || time.Since(start) > time.Second {
			t.Errorf("%v, after %v", err, time.Since(start))
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

type brokenListener struct{ *memory }

func (brokenListener) Accept() (net.Conn, error) { return nil, errors.New("broken") }

func TestBrokenListenerIsAnError(t *testing.T) {
	if err := HTTP(t.Context(), serverWith(nil), brokenListener{newMemory()}, quietOptions()); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("have %v", err)
	}
}
