package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"time"
)

// cost is what something took.
type cost struct {
	wall, cpu time.Duration // cpu of all its processes
	peak      int64         // bytes; 0 = not measured
}

// process runs a program to its end and reads what it prints. Exit code 1 is
// how ripgrep says that it found nothing.
func process(ctx context.Context, name string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return cost{}, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, err
	}
	_, readErr := io.Copy(io.Discard, out)
	err = cmd.Wait()
	c := cost{wall: time.Since(start)}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return c, fmt.Errorf("%s: %w: %s", name, err, complaint.Bytes())
	}
	c.add(cmd)
	return c, readErr
}

// add puts in what a process that ended has used.
func (c *cost) add(cmd *exec.Cmd) {
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	c.peak = peakMemory(cmd.ProcessState)
}

// median is that of the time, with the mean of the processor time and the
// largest peak.
func median(all []cost) cost {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b cost) int { return cmp.Compare(a.wall, b.wall) })
	m := cost{wall: sorted[len(sorted)/2].wall}
	for _, c := range all {
		m.cpu += c.cpu / time.Duration(len(all))
		m.peak = max(m.peak, c.peak)
	}
	return m
}

func (c cost) String() string {
	text := fmt.Sprintf("%v (%v)", round(c.wall), round(c.cpu))
	if c.peak > 0 {
		text += fmt.Sprintf(", %d MiB", c.peak>>20)
	}
	return text
}

func round(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(time.Millisecond / 10)
}
