package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// session is the running program, as an MCP client sees it.
type session struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	begun time.Time
}

func (m *measurement) start(ctx context.Context, cache string) (*session, error) {
	cmd := exec.CommandContext(ctx, m.binary, "--local", m.tree.dir)
	cmd.Env = append(os.Environ(), "CODEALIVE_CACHE_DIR="+cache)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s := &session{cmd, in, bufio.NewReader(out), time.Now()}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_, err = s.send("initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}`)
	return s, err
}

func (s *session) send(method, params string) (string, error) {
	if _, err := fmt.Fprintf(s.in, `{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`+"\n", method, params); err != nil {
		return "", err
	}
	reply, err := s.out.ReadString('\n')
	if err == nil && (strings.Contains(reply, `"error"`) || strings.Contains(reply, `"isError":true`)) {
		err = errors.New(reply)
	}
	return reply, err
}

// call has a tool answer.
func (s *session) call(tool string, args map[string]any) (string, error) {
	params, err := json.Marshal(map[string]any{"name": tool, "arguments": args})
	if err != nil {
		return "", err
	}
	return s.send("tools/call", string(params))
}

func (s *session) search(question string) (string, error) {
	return s.call("semantic_search", map[string]any{"question": question})
}

// timed is call with what it cost. The clock of processor time is coarse (10 ms),
// so that only the mean of many calls says something.
func (s *session) timed(tool string, args map[string]any) (string, cost, error) {
	before, err := s.used()
	if err != nil {
		return "", cost{}, err
	}
	start := time.Now()
	reply, err := s.call(tool, args)
	c := cost{wall: time.Since(start)}
	after, usedErr := s.used()
	c.cpu = after - before
	return reply, c, errors.Join(err, usedErr)
}

// used is the processor time of the program and of what it has started and ended.
func (s *session) used() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0, fmt.Errorf("unknown format of /proc: %s", stat)
	}
	ticks := 0
	for _, f := range fields[11:15] { // utime, stime, cutime, cstime
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// end has the program stop, and tells what it has cost from its start.
func (s *session) end() (cost, error) {
	if err := s.in.Close(); err != nil {
		return cost{}, err
	}
	err := s.cmd.Wait()
	c := cost{wall: time.Since(s.begun)}
	c.add(s.cmd)
	return c, err
}
