//go:build unix

package scan

import "syscall"

// openFlags keep an open from waiting when a file was exchanged for a pipe.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW
