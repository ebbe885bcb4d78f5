//go:build !linux

package main

import "os"

// peakMemory is not read here: its unit differs between systems.
func peakMemory(*os.ProcessState) int64 { return 0 }
