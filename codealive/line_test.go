package codealive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Nobody stands in the line while there is room: requests of several operations
// that the service closes now and then, some of which take long or give up.
func TestLineMovesWheneverThereIsRoom(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const atOnce, callers = 4, 20
				b := newBudgets(atOnce)
				var all sync.WaitGroup
				for n := range callers {
					random := rand.New(rand.NewPCG(seed, uint64(n)))
					all.Go(func() {
						for range 300 {
							r := request{op: fmt.Sprint(random.IntN(3)), tool: "read_file"}
							ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
							p, err := b.enter(ctx, aKey, r)
							if err == nil {
								takes := time.Duration(random.IntN(20)) * time.Millisecond
								if random.IntN(50) == 0 {
									takes = 8 * time.Second
								}
								time.Sleep(takes)
								var failure *APIError
								switch random.IntN(60) {
								case 0:
									failure = &APIError{Status: 503, RetryAfter: time.Second}
								case 1:
									failure = &APIError{Status: 429, RetryAfter: time.Second}
								}
								p.answered(Quota{}, failure, time.Now())
								p.end()
							}
							cancel()
						}
					})
				}
				ended := make(chan struct{})
				go func() { all.Wait(); close(ended) }()
				for {
					select {
					case <-ended:
						return
					case <-time.After(7 * time.Millisecond):
					}
					synctest.Wait()
					b.mu.Lock()
					if k := b.of[b.id(aKey)]; len(k.waiting) > 0 && k.open < atOnce && len(k.waiting[0]) == 0 {
						t.Errorf("%d wait, and only %d are under way", len(k.waiting), k.open)
						b.mu.Unlock()
						return
					}
					b.mu.Unlock()
				}
			})
		})
	}
}
