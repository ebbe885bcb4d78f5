// Package ledger keeps the books.
package ledger

import (
	"context"

	"example.com/payments/internal/store"
)

// Ledger books entries in a store.
type Ledger struct {
	store *store.Store
}

// New returns a ledger over a store.
func New(s *store.Store) *Ledger { return &Ledger{store: s} }

// Post checks an entry and appends it to the store.
func (l *Ledger) Post(ctx context.Context, e Entry) error {
	if err := e.Validate(); err != nil {
		return err
	}
	return l.store.Append(ctx, e)
}
