package tools

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/codealive-mcp/codealive-mcp/codealive"
)

const (
	// progressEvery spaces messages so that a fast stream does not flood the client.
	progressEvery = 100 * time.Millisecond
	// aliveEvery is short enough for clients that give up after a silence.
	aliveEvery = 10 * time.Second
	// methodProgress is the notification of MCP.
	methodProgress = "notifications/progress"
)

// AnswerText is the _meta member, true on progress messages that are the next
// piece of a streamed answer: joined, they are the answer so far.
const AnswerText = "codealive/text"

// notifier is a session that writes a notification at once, in order with its
// replies. Sessions of the SDK queue them instead, and drop what overflows.
type notifier interface {
	Notify(method string, params map[string]any) error
}

// progress reports on one call, if the client asked for it. After stop, nothing is sent.
type progress struct {
	send  func(params map[string]any)
	token mcp.ProgressToken

	mu      sync.Mutex
	count   int
	text    strings.Builder // streamed but not sent yet
	last    time.Time       // of the last message
	begun   time.Time
	flush   *time.Timer
	alive   *time.Timer
	stopped bool
}

func newProgress(ctx context.Context, req mcp.CallToolRequest) *progress {
	p := &progress{begun: time.Now()}
	if req.Params.Meta == nil || req.Params.Meta.ProgressToken == nil {
		p.stopped = true
		return p
	}
	p.token = req.Params.Meta.ProgressToken
	p.send = sender(ctx)
	p.flush = time.AfterFunc(time.Hour, p.flushText)
	p.flush.Stop()
	p.alive = time.AfterFunc(aliveEvery, p.keepAlive)
	return p
}

// sender finds the way back to the client. A message that cannot be delivered
// is no reason to fail the call.
func sender(ctx context.Context) func(map[string]any) {
	if direct, ok := server.ClientSessionFromContext(ctx).(notifier); ok {
		return func(params map[string]any) { _ = direct.Notify(methodProgress, params) }
	}
	s := server.ServerFromContext(ctx)
	return func(params map[string]any) { _ = s.SendNotificationToClient(ctx, methodProgress, params) }
}

// status tells what the backend is doing.
func (p *progress) status(s codealive.Progress) {
	message := s.What
	if s.Total > 0 {
		message = fmt.Sprintf("%d of %d %s", s.Done, s.Total, s.What)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.message(message, false)
}

// answer passes on a piece of a streamed answer, together with others if they come fast.
func (p *progress) answer(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return
	}
	p.text.WriteString(text)
	if wait := progressEvery - time.Since(p.last); wait > 0 {
		p.flush.Reset(wait)
		return
	}
	p.message(p.take(), true)
}

func (p *progress) flushText() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if text := p.take(); text != "" {
		p.message(text, true)
	}
}

func (p *progress) keepAlive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.message(fmt.Sprintf("still waiting (%s)", time.Since(p.begun).Round(time.Second)), false)
}

func (p *progress) take() string {
	defer p.text.Reset()
	return p.text.String()
}

// message sends one message; its number is the progress, which has to grow.
// The caller holds the lock, also while sending: stop waits for it.
func (p *progress) message(text string, answer bool) {
	if p.stopped {
		return
	}
	p.count++
	p.last = time.Now()
	p.alive.Reset(aliveEvery)
	params := map[string]any{"progressToken": p.token, "progress": p.count, "message": text}
	if answer {
		params["_meta"] = map[string]any{AnswerText: true}
	}
	p.send(params)
}

// stop sends what is left of the answer and ends the reports.
func (p *progress) stop() {
	p.flushText()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return
	}
	p.stopped = true
	p.flush.Stop()
	p.alive.Stop()
}
