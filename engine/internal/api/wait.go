package api

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

const (
	refreshWait   = 2 * time.Second // for changes to an index that was complete
	progressEvery = 250 * time.Millisecond
	progressAlive = 5 * time.Second
)

// begin has each source compared with its files. A refused source gives nil.
func begin(sources []source) []*index.Check {
	checks := make([]*index.Check, len(sources))
	for i, src := range sources {
		if src.Source != nil {
			checks[i] = src.Check()
		}
	}
	return checks
}

// await waits until the indexes are up to date, or for as long as is
// reasonable; what takes longer goes on in the background. The caller sees
// progress on 102 responses. An error means that the caller has gone, or the
// engine is closing. A check that failed leaves what was indexed before.
func (s *Server) await(c *call, sources []source) error {
	ctx := c.r.Context()
	p := progress{call: c}
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	start := time.Now()
	for i, check := range begin(sources) {
		for waiting := true; waiting; {
			select {
			case <-check.Done():
				if errors.Is(check.Err(), index.ErrClosed) {
					return index.ErrClosed
				}
				waiting = false
			case <-tick.C:
				done, total := indexed(sources)
				p.report(done, total, "files indexed"+pace(sources))
				limit := s.FirstWait
				if sources[i].State().Complete {
					limit = min(limit, refreshWait)
				}
				waiting = time.Since(start) < limit
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

func indexed(sources []source) (done, total int) {
	for _, src := range sources {
		st := src.State()
		done += st.Done
		total += st.Total
	}
	return done, total
}

// pace says how fast that goes and when it ends, or nothing while it is not known.
func pace(sources []source) string {
	rate, left := 0.0, 0
	now := time.Now()
	for _, src := range sources {
		st := src.State()
		if st.Done >= st.Total && st.Total > 0 {
			continue
		}
		r := st.Rate(now)
		if r == 0 {
			return ""
		}
		rate, left = rate+r, left+st.Total-st.Done
	}
	if rate == 0 {
		return ""
	}
	return paceText(rate, left)
}

func paceText(rate float64, left int) string {
	seconds := float64(left) / rate
	end := fmt.Sprintf("%.0f s", math.Ceil(seconds))
	if seconds > 90 {
		end = fmt.Sprintf("%.0f min", math.Ceil(seconds/60))
	}
	return fmt.Sprintf(", %.0f/s, about %s left", math.Ceil(rate), end)
}

// progress tells the caller how far something has come, on 102 responses.
type progress struct {
	call *call
	last string
	at   time.Time
}

func (p *progress) report(done, total int, what string) {
	if total > 0 {
		p.say(fmt.Sprintf("%d/%d %s", done, total, what))
	}
}

// say is report without numbers, for what has no known end.
func (p *progress) say(text string) {
	// Some clients take any first response for the answer, so that it has to be asked for.
	if p.call.r.Header.Get(codealive.HeaderProgress) == "" || text == p.last && time.Since(p.at) < progressAlive || !p.call.r.ProtoAtLeast(1, 1) {
		return
	}
	p.last, p.at = text, time.Now()
	p.call.Header().Set(codealive.HeaderProgress, text)
	p.call.WriteHeader(http.StatusProcessing)
	p.call.Header().Del(codealive.HeaderProgress)
}
