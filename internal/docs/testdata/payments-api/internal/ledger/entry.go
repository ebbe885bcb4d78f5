package ledger

import "errors"

// Entry is one movement of money.
type Entry struct {
	Account string
	Cents   int64
}

// Validate rejects entries with a zero amount.
func (e Entry) Validate() error {
	if e.Cents == 0 {
		return errors.New("the amount is zero")
	}
	return nil
}
