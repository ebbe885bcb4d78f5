// Package recall remembers for a while what a service was found to lack.
package recall

import (
	"sync"
	"time"
)

// lasts is how long: a service may be updated.
const lasts = 10 * time.Minute

// Missing holds the names of what a service lacks. Its zero value is empty. It
// is safe for concurrent use.
type Missing struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// Has reports whether a name was noted in the last ten minutes.
func (m *Missing) Has(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Now().Before(m.until[name])
}

// Note remembers a name. There may be as many as a program has in its text.
func (m *Missing) Note(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.until == nil {
		m.until = map[string]time.Time{}
	}
	m.until[name] = time.Now().Add(lasts)
}
