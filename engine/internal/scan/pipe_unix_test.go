//go:build unix

package scan

import (
	"syscall"
	"testing"
)

// pipe makes a FIFO, which would hang whoever opens it.
func pipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}
