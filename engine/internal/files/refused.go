package files

import (
	"fmt"

	"github.com/codealive-mcp/codealive-mcp/internal/safe"
)

// Refused is an error that the caller can mend.
type Refused struct{ what, try string }

func (e *Refused) Error() string { return e.what }

// Try says what to change, in one sentence.
func (e *Refused) Try() string { return e.try }

func refuse(try, what string, args ...any) error {
	return &Refused{fmt.Sprintf(what, args...), try}
}

const shownRunes = 200 // of a path that is refused

// shown is a path as it came in.
func shown(path string) string { return safe.Name(safe.Clip(path, shownRunes)) }
