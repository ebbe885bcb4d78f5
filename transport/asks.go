package transport

import (
	"encoding/json"
	"fmt"
	"sync"
)

// asks are requests of ours that the client has not answered yet.
type asks struct {
	mu      sync.Mutex
	pending map[string]chan message // by id
}

// expect gives where the answer to the request with this id will arrive.
func (a *asks) expect(id string) <-chan message {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending == nil {
		a.pending = make(map[string]chan message)
	}
	answers := make(chan message, 1)
	a.pending[id] = answers
	return answers
}

func (a *asks) forget(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.pending, id)
}

// deliver hands m to whoever asked, and reports whether somebody did.
func (a *asks) deliver(m message) bool {
	var id string
	_ = json.Unmarshal(m.ID, &id) // a number is none of ours
	a.mu.Lock()
	defer a.mu.Unlock()
	answers := a.pending[id]
	if answers == nil {
		return false
	}
	answers <- m
	delete(a.pending, id)
	return true
}

// read takes the result of an answer.
func (m message) read(result any) error {
	if m.Error != nil {
		return fmt.Errorf("the client answered with error %d: %s", m.Error.Code, m.Error.Message)
	}
	return json.Unmarshal(m.Result, result)
}
