package codealive

import (
	"context"
	"slices"
	"sync"
	"time"
)

// flight is one read under way. Callers who want the same share it; it goes on
// as long as one of them waits for it.
type flight struct {
	stop   context.CancelFunc
	done   chan struct{} // closed when answer and err are set
	answer answer
	err    error

	mu      *sync.Mutex // of all reads; guards callers
	callers []*rider
}

// rider is one who waits for a flight.
type rider struct {
	ctx      context.Context
	progress func(Progress) // may be nil
}

// share answers from memory, or has get called once for all who ask for e at
// the same time. use then gets the answer, and may keep it: a flight stays on
// the list until one has done so, or others would ask again in between. The error
// of a request goes to all who shared it, so that nobody may change it.
func (s *reads) share(ctx context.Context, op string, e entry, get func(context.Context) (answer, error), use func(answer) error) error {
	me := &rider{ctx, progressOf(ctx)}
	s.mu.Lock()
	one := s.under[e]
	if one == nil {
		if item := s.kept.Get(e); item != nil {
			s.mu.Unlock()
			return use(item.Value())
		}
		one = s.begin(ctx, e, get)
	}
	one.callers = append(one.callers, me)
	s.mu.Unlock()

	select {
	case <-one.done:
		defer s.land(e, one)
		if one.err != nil {
			return one.err
		}
		return use(one.answer)
	case <-ctx.Done():
		s.leave(e, one, me)
		return failed(ctx, op, ctx.Err())
	}
}

// begin has get called with a context that outlives the caller's. The caller
// holds the lock.
func (s *reads) begin(ctx context.Context, e entry, get func(context.Context) (answer, error)) *flight {
	f := &flight{done: make(chan struct{}), mu: &s.mu}
	s.under[e] = f
	ctx = context.WithValue(context.WithoutCancel(ctx), flightKey{}, f)
	ctx, f.stop = context.WithCancel(WithProgress(ctx, f.progress))
	go func() {
		defer close(f.done)
		defer f.stop()
		if f.answer, f.err = get(ctx); f.err != nil {
			s.land(e, f)
		}
	}()
	return f
}

// leave ends a flight that nobody waits for any more.
func (s *reads) leave(e entry, f *flight, me *rider) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.callers = slices.DeleteFunc(f.callers, func(r *rider) bool { return r == me })
	if len(f.callers) == 0 {
		s.strike(e, f)
		f.stop()
	}
}

// land takes a flight off the list, so that whoever comes now begins anew.
func (s *reads) land(e entry, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strike(e, f)
}

func (s *reads) strike(e entry, f *flight) {
	if s.under[e] == f { // another may have its place
		delete(s.under, e)
	}
}

func (f *flight) progress(p Progress) {
	f.mu.Lock()
	callers := slices.Clone(f.callers)
	f.mu.Unlock()
	for _, r := range callers {
		if r.progress != nil {
			r.progress(p)
		}
	}
}

// deadline is when the last caller gives up.
func (f *flight) deadline() (last time.Time, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.callers {
		at, bounded := r.ctx.Deadline()
		if !bounded {
			return time.Time{}, false
		}
		if at.After(last) {
			last = at
		}
	}
	return last, true
}

type flightKey struct{}

// deadline is when nobody waits any more for what is done with ctx.
func deadline(ctx context.Context) (time.Time, bool) {
	if f, _ := ctx.Value(flightKey{}).(*flight); f != nil {
		return f.deadline()
	}
	return ctx.Deadline()
}
