package codealive

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	maxRetries = 2
	// maxRetryWait is the longest that a caller is kept for another try. What
	// takes longer is for the caller to decide.
	maxRetryWait = 5 * time.Second
)

// retry tries what reads and has no effect, a few times if it fails in a
// passing way. Chat never comes here: it costs.
func (c *Client) retry(ctx context.Context, op string, try func() error) error {
	for n := 0; ; n++ {
		err := try()
		var api *APIError
		if err == nil || !errors.As(err, &api) || n == maxRetries || !api.passing() {
			return err
		}
		wait := c.backoff << n
		wait = max(api.RetryAfter, wait/2+rand.N(wait))
		if !worthWaiting(ctx, wait) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return failed(ctx, op, ctx.Err())
		}
	}
}

// worthWaiting reports whether a caller may be kept that long.
func worthWaiting(ctx context.Context, wait time.Duration) bool {
	end, ok := deadline(ctx)
	return wait <= maxRetryWait && (!ok || wait < time.Until(end))
}

// passing reports whether the error may be gone in a moment. Each try of a 429
// is paid from the same budget, so that is tried again only when the service
// says when; a 500 is not a gateway's and seldom passes.
func (e *APIError) passing() bool {
	if e.retryable != nil && !*e.retryable {
		return false
	}
	switch e.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusTooManyRequests:
		return e.RetryAfter > 0
	}
	return e.Kind == KindNetwork
}
