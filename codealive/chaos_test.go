package codealive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// crowded is a service with a budget and answers that take their time, so that
// they come in another order than their requests.
type crowded struct {
	faults bool

	mu              sync.Mutex
	random          *rand.Rand
	left, limit     int
	ends            time.Time
	open, most      int
	served, refused int
	unheard         int // counted, and nobody heard the answer
}

func (s *crowded) trip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.open++
	s.most = max(s.most, s.open)
	takes := time.Duration(s.random.IntN(2000)) * time.Millisecond
	counted, fails := s.random.IntN(2) == 0, s.faults && s.random.IntN(10) == 0
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.open--
	}()
	wait := func(d time.Duration) bool {
		select {
		case <-time.After(d):
			return true
		case <-r.Context().Done():
			return false
		}
	}
	if fails && !counted { // the connection breaks before the service hears of it
		return nil, errors.New("connection refused")
	}
	if !wait(takes / 2) {
		return nil, r.Context().Err()
	}
	status, header := s.spend()
	if heard := wait(takes / 2); !heard || fails {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unheard++
		return nil, errors.New("connection reset")
	}
	a, _ := ok(r, `[]`)
	a.StatusCode, a.Header = status, header
	return a, nil
}

func (s *crowded) spend() (int, http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); !now.Before(s.ends) {
		s.left, s.ends = s.limit, now.Add(time.Minute).Truncate(time.Second)
	}
	status := http.StatusOK
	if s.left == 0 {
		status = http.StatusTooManyRequests
		s.refused++
	} else {
		s.left--
		s.served++
	}
	return status, headers("X-RateLimit-Remaining", fmt.Sprint(s.left), "X-RateLimit-Reset", fmt.Sprint(s.ends.Unix()))
}

// Many callers, some of whom want the same, for a few windows of a small
// budget: in a third of the runs some of them give up, in another connections
// break too.
func TestBudgetAndSharingHoldInACrowd(t *testing.T) {
	for seed := range uint64(30) {
		faults, calm := seed%3 == 1, seed%3 == 2
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &crowded{faults: faults, random: rand.New(rand.NewPCG(seed, 1)), limit: 40}
				c := keeping(s.trip)
				c.reads.cache = Cache{} // only sharing
				const callers = 30
				var all sync.WaitGroup
				for n := range callers {
					random := rand.New(rand.NewPCG(seed, uint64(n)+2))
					all.Go(func() {
						for range 20 {
							patience := time.Duration(1+random.IntN(20000)) * time.Millisecond
							if calm {
								patience = time.Hour
							}
							ctx, cancel := context.WithTimeout(WithKey(t.Context(), aKey), patience)
							begun := time.Now()
							_, err := c.DataSources(ctx, DataSourceQuery{SearchTerm: fmt.Sprint(random.IntN(callers * 4))})
							if took := time.Since(begun); took > patience {
								t.Errorf("a call took %s of %s", took, patience)
							}
							cancel()
							var api *APIError
							if err != nil && !errors.As(err, &api) {
								t.Error(err)
							}
							time.Sleep(time.Duration(random.IntN(10000)) * time.Millisecond)
						}
					})
				}
				all.Wait()
				synctest.Wait()
				if s.most != c.budgets.atOnce {
					t.Errorf("%d requests at a time", s.most)
				}
				if s.served < 2*s.limit {
					t.Errorf("only %d were served", s.served)
				}
				if s.refused > s.unheard {
					t.Errorf("%d requests in vain, %d served, %d unheard", s.refused, s.served, s.unheard)
				}
				k := c.budgets.of[c.budgets.id(aKey)]
				if k.users != 0 || k.open != 0 || k.unanswered != 0 || len(k.waiting) != 0 || len(c.reads.under) != 0 {
					t.Errorf("left behind: %+v, %d under way", k, len(c.reads.under))
				}
			})
		})
	}
}
