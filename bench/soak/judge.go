package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// verdict is what came of one call.
type verdict struct {
	tool, asked, owner, text string
	isError                  bool
	err                      error
	faulted                  bool // the service broke an answer to this question
	waiting                  bool // or asked the owner of the key to wait
}

// tally counts results.
type tally struct {
	begun                            time.Time
	right, explained, partial, wrong atomic.Int64

	mu   sync.Mutex
	errs []error // the first few
}

func (t *tally) calls() int64 {
	return t.right.Load() + t.explained.Load() + t.partial.Load() + t.wrong.Load()
}

// judge holds a result to its question: a right answer has the question and the
// key's owner in it and nobody else's; an error is worded as all are, and there
// was a fault.
func (t *tally) judge(v verdict) {
	if problem := v.problem(); problem != "" {
		t.wrong.Add(1)
		t.mu.Lock()
		defer t.mu.Unlock()
		if len(t.errs) < 10 {
			t.errs = append(t.errs, fmt.Errorf("%s of %s for %s: %s: %q %w", v.tool, v.asked, v.owner, problem, v.text, v.err))
		}
		return
	}
	switch {
	case !v.isError:
		t.right.Add(1)
	case strings.Contains(v.text, "] incomplete, "):
		t.partial.Add(1)
	default:
		t.explained.Add(1)
	}
}

func (v verdict) problem() string {
	for _, other := range question.FindAllString(v.text, -1) {
		if other != v.asked {
			return "another's question"
		}
	}
	_, owner, found := strings.Cut(v.text, "owner-")
	if found && !strings.HasPrefix("owner-"+owner, v.owner) {
		return "another's key"
	}
	switch {
	case v.err != nil:
		return "no result"
	case !v.isError && !strings.Contains(v.text, v.asked+" "+v.owner):
		return "not the answer"
	case v.isError && (!strings.HasPrefix(v.text, "["+v.tool+"] ") || !strings.Contains(v.text, " Retry: ")):
		return "an error without advice"
	case v.isError && !v.faulted && (!v.waiting || !waited(v.text)):
		return "an error without a fault"
	}
	return ""
}

// waited tells the errors of calls that a service's wish to wait has kept until
// their time was up.
func waited(text string) bool {
	return strings.Contains(text, "the service asked to wait") || strings.Contains(text, "waiting for their turn")
}

func (t *tally) first() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return errors.Join(t.errs...)
}
