//go:build unix

package files

import (
	"syscall"
	"testing"
)

// mkfifo makes a pipe, which would hang whoever opens it.
func mkfifo(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}
