package ledger

import (
	"testing"

	"example.com/payments/internal/store"
)

func TestPostRejectsZero(t *testing.T) {
	if New(new(store.Store)).Post(t.Context(), Entry{Account: "a"}) == nil {
		t.Error("an entry without an amount was booked")
	}
}
