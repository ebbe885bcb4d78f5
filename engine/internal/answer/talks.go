package answer

import (
	"container/list"
	"strings"
	"sync"
)

const (
	maxTalks = 1000
	maxTurns = 3    // kept of a conversation, the last ones
	maxTurn  = 2000 // bytes kept of a question, and of an answer
)

// Talk is what is remembered of a conversation.
type Talk struct {
	Turns   []Turn   // oldest first; at least one
	Sources []string // ids of the sources it was about
}

// Turn is a question and what a model answered, "" without one.
type Turn struct{ Question, Answer string }

// Recent are the last turns, shortened. The marks of their evidence go, since
// the evidence of the next question has numbers of its own.
func Recent(turns []Turn) []Turn {
	turns = turns[max(0, len(turns)-maxTurns):]
	short := make([]Turn, len(turns))
	for i, t := range turns {
		short[i] = Turn{begin(t.Question), begin(citation.ReplaceAllString(t.Answer, ""))}
	}
	return short
}

func begin(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxTurn)], "") }

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
	talk.Turns = Recent(talk.Turns)
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
