// Package store keeps what was booked.
package store

import (
	"context"
	"sync"
)

// Store holds entries in memory, in the order they came.
type Store struct {
	mu      sync.Mutex
	entries []any
}

// Append adds an entry. It fails only when ctx has ended.
func (s *Store) Append(ctx context.Context, entry any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = append(s.entries, entry)
	return nil
}
