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

// retry sends a request that reads and has no effect, a few times if the
// service fails in a passing way. Chat never comes here: it costs.
func (c *Client) retry(ctx context.Context, r request) (*http.Response, error) {
	for try := 0; ; try++ {
		resp, err := c.do(ctx, r)
		var api *APIError
		if err == nil || !errors.As(err, &api) || try == maxRetries || !api.passing() {
			return resp, err
		}
		wait := c.backoff << try
		wait = max(api.RetryAfter, wait/2+rand.N(wait))
		if deadline, ok := ctx.Deadline(); wait > maxRetryWait || ok && time.Until(deadline) < wait {
			return nil, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, failed(ctx, r.op, ctx.Err())
		}
	}
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
