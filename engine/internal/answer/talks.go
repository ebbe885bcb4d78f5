package answer

import (
	"container/list"
	"sync"
)

const (
	maxTalks    = 1000
	maxQuestion = 2000 // bytes kept of a question
)

// Talk is what is remembered of a conversation.
type Talk struct {
	Question string   // the last one
	Sources  []string // ids of the sources it was about
}

// Talks remembers conversations, the most recent ones, in memory only.
type Talks struct {
	mu    sync.Mutex
	byID  map[string]*list.Element
	order list.List // most recent first
}

type remembered struct {
	id string
	Talk
}

// Get gives what is remembered of a conversation.
func (t *Talks) Get(id string) (Talk, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.byID[id]
	if !ok {
		return Talk{}, false
	}
	t.order.MoveToFront(e)
	return e.Value.(remembered).Talk, true
}

// Put remembers a conversation and forgets the oldest of too many.
func (t *Talks) Put(id string, talk Talk) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(talk.Question) > maxQuestion {
		talk.Question = talk.Question[:maxQuestion]
	}
	if t.byID == nil {
		t.byID = map[string]*list.Element{}
	}
	if e, ok := t.byID[id]; ok {
		e.Value = remembered{id, talk}
		t.order.MoveToFront(e)
		return
	}
	t.byID[id] = t.order.PushFront(remembered{id, talk})
	if t.order.Len() > maxTalks {
		oldest := t.order.Back()
		t.order.Remove(oldest)
		delete(t.byID, oldest.Value.(remembered).id)
	}
}
