package settings

// UsageError says that a flag, an argument or a setting is wrong: the user can
// mend it, and nothing was begun.
type UsageError struct{ error }

// Usage makes an error the user's. Without one there is none.
func Usage(err error) error {
	if err == nil {
		return nil
	}
	return UsageError{err}
}

func (e UsageError) Unwrap() error { return e.error }
