package api

import (
	"errors"
	"net/http"

	"github.com/codealive-mcp/codealive-mcp/engine/internal/index"
)

// unkept is for whoever runs the engine, and names no path: others may read it.
const unkept = "The index cannot be kept: the disk of the engine's cache directory is full, read-only or failing. " +
	"Free space there, or set CODEALIVE_CACHE_DIR to another disk; grep_search and read_file work meanwhile."

// trouble is why the index of a source cannot be brought in step with its
// files, or "".
func (s source) trouble() string {
	switch err := s.State().Err; {
	case err == nil, errors.Is(err, index.ErrClosed):
		return ""
	case errors.Is(err, index.ErrUnkept):
		return unkept
	}
	return "Its files cannot be compared with the index; the engine's log says why."
}

// caughtUp is nil unless one of the indexes cannot be brought in step with its
// files. What such an index lacks must not pass for what is not there.
func caughtUp(sources []source) error {
	for _, src := range sources {
		if err := src.State().Err; err != nil {
			return err
		}
	}
	return nil
}

// unkeepable answers that an index cannot be kept. Asking again does not help.
func (c *call) unkeepable() {
	c.final = true
	c.fail(http.StatusInsufficientStorage, unkept, nil)
}
