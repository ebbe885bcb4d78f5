package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/codealive-mcp/codealive-mcp/codealive"
	"github.com/codealive-mcp/codealive-mcp/tools"
	"github.com/codealive-mcp/codealive-mcp/transport"
)

// toolTimeout ends calls that a fault stalls. It outlasts several waits of a
// second that the service asks for in a row.
const toolTimeout = 10 * time.Second

// keys are the tenants over HTTP; stdio has one of its own.
var keys = []string{"key-a-0000000000", "key-b-0000000000", "key-c-0000000000", "key-d-0000000000", "key-e-0000000000", "key-f-0000000000", "key-g-0000000000"}

const stdioKey = "key-stdio-000000"

// bed is the program over both transports in front of the service.
type bed struct {
	service *service
	http    *overHTTP
	stdio   *overStdio
	close   func() error
}

// caller makes a tool call and returns its text.
type caller interface {
	call(ctx context.Context, tool string, args map[string]any) (text string, isError bool, err error)
}

func newBed(ctx context.Context, p plan) (*bed, error) {
	s, err := newService(ctx, p.faults)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	up := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}
	served := make(chan error, 2)

	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		stop()
		return nil, errors.Join(err, s.close())
	}
	server, err := program(s.url, codealive.ContextKey, up)
	if err != nil {
		stop()
		return nil, errors.Join(err, s.close())
	}
	quiet := slog.New(slog.DiscardHandler)
	go func() { served <- transport.HTTP(ctx, server, l, transport.HTTPOptions{Log: quiet}) }()

	other, err := program(s.url, codealive.StaticKey(stdioKey), up)
	if err != nil {
		stop()
		return nil, errors.Join(err, s.close())
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	go func() {
		err := transport.Stdio(ctx, other, in, out, quiet)
		_ = out.Close() // the reader sees the end
		served <- err
	}()
	down := &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}
	b := &bed{
		service: s,
		http:    &overHTTP{url: fmt.Sprintf("http://%s/mcp", l.Addr()), client: &http.Client{Transport: down}},
		stdio:   newOverStdio(toServer, fromServer),
	}
	b.close = func() error {
		_ = toServer.Close()
		first := <-served // stdio ends with its input
		down.CloseIdleConnections()
		stop()
		second := <-served
		up.CloseIdleConnections()
		return errors.Join(first, second, s.close())
	}
	return b, nil
}

func program(service string, key codealive.KeySource, up *http.Transport) (*mcpServer, error) {
	base, err := codealive.ParseBaseURL(service)
	if err != nil {
		return nil, err
	}
	api := codealive.New(codealive.Options{
		BaseURL: base, Key: key, Transport: up, Version: "soak", Backoff: 20 * time.Millisecond,
		AtOnce: 16, Cache: &codealive.Cache{Sources: time.Second, Reads: time.Second},
	})
	return tools.NewServer("soak", tools.Options{API: api, Quota: api, Timeout: toolTimeout, Log: slog.New(slog.DiscardHandler)}), nil
}

// run makes the calls of p and judges them.
func (b *bed) run(ctx context.Context, p plan, t *tally) error {
	if p.length > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.length)
		defer cancel()
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range p.atOnce {
		all.Go(func() {
			r := rand.New(rand.NewPCG(p.seed, uint64(worker)))
			for n := next.Add(1); n <= p.calls && ctx.Err() == nil; n = next.Add(1) {
				b.one(r, n, t)
			}
		})
	}
	all.Wait()
	return t.first()
}

// one makes a call: its question is new, or, every fifth time, one of the last
// few, which may be under way or in memory.
func (b *bed) one(r *rand.Rand, n int64, t *tally) {
	again := r.IntN(5) == 0
	if again {
		n -= min(n, 1+r.Int64N(8))
	}
	asked := fmt.Sprintf("thing-%d-", n)
	c := calls[r.IntN(len(calls))]
	var by caller = b.stdio
	key := stdioKey
	if r.IntN(2) == 0 {
		key = keys[r.IntN(len(keys))]
		by = b.http.as(key)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*toolTimeout) // beyond it, the result is lost
	defer cancel()
	text, isError, err := by.call(ctx, c.tool, c.args(asked))
	t.judge(verdict{
		tool: c.tool, asked: asked, owner: tag(key), text: text, isError: isError, err: err,
		faulted: b.service.explains(asked), waiting: b.service.toldToWait(tag(key)),
	})
	if _, faulted := b.service.met.Load(asked); faulted {
		time.AfterFunc(3*toolTimeout, func() { b.service.met.Delete(asked) })
	}
}
