package contractserver

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

// Budget is so many requests in a window, which begins
// anew with the first request after the window's end.
type Budget struct {
	Limit  int
	Window time.Duration

	mu      sync.Mutex
	used    int
	ends    time.Time
	refused int
}

// spend takes one from the budget, or answers that there is none.
func (b *Budget) spend(w http.ResponseWriter, r *http.Request) bool {
	b.mu.Lock()
	now := time.Now()
	if !now.Before(b.ends) {
		b.used, b.ends = 0, now.Add(b.Window).Truncate(time.Second)
	}
	ok := b.used < b.Limit
	if ok {
		b.used++
	} else {
		b.refused++
	}
	w.Header().Set("X-RateLimit-Limit", fmt.Sprint(b.Limit))
	w.Header().Set("X-RateLimit-Remaining", fmt.Sprint(b.Limit-b.used))
	w.Header().Set("X-RateLimit-Reset", fmt.Sprint(b.ends.Unix()))
	b.mu.Unlock()
	if !ok {
		Problem(w, r, codealive.Problem{Status: http.StatusTooManyRequests, Title: "Too many requests", Detail: "The hourly limit is used up."})
	}
	return ok
}

// Refused is how many requests were sent in vain.
func (b *Budget) Refused() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused
}

// Ends is when the window ends.
func (b *Budget) Ends() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ends
}
